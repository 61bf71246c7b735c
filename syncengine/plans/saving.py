"""Saving a plan: for its owner alone, whole or not at all, and without holding it in memory."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from syncengine.plans.entries import Entry, Header
from syncengine.plans.lines import END, digest_of, entry_text, header_text
from syncengine.settings.starter import AlreadyThere

_OWNER_ONLY = 0o600

_BLOCK = 1 << 20


class PlanWriter:
    """Takes the people of a plan, in the order of their ids. There is no file of that name before `finish`, and none if
    that never comes."""

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        """Raises AlreadyThere, and OSError."""
        if path.exists() and not overwrite:
            raise _there(path)
        self.people = 0
        self._path = path
        self._overwrite = overwrite
        self._beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        self._entries = _nameless(self._beside.with_suffix(".people"))

    def __enter__(self) -> PlanWriter:
        return self

    def __exit__(self, *error: object) -> None:
        self._entries.close()
        self._beside.unlink(missing_ok=True)

    def add(self, entry: Entry) -> None:
        self._entries.write(b",\n" if self.people else b"\n")
        self._entries.write(entry_text(entry))
        self.people += 1

    def finish(self, header: Header) -> None:
        """Put the file in its place. The header has counts, which are known only now, and stands first."""
        with _new_file(self._beside) as whole:
            whole.write(header_text(header, as_saved=digest_of(header.filter, self._people())))
            whole.writelines(self._people())
            whole.flush()
            os.fsync(whole.fileno())
        if self._overwrite:
            self._beside.replace(self._path)
            return
        try:
            os.link(self._beside, self._path)  # unlike a rename it never replaces what somebody put there meanwhile
        except FileExistsError:
            raise _there(self._path) from None

    def _people(self) -> Iterator[bytes]:
        """All that stands behind the header, block by block."""
        self._entries.seek(0)
        while block := self._entries.read(_BLOCK):
            yield block
        yield b"\n" + END + b"\n"


def _nameless(path: Path) -> IO[bytes]:
    """A file that is gone with whoever has it open."""
    file = _new_file(path)
    path.unlink()
    return file


def _new_file(path: Path) -> IO[bytes]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    return os.fdopen(descriptor, "w+b")


def _there(path: Path) -> AlreadyThere:
    return AlreadyThere(f"{path} is there already; to overwrite it: --force")
