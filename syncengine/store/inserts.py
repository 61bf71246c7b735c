"""Many rows at once, where it has to be quick: one statement for all of them.

SQLAlchemy's work for each row costs more than the row. And with one row at a time the thread that writes gives up the
interpreter at each, and waits until it gets it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

_MOST_ROWS, _MOST_VALUES = 256, 4096
"""Engines limit the values of a statement: to 32 766 (SQLite) and 65 535 (PostgreSQL)."""


@dataclass(frozen=True, slots=True)
class Insert:
    """An INSERT without its rows. ``tail`` is what comes after them, the same on both engines. All parts are constants
    of ours: nothing of them is quoted."""

    table: str
    columns: tuple[str, ...]
    tail: str = ""


def insert_many(connection: sa.Connection, insert: Insert, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, whose values are in the order of the columns."""
    most = max(_MOST_ROWS, _MOST_VALUES // len(insert.columns))
    for at in range(0, len(rows), most):
        some = rows[at : at + most]
        values = tuple([value for row in some for value in row])
        text = _text(insert, len(some), _mark(connection))
        connection.exec_driver_sql(text, values)


def select_those(
    connection: sa.Connection, select: str, given: tuple[Any, ...], ids: Sequence[str]
) -> list[tuple[Any, ...]]:
    """The rows that have one of ``ids``. ``select`` is a constant that ends where they are to be listed, ``... IN``;
    {} in it stands for each value of ``given``."""
    found: list[tuple[Any, ...]] = []
    mark = _mark(connection)
    for at in range(0, len(ids), _MOST_ROWS):
        some = ids[at : at + _MOST_ROWS]
        text = f"{select.format(*[mark] * len(given))} ({', '.join([mark] * len(some))})"
        found += [tuple(row) for row in connection.exec_driver_sql(text, (*given, *some))]
    return found


def _mark(connection: sa.Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"


@cache
def _text(insert: Insert, rows: int, mark: str) -> str:
    columns = ", ".join(f'"{name}"' for name in insert.columns)
    row = f"({', '.join([mark] * len(insert.columns))})"
    return f"INSERT INTO {insert.table} ({columns}) VALUES {', '.join([row] * rows)} {insert.tail}"  # noqa: S608  # constants
