"""People that wait to be run. The contract in three lines: a person never runs twice at once; many marks become one
run; a mark that arrives during a run means one more run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.core.model import PersonId
from syncengine.store.tables import work

LIVE, BACKFILL = 10, 20
"""Lanes: lower numbers go first."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one person until it is given back or, at ``until``, runs out."""

    person: PersonId
    generation: int
    attempts: int
    owner: str
    until: float


def mark_dirty(connection: sa.Connection, people: Iterable[PersonId], *, lane: int, reason: str, now: float) -> None:
    """Ask for a run of each person, now. Attempts start afresh: there is news."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    rows = [
        {"person_id": each, "lane": lane, "due_at": now, "generation": 1, "attempts": 0, "reason": reason}
        for each in sorted(set(people))
    ]
    if not rows:
        return
    statement = insert(work)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"],
            set_={
                "generation": work.c.generation + 1,
                "due_at": sa.case((work.c.due_at < now, work.c.due_at), else_=now),
                "lane": sa.case((work.c.lane < lane, work.c.lane), else_=lane),
                "attempts": 0,
                "reason": reason,
            },
        ),
        rows,
    )


def lease_one(connection: sa.Connection, *, owner: str, now: float, seconds: float) -> Lease | None:
    """Take the next person that is due and not leased. A lease that ran out counts as none."""
    free = sa.or_(work.c.lease_until.is_(None), work.c.lease_until <= now)
    row = connection.execute(
        sa.select(work.c.person_id, work.c.generation, work.c.attempts)
        .where(work.c.due_at <= now, free)
        .order_by(work.c.lane, work.c.due_at, work.c.person_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    until = now + seconds
    connection.execute(work.update().where(work.c.person_id == row[0]).values(lease_owner=owner, lease_until=until))
    return Lease(PersonId(row[0]), row[1], row[2], owner, until)


def _held_by(lease: Lease) -> sa.ColumnElement[bool]:
    """Only the holder may give a lease back: a run that outlived its lease must not free the person under the next."""
    return sa.and_(
        work.c.person_id == lease.person, work.c.lease_owner == lease.owner, work.c.lease_until == lease.until
    )


def finish(connection: sa.Connection, lease: Lease, *, now: float) -> None:
    """The run is over. Unless a mark came meanwhile, the person is clean."""
    connection.execute(work.delete().where(_held_by(lease), work.c.generation == lease.generation))
    connection.execute(
        work.update().where(_held_by(lease)).values(lease_owner=None, lease_until=None, attempts=0, due_at=now)
    )


def postpone(connection: sa.Connection, lease: Lease, *, until: float, error: str) -> None:
    """The run failed and is to be tried again."""
    connection.execute(
        work.update()
        .where(_held_by(lease))
        .values(lease_owner=None, lease_until=None, attempts=lease.attempts + 1, due_at=until, last_error=error)
    )


def release_all(connection: sa.Connection) -> None:
    """Take back every lease. Only for the one process that owns an embedded store."""
    connection.execute(work.update().values(lease_owner=None, lease_until=None))


def waiting(connection: sa.Connection) -> int:
    """People that still wait for a run."""
    return connection.execute(sa.select(sa.func.count()).select_from(work)).scalar_one()


def due(connection: sa.Connection, *, after: str = "", limit: int = 500) -> list[PersonId]:
    """People that wait, in the order of their ids."""
    rows = connection.execute(
        sa.select(work.c.person_id).where(work.c.person_id > after).order_by(work.c.person_id).limit(limit)
    )
    return [PersonId(row[0]) for row in rows]


def next_due_at(connection: sa.Connection) -> float | None:
    """When the next person that nobody holds becomes due."""
    earliest: float | None = connection.execute(
        sa.select(sa.func.min(work.c.due_at)).where(work.c.lease_owner.is_(None))
    ).scalar_one()
    return earliest
