"""Which daemons and receivers are there, and when each gave its last sign of life."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.store.tables import service

LEADS, STANDS_BY, SERVES = "leads", "stands by", "serves"
"""What a service does: a daemon leads or stands by, a receiver serves."""

FORGOTTEN_SECONDS = 86_400.0
"""Who gave no sign for so long is not spoken of any more."""


@dataclass(frozen=True, slots=True)
class Service:
    """``kind`` is ``daemon`` or ``receiver``. Times are seconds since the epoch."""

    id: str
    kind: str
    host: str
    pid: int
    state: str
    started_at: float
    seen_at: float


def sign(connection: sa.Connection, here: Service) -> None:
    """Say that a service is there, and what it does. Each service writes its own row only."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {
        "kind": here.kind,
        "host": here.host,
        "pid": here.pid,
        "state": here.state,
        "started_at": here.started_at,
        "seen_at": here.seen_at,
    }
    statement = insert(service).values(id=here.id, **values)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"state": here.state, "seen_at": here.seen_at, "started_at": here.started_at}
        )
    )


def leave(connection: sa.Connection, id_: str) -> None:
    """The service ended in good order."""
    connection.execute(service.delete().where(service.c.id == id_))


def here(connection: sa.Connection, *, now: float) -> list[Service]:
    """Everybody who gave a sign within a day, the latest first."""
    rows = connection.execute(
        sa.select(service)
        .where(service.c.seen_at > now - FORGOTTEN_SECONDS)
        .order_by(service.c.seen_at.desc(), service.c.id)
    )
    return [Service(**row._mapping) for row in rows]


def leader(connection: sa.Connection, *, now: float) -> Service | None:
    """The daemon that led last."""
    return next((each for each in here(connection, now=now) if (each.kind, each.state) == ("daemon", LEADS)), None)


def forget_silent(connection: sa.Connection, *, now: float) -> None:
    """Drop those that were killed long ago."""
    connection.execute(service.delete().where(service.c.seen_at <= now - FORGOTTEN_SECONDS))
