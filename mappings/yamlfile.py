"""Reading YAML so that every later complaint can name its line.

A small YAML: one document, text keys, no anchors. A key that is there twice is a problem, not a silent overwrite.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from mappings.problems import BadFile, Problem

Loc = tuple[str | int, ...]
"""Where a value is in a document: keys and positions from the top."""

_QUOTED = re.compile(r"'(?:\\.|[^'])*'|\"[^\"]*\"")
_HARMLESS = re.compile(r"'(?:.{0,3}|<[a-z ]+>)'")


@dataclass(slots=True)
class Document:
    """A decoded file. ``lines`` has the line of every key and entry, ``texts`` every scalar as it was written."""

    file: str
    data: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)
    texts: dict[Loc, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, loc: Loc, message: str, suggestion: str | None = None) -> Problem:
        """A complaint about the value at ``loc``, with the line of the nearest place that exists."""
        steps = self._real(loc)
        place = steps
        while place and place not in self.lines:
            place = place[:-1]
        return Problem(self.file, self.lines.get(place), path_text(steps), message, suggestion)

    def _real(self, loc: Loc) -> Loc:
        """``loc`` without the steps that only the checker knows (the names of alternatives)."""
        steps: Loc = ()
        for position, step in enumerate(loc):
            if (*steps, step) in self.lines or position == len(loc) - 1:
                steps = (*steps, step)
        return steps


def path_text(loc: Loc) -> str:
    """``systems.my-crm.role``; positions in lists count from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in loc)


def read_document(path: Path, *, shown_as: str | None = None) -> Document:
    """The file as a document. Raises BadFile when it cannot be read or is not YAML."""
    file = shown_as or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadFile([Problem(file, None, "", f"cannot be read: {(error.strerror or 'error').lower()}")]) from error
    except UnicodeDecodeError as error:
        raise BadFile([Problem(file, None, "", "is not text in UTF-8")]) from error
    return parse_document(text, file=file)


def parse_document(text: str, *, file: str) -> Document:
    """A document from text. Raises BadFile with one problem when it is not YAML at all."""
    document = Document(file)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        document.data = None if node is None else _Reader(document).value(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        # A secret that starts with * or ! is read as an alias or a tag, and the parser quotes it back.
        reason = _QUOTED.sub(_shown, error.problem or "unreadable")
        raise BadFile([Problem(file, line, "", f"is not valid YAML: {reason}")]) from None
    except yaml.YAMLError:
        raise BadFile([Problem(file, None, "", "is not valid YAML: it has characters that are not allowed")]) from None
    except RecursionError:
        raise BadFile([Problem(file, None, "", "is nested too deeply")]) from None
    return document


def _shown(quoted: re.Match[str]) -> str:
    return quoted[0] if _HARMLESS.fullmatch(quoted[0]) else "…"


def document_of(data: Mapping[str, Any], *, file: str) -> Document:
    """A document that was never a file, such as settings passed in by a program. It has no lines."""
    return Document(file, dict(data))


class _Reader:
    """Turns nodes into values while it notes lines, texts and problems."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._scalars = yaml.constructor.SafeConstructor()
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, loc: Loc) -> Any:
        self._document.lines.setdefault(loc, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            self._document.texts[loc] = node.value
            return self._scalar(node, loc)
        if id(node) in self._seen:
            self._complain(node, loc, "anchors and aliases are not used here: write it out")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*loc, position)) for position, child in enumerate(node.value)]
        return self._mapping(node, loc)

    def _mapping(self, node: yaml.Node, loc: Loc) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._complain(key_node, loc, "a key must be plain text")
                continue
            # The text as written: YAML would read the key `on` as true.
            key, here = key_node.value, (*loc, key_node.value)
            if key in found:
                self._complain(key_node, here, f"is here twice, first in line {self._document.lines[here]}")
                continue
            self._document.lines[here] = key_node.start_mark.line + 1
            found[key] = self.value(value_node, here)
        return found

    def _scalar(self, node: yaml.ScalarNode, loc: Loc) -> Any:
        if node.tag == "tag:yaml.org,2002:timestamp":
            return node.value
        try:
            return self._scalars.construct_object(node)
        except ValueError:
            self._complain(node, loc, "is not a valid value of its kind")
            return None

    def _complain(self, node: yaml.Node, loc: Loc, message: str) -> None:
        line = node.start_mark.line + 1
        self._document.problems.append(Problem(self._document.file, line, path_text(loc), message))
