"""Values of a configuration as they are meant: ``${NAME}`` from the environment, ``file:path`` from a file.

What is read here may be a secret. Problems and warnings name keys, variables and files, and never a value.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from mappings.problems import Problem
from mappings.yamlfile import Document, Loc
from syncengine.settings import exposure

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_FILE = "file:"
_SQLITE = "sqlite:///"
_PASSWORD = re.compile(r"://[^/@:]*:[^/@]+@")


def _is_address(url: str) -> bool:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        return False
    return True


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, list):
        return value[step] if isinstance(step, int) and step < len(value) else None
    return value.get(step) if isinstance(value, Mapping) else None


class Values:
    """Looks values up and collects what is wrong with them. Relative paths start from ``folder``. ``files`` are those
    that values were read from."""

    def __init__(self, document: Document, folder: Path, environ: Mapping[str, str]) -> None:
        self.document = document
        self.folder = folder
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.files: list[Path] = []
        self._environ = environ

    def at(self, loc: Loc) -> Any:
        """The value as YAML reads it; None when there is none."""
        value: Any = self.document.data
        for step in loc:
            value = _inside(value, step)
        return value

    def text(self, loc: Loc) -> str | None:
        """The value as meant, always text as it was written; None when it is not given or wrong."""
        if self.at(loc) is None:
            return None
        raw = self.document.texts.get(loc)
        if raw is None:
            self.complain(loc, "must be a single value")
            return None
        meant = self._from_file(loc, raw) if raw.startswith(_FILE) else self._with_variables(loc, raw)
        if meant == "":
            self.complain(loc, "must not be empty")
        return meant or None

    def secret(self, loc: Loc) -> str | None:
        """Like ``text``, with a warning when the value itself stands in the file."""
        raw = self.document.texts.get(loc, "")
        if raw and not raw.startswith(_FILE) and not _VARIABLE.search(raw):
            self.warn(loc, "is a secret in plain text", "write ${NAME} for an environment variable, or file:path")
        return self.text(loc)

    def path(self, loc: Loc) -> Path | None:
        """An existing file, absolute; None when it is not given or not there."""
        text = self.text(loc)
        if text is None:
            return None
        path = self._absolute(text)
        if not path.is_file():
            self.complain(loc, f"there is no file {path}")
            return None
        self.files.append(path)
        return path

    def store(self, loc: Loc, *, default: str) -> str:
        """The address of the store, with the path of an SQLite file made absolute."""
        url = self.text(loc) or default
        if self.has_password_in_plain_text(loc):
            self.warn(loc, "has a password in plain text", "write ${NAME} for an environment variable, or file:path")
        if url.startswith(_SQLITE) and url != f"{_SQLITE}:memory:":
            url = f"{_SQLITE}{self._absolute(url.removeprefix(_SQLITE))}"
            self.warn_all(loc, exposure.of_store(url, environ=self._environ))
            return url
        if not url.startswith(("sqlite://", "postgresql://", "postgresql+")):
            self.complain(loc, "must start with sqlite:/// or postgresql://")
        elif not _is_address(url):
            self.complain(loc, "is no address that can be read", "postgresql://USER:${PASSWORD}@HOST:5432/DATABASE")
        else:
            self.warn_all(loc, exposure.of_store(url, environ=self._environ))
        return url

    def has_password_in_plain_text(self, loc: Loc) -> bool:
        """Whether an address carries its password in the file itself."""
        raw = self.document.texts.get(loc, "")
        return bool(_PASSWORD.search(raw)) and not _VARIABLE.search(raw)

    def complain(self, loc: Loc, message: str, suggestion: str | None = None) -> None:
        self.problems.append(self.document.problem(loc, message, suggestion))

    def warn(self, loc: Loc, message: str, suggestion: str | None = None) -> None:
        self.warnings.append(self.document.problem(loc, message, suggestion))

    def warn_all(self, loc: Loc, found: Iterable[exposure.Found]) -> None:
        for message, suggestion in found:
            self.warn(loc, message, suggestion)

    def _absolute(self, text: str) -> Path:
        # Links stay links: what they lead to may be exchanged under us, as Kubernetes does with secrets.
        return Path(os.path.abspath(self.folder / Path(text).expanduser()))

    def _with_variables(self, loc: Loc, raw: str) -> str | None:
        missing = [name for name in _VARIABLE.findall(raw) if not self._environ.get(name)]
        for name in missing:
            self.complain(loc, f"the environment variable {name} is not set")
        if "${" in _VARIABLE.sub("", raw):
            self.complain(loc, "has a ${ that is not of the form ${NAME}")
            return None
        return None if missing else _VARIABLE.sub(lambda found: self._environ[found[1]], raw)

    def _from_file(self, loc: Loc, raw: str) -> str | None:
        path = self._absolute(raw.removeprefix(_FILE))
        self.files.append(path)
        self.warn_all(loc, exposure.of_file(path))
        try:
            return path.read_text(encoding="utf-8").strip()
        except OSError as error:
            self.complain(loc, f"the file {path} cannot be read: {(error.strerror or 'error').lower()}")
        except UnicodeDecodeError:
            self.complain(loc, f"the file {path} is not text in UTF-8")
        return None
