"""Reading a saved plan, line by line: it may be long, and somebody may have edited it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from syncengine.plans.entries import FORMAT, Entry, Header
from syncengine.plans.lines import BEGIN, END, VERSION_KEY, digest_of
from syncengine.plans.said import EntrySaid, HeaderSaid

_HEADER_LINES = 100
"""More than any header has."""

_BLOCK = 1 << 16

_VERSION = re.compile(rb'^\{"%s":(\d+)' % VERSION_KEY.encode())

Said = TypeVar("Said", bound=BaseModel)


class BadPlan(ValueError):
    """A file that is no plan, or one that cannot be used. The text names file, line and field, and no value."""


class SavedPlan:
    """A plan in a file. The file stays open: what is read later is what was there at the start, even if another one
    takes its name. Threads may share it."""

    def __init__(self, path: Path) -> None:
        """Raises BadPlan, and OSError."""
        self.path = path
        self._file = path.open("rb")
        try:
            self.header, self._begins_at = self._read_header()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> SavedPlan:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def check(self) -> None:
        """Read all of it. Raises BadPlan."""
        for _ in self.entries():
            pass

    def entries(self) -> Iterator[Entry]:
        """Everybody, by the order of ids. Raises BadPlan: only at the end it is known whether anything is missing."""
        for _, entry in self.places():
            yield entry

    def places(self) -> Iterator[tuple[int, Entry]]:
        """The same, each with where in the file it stands."""
        before, number = "", 0
        at = self._begins_at[0]
        for line_number, offset, line in self._lines(*self._begins_at):
            if line == END:
                self._require(number == self.header.people, line_number, self._says_another_number(number))
                return
            entry = self._entry(line_number, line)
            self._require(entry.person > before, line_number, "person: people are not in the order of their ids")
            before, number, at = entry.person, number + 1, line_number
            yield offset, entry
        raise self._bad(at, "it ends after this line, in the middle: it was cut off, or is still being written")

    def entry_at(self, offset: int) -> Entry:
        """The person that stands there."""
        return next(self._entry(None, line) for _, _, line in self._lines(0, offset))

    def _says_another_number(self, number: int) -> str:
        return f"counts.people: {self.header.people} people in the header, and {number} in the file"

    def _lines(self, line_number: int, offset: int) -> Iterator[tuple[int, int, bytes]]:
        """Number, place and text of each line after that."""
        rest = b""
        while block := os.pread(self._file.fileno(), _BLOCK, offset + len(rest)):
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                line_number += 1
                if line.strip():
                    yield line_number, offset, _bare(line)
                offset += len(line) + 1
        if rest.strip():
            yield line_number + 1, offset, _bare(rest)

    def _blocks(self, offset: int) -> Iterator[bytes]:
        while block := os.pread(self._file.fileno(), _BLOCK, offset):
            yield block
            offset += len(block)

    def _read_header(self) -> tuple[Header, tuple[int, int]]:
        said, offset = b"", 0
        for number, line in enumerate(self._file, 1):
            said, offset = said + line, offset + len(line)
            if number == 1:
                self._require_version(line)
            if line.rstrip().endswith(BEGIN):
                found = self._said(HeaderSaid, number, said.rstrip() + END)
                header = found.header()
                edited = found.as_saved != digest_of(header.filter, chain([b"\n"], self._blocks(offset)))
                return replace(header, edited=edited), (number, offset)
            if number > _HEADER_LINES:
                break
        if not said:
            raise self._bad(1, "it is empty")
        raise self._bad(number, "there are no people in it: it was cut off, or another program wrote its lines anew")

    def _require_version(self, line: bytes) -> None:
        version = _VERSION.match(line)
        self._require(version is not None, 1, "this is no plan as `talentsync plan --out` saves it")
        if version is not None and int(version[1]) != FORMAT:
            by = "a newer" if int(version[1]) > FORMAT else "an older"
            text = f"{VERSION_KEY}: format {int(version[1])}, of {by} talentsync; this one reads format {FORMAT}"
            raise self._bad(1, f"{text}. Make it anew: talentsync plan --out {self.path}")

    def _entry(self, number: int | None, line: bytes) -> Entry:
        return self._said(EntrySaid, number, line).entry()

    def _said(self, model: type[Said], number: int | None, text: bytes) -> Said:
        try:
            return model.model_validate(orjson.loads(text))
        except orjson.JSONDecodeError:
            problem = "this line is no JSON: it was cut off, or edited by hand"
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            problem = f"{_path(first['loc'])}: {first['msg'].lower()}"
        raise self._bad(number, problem)

    def _require(self, holds: bool, number: int | None, problem: str) -> None:
        if not holds:
            raise self._bad(number, problem)

    def _bad(self, number: int | None, problem: str) -> BadPlan:
        where = self.path if number is None else f"{self.path}:{number}"
        return BadPlan(f"{where}: {problem}")


def _bare(line: bytes) -> bytes:
    return line.strip().removesuffix(b",")


def _path(loc: tuple[int | str, ...]) -> str:
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in loc).lstrip(".")
