"""Which waiting people a bell was rung for, and when. A bell can get lost, so none is believed in for ever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.people import chunks
from syncengine.store.tables import work


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person that is due and nobody was told of."""

    person: PersonId
    lane: int


def take_unrung(connection: sa.Connection, *, lane: int, limit: int, believed: float, now: float) -> list[Waiting]:
    """People of a lane that are due and for whom no bell was rung within ``believed`` seconds. From now on they count
    as rung, so that several ringers never ring for the same person."""
    rows = connection.execute(
        sa.select(work.c.person_id, work.c.lane)
        .where(
            work.c.lane == lane,
            work.c.due_at <= now,
            work.c.held_for.is_(None),
            sa.or_(work.c.lease_until.is_(None), work.c.lease_until <= now),
            sa.or_(work.c.rung_at.is_(None), work.c.rung_at <= now - believed),
        )
        .order_by(work.c.due_at, work.c.person_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    found = [Waiting(PersonId(row[0]), row[1]) for row in rows]
    _rung(connection, [each.person for each in found], at=now)
    return found


def will_ring(connection: sa.Connection, person: PersonId, *, lane: int, due_at: float, believed_from: float) -> None:
    """A bell is scheduled for a person whose run was postponed to ``due_at``. It counts for nothing when news have
    made the person due at another time, or in another lane, since."""
    connection.execute(
        work.update()
        .where(
            work.c.person_id == person,
            work.c.lane == lane,
            work.c.due_at == due_at,
            work.c.rung_at.is_(None),
            work.c.lease_owner.is_(None),
        )
        .values(rung_at=believed_from)
    )


def unring(connection: sa.Connection, people: Sequence[PersonId]) -> None:
    """Their bells could not be rung after all."""
    for chunk in chunks(people):
        connection.execute(work.update().where(work.c.person_id.in_(chunk)).values(rung_at=None))


def forget_bells(connection: sa.Connection) -> None:
    """Every bell is lost: ring for everybody anew."""
    connection.execute(work.update().where(work.c.rung_at.is_not(None)).values(rung_at=None))


def _rung(connection: sa.Connection, people: Sequence[PersonId], *, at: float) -> None:
    for chunk in chunks(people):
        connection.execute(work.update().where(work.c.person_id.in_(chunk)).values(rung_at=at))
