"""What the daemon does now and then: when it was last done, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.store.tables import chore


@dataclass(frozen=True, slots=True)
class Chore:
    """``ended_at`` is None while it is being done, or when whoever did it was killed. ``report`` has figures only, of
    when it last ended."""

    name: str
    started_at: float
    ended_at: float | None
    report: Mapping[str, Any]


def begin(connection: sa.Connection, name: str, *, now: float) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values: dict[str, Any] = {"started_at": now, "ended_at": None}
    statement = insert(chore).values(name=name, report={}, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def end(connection: sa.Connection, name: str, *, report: Mapping[str, Any], now: float) -> None:
    connection.execute(chore.update().where(chore.c.name == name).values(ended_at=now, report=dict(report)))


def last(connection: sa.Connection) -> dict[str, Chore]:
    """Every chore that was ever begun, by name."""
    return {row.name: Chore(**row._mapping) for row in connection.execute(sa.select(chore))}
