"""NUL characters on PostgreSQL, whose text cannot have them.

Vendors send them, in names and even in ids. They are written as a pair of private characters and read back as what
they were, so that every text comes back as it went in, on both engines. SQLite needs none of this.
"""

from __future__ import annotations

import re
from typing import Any

import orjson
import psycopg
from psycopg.adapt import Buffer, Loader
from psycopg.types.string import StrDumper

NUL = "\x00"
_MARK, _ITSELF = "\ue000", "\ue001"
"""The mark twice is a NUL; the mark and ``_ITSELF`` are the mark, should somebody send it."""

_TEXT_TYPES = ("text", "varchar", "bpchar", "name")
_ESCAPES = re.compile(r"\\\\|\\u0000")
"""In JSON: an escaped backslash, so that what follows it is not taken for an escape, or a NUL."""


def hide(text: str) -> str:
    """The text without NULs."""
    if NUL not in text and _MARK not in text:
        return text
    return text.replace(_MARK, _MARK + _ITSELF).replace(NUL, _MARK + _MARK)


def show(text: str, *, nul: str = NUL) -> str:
    """What ``hide`` was given."""
    if _MARK not in text:
        return text
    return re.sub(f"{_MARK}(.)", lambda found: nul if found[1] == _MARK else _MARK, text, flags=re.DOTALL)


def dump_json(value: Any) -> str:
    """As JSON whose strings have no NULs."""
    text = hide(orjson.dumps(value).decode())
    if "\\u0000" not in text:
        return text
    return _ESCAPES.sub(lambda found: found[0] if found[0] == r"\\" else _MARK + _MARK, text)


def load_json(text: str | bytes) -> Any:
    said = text if isinstance(text, str) else text.decode()
    return orjson.loads(show(said, nul="\\u0000"))


class _Dumper(StrDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(hide(obj))


class _TextLoader(Loader):
    def load(self, data: Buffer) -> str:
        return show(bytes(data).decode())


def teach(connection: psycopg.Connection[Any]) -> None:
    """Let a connection hide and show them in every parameter and every result."""
    connection.adapters.register_dumper(str, _Dumper)
    for name in _TEXT_TYPES:
        connection.adapters.register_loader(name, _TextLoader)
