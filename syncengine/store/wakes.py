"""People about whom something comes about by the mere passing of time: a cool-down that ends."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.people import chunks
from syncengine.store.tables import wake


def keep(connection: sa.Connection, person: PersonId, *, due_at: float | None, why: str = "") -> None:
    """From ``due_at`` (seconds since the epoch) on, the person is to be run again; None: there is no such time."""
    connection.execute(wake.delete().where(wake.c.person_id == person))
    if due_at is not None:
        connection.execute(wake.insert().values(person_id=person, due_at=due_at, why=why))


def keep_all(connection: sa.Connection, when: Mapping[PersonId, float]) -> None:
    """The same for many at once: seconds since the epoch, by person."""
    for some in chunks(list(when)):
        connection.execute(wake.delete().where(wake.c.person_id.in_(some)))
        rows = [{"person_id": each, "due_at": when[each], "why": "its day comes"} for each in some]
        connection.execute(wake.insert(), rows)


def due(connection: sa.Connection, *, now: float) -> list[PersonId]:
    """People whose time has come. Each stands here until its next run says when it is due again."""
    rows = connection.execute(sa.select(wake.c.person_id).where(wake.c.due_at <= now).order_by(wake.c.person_id))
    return [PersonId(row.person_id) for row in rows]
