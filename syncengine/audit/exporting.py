"""Taking the audit out: lines that anybody can check without our store, or a table for spreadsheets."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import orjson
import sqlalchemy as sa

from syncengine.core.chain import COLUMNS, Chained, Head, instant, line_of
from syncengine.store import audit
from syncengine.store.audit_reading import Choice, entries

END = "end"
"""The name in the last line."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of something to be computed."""


def export_lines(connection: sa.Connection, choice: Choice) -> Iterator[bytes]:
    """One line of JSON for each entry, and a last one that says where the chain ends and what the lines are."""
    lines, digest = 0, hashlib.sha256()
    for row in entries(connection, choice):
        line = line_of(row) + b"\n"
        digest.update(line)
        lines += 1
        yield line
    head = audit.head(connection) or Head()
    yield end_line(head, whole=choice.is_everything, lines=lines, digest=digest.hexdigest())


def end_line(head: Head, *, whole: bool, lines: int, digest: str) -> bytes:
    """``digest`` is the SHA-256 of all lines before this one; ``hash`` that of this one without it."""
    said: dict[str, Any] = {END: str(head), "whole": whole, "lines": lines, "digest": digest}
    return orjson.dumps({**said, "hash": hashlib.sha256(orjson.dumps(said)).hexdigest()}) + b"\n"


def export_csv(connection: sa.Connection, choice: Choice) -> Iterator[bytes]:
    """To be looked at; only lines of JSON can be checked. The last row has the end of the chain."""
    yield _row([*COLUMNS, "hash"])
    for row in entries(connection, choice):
        yield _row(_cells(row))
    head = audit.head(connection) or Head()
    yield _row([head.seq, "", END, *([""] * (len(COLUMNS) - 3)), head.hash])


def _cells(row: Chained) -> list[Any]:
    said = asdict(row.entry)
    at = instant(said.pop("at"))
    return [row.seq, at, *map(_plain, said.values()), row.previous, row.hash]


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _row(cells: list[Any]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()
