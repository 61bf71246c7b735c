"""People that wait to be run. The contract in three lines: a person never runs twice at once; many marks become one
run; a mark that arrives during a run means one more run.

A person is *due* at a time, may be *held* for a system that is closed to us, and is *leased* while it runs. Who holds
a lease renews it; one that ran out counts as none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.core.model import PersonId
from syncengine.store.leases import (
    BACKFILL,
    LANES,
    LIVE,
    PENDING,
    RESTRICTIONS,
    Lease,
    await_consent,
    finish,
    give_back,
    hold,
    keep,
    lease_one,
    lease_person,
    leased,
    marked_since,
    may_run,
    postpone,
    put_off,
    ready,
    release_all,
    renew,
    taken,
)
from syncengine.store.people import chunks
from syncengine.store.tables import work

__all__ = [
    "BACKFILL",
    "LANES",
    "LIVE",
    "PENDING",
    "RESTRICTIONS",
    "Lease",
    "Standing",
    "abolish",
    "agree",
    "agree_to",
    "agreed_among",
    "any_ready",
    "await_consent",
    "count_pending",
    "due",
    "finish",
    "give_back",
    "hold",
    "keep",
    "lease_one",
    "lease_person",
    "leased",
    "let_go",
    "mark_dirty",
    "mark_forgotten",
    "marked_since",
    "next_due_among",
    "next_due_at",
    "pending",
    "postpone",
    "put_off",
    "ready_among",
    "release_all",
    "renew",
    "standing",
    "taken",
    "wait_until",
    "waiting",
    "waiting_among",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """A waiting person: in which lane, since or from when, and for which system it is held, if for any."""

    lane: int
    due_at: float
    held_for: str | None


def mark_dirty(
    connection: sa.Connection,
    people: Iterable[PersonId],
    *,
    lane: int,
    reason: str,
    now: float,
    correlations: Mapping[PersonId, str] | None = None,
    told: Mapping[PersonId, float] | None = None,
) -> None:
    """Ask for a run of each person, now. Attempts start afresh, and nobody is held: there is news. ``correlations``
    name the deliveries that brought it; ``told`` is when they came, where that was before now."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    known = correlations or {}
    rows = [
        {
            "person_id": each,
            "lane": lane,
            "due_at": now,
            "generation": 1,
            "attempts": 0,
            "reason": reason,
            "correlation": known.get(each),
            "told_at": (told or {}).get(each, now),
        }
        for each in sorted(set(people))
    ]
    if not rows:
        return
    # A bell that rings in this lane already will do for the news too.
    still_rings = sa.and_(work.c.lane <= lane, work.c.due_at <= now, work.c.held_for.is_(None))
    statement = insert(work)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"],
            set_={
                "generation": work.c.generation + 1,
                "due_at": sa.case((work.c.due_at < now, work.c.due_at), else_=now),
                "lane": sa.case((work.c.lane < lane, work.c.lane), else_=lane),
                "rung_at": sa.case((still_rings, work.c.rung_at), else_=None),
                "attempts": 0,
                "reason": reason,
                "correlation": sa.func.coalesce(statement.excluded.correlation, work.c.correlation),
                # Who waited for something less urgent begins to wait anew.
                "told_at": sa.case((work.c.lane > lane, statement.excluded.told_at), else_=work.c.told_at),
                "held_for": None,
                "failing_since": None,
                "failing_system": None,
            },
        ),
        rows,
    )


def mark_forgotten(
    connection: sa.Connection, people: Iterable[PersonId], *, lane: int, reason: str, now: float
) -> None:
    """Ask for a run of those who do not wait for one already, and are not being run."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    rows = [
        {
            "person_id": each,
            "lane": lane,
            "due_at": now,
            "generation": 1,
            "attempts": 0,
            "reason": reason,
            "told_at": now,
        }
        for each in sorted(set(people))
    ]
    if rows:
        connection.execute(insert(work).on_conflict_do_nothing(index_elements=["person_id"]), rows)


def abolish(connection: sa.Connection, person: PersonId) -> float | None:
    """The person is somebody else from now on. Whoever runs it has lost it; returns until when such a run may still
    have a request under way that it had begun, or None."""
    gone = sa.delete(work).where(work.c.person_id == person).returning(work.c.lease_until)
    row = connection.execute(gone).one_or_none()
    until: float | None = None if row is None else row[0]
    return until


def wait_until(connection: sa.Connection, person: PersonId, *, due_at: float) -> None:
    """The person is not to be run before that."""
    connection.execute(
        work.update().where(work.c.person_id == person, work.c.due_at < due_at).values(due_at=due_at, rung_at=None)
    )


def agree(connection: sa.Connection, *, lane: int, until: float) -> None:
    """The people whom a pass found changed at or before ``until`` may be run, in this lane. Whoever was found changed
    later was not counted when it was agreed to."""
    connection.execute(
        work.update().where(work.c.lane == PENDING, work.c.due_at <= until).values(lane=lane, rung_at=None)
    )


def agree_to(connection: sa.Connection, people: Collection[PersonId], *, lane: int) -> None:
    """Only these people may be run."""
    for chunk in chunks(sorted(people)):
        connection.execute(
            work.update().where(work.c.lane == PENDING, work.c.person_id.in_(chunk)).values(lane=lane, rung_at=None)
        )


def agreed_among(connection: sa.Connection, people: Collection[PersonId]) -> set[PersonId]:
    """Those of them who wait for a run that was agreed to, or are being run."""
    found: set[PersonId] = set()
    for chunk in chunks(sorted(people)):
        rows = connection.execute(
            sa.select(work.c.person_id).where(
                work.c.person_id.in_(chunk), sa.or_(work.c.lane != PENDING, work.c.lease_owner.is_not(None))
            )
        )
        found |= {PersonId(row[0]) for row in rows}
    return found


def let_go(connection: sa.Connection, *, system: str, now: float) -> int:
    """A system is open again: those who were held for it are due now. Returns how many."""
    result = connection.execute(
        work.update().where(work.c.held_for == system).values(held_for=None, due_at=now, rung_at=None)
    )
    return int(result.rowcount)


def standing(connection: sa.Connection, person: PersonId) -> Standing | None:
    """How a person waits; None when it is clean."""
    row = connection.execute(
        sa.select(work.c.lane, work.c.due_at, work.c.held_for).where(work.c.person_id == person)
    ).one_or_none()
    return None if row is None else Standing(*row)


def waiting(connection: sa.Connection) -> int:
    """People that still wait for a run."""
    return connection.execute(sa.select(sa.func.count()).select_from(work)).scalar_one()


def due(connection: sa.Connection, *, after: str = "", limit: int = 500) -> list[PersonId]:
    """People that wait, in the order of their ids."""
    rows = connection.execute(
        sa.select(work.c.person_id).where(work.c.person_id > after).order_by(work.c.person_id).limit(limit)
    )
    return [PersonId(row[0]) for row in rows]


def pending(connection: sa.Connection, *, after: str = "", limit: int = 500) -> list[PersonId]:
    """People whom passes found changed and nobody agreed to yet, in the order of their ids."""
    rows = connection.execute(
        sa.select(work.c.person_id)
        .where(work.c.lane == PENDING, work.c.person_id > after)
        .order_by(work.c.person_id)
        .limit(limit)
    )
    return [PersonId(row[0]) for row in rows]


def count_pending(connection: sa.Connection) -> int:
    counted = sa.select(sa.func.count()).select_from(work).where(work.c.lane == PENDING)
    return connection.execute(counted).scalar_one()


def any_ready(connection: sa.Connection, *, now: float, lanes: Sequence[int] = LANES) -> bool:
    """Whether somebody of these lanes could be taken now; a lease that ran out keeps nobody."""
    return connection.execute(sa.select(work.c.person_id).where(ready(now, lanes)).limit(1)).first() is not None


def ready_among(
    connection: sa.Connection, people: Collection[PersonId], *, now: float, lanes: Sequence[int] = LANES
) -> list[PersonId]:
    """Those of them who could be taken now, in the order of their ids."""
    found: list[PersonId] = []
    for chunk in chunks(sorted(people)):
        rows = connection.execute(
            sa.select(work.c.person_id).where(work.c.person_id.in_(chunk), ready(now, lanes)).order_by(work.c.person_id)
        )
        found += [PersonId(row[0]) for row in rows]
    return found


def waiting_among(connection: sa.Connection, people: Collection[PersonId]) -> set[PersonId]:
    """Those of them who wait, or are being run."""
    found: set[PersonId] = set()
    for chunk in chunks(sorted(people)):
        rows = connection.execute(sa.select(work.c.person_id).where(work.c.person_id.in_(chunk)))
        found |= {PersonId(row[0]) for row in rows}
    return found


def next_due_among(
    connection: sa.Connection, people: Collection[PersonId], *, lanes: Sequence[int] = LANES
) -> float | None:
    """When the next of them that nobody holds becomes due."""
    times: list[float] = []
    for chunk in chunks(sorted(people)):
        earliest = sa.select(sa.func.min(work.c.due_at)).where(
            work.c.person_id.in_(chunk), work.c.lease_owner.is_(None), may_run(lanes)
        )
        times += [time for time in connection.execute(earliest).scalars() if time is not None]
    return min(times, default=None)


def next_due_at(connection: sa.Connection) -> float | None:
    """When the next person that nobody holds becomes due."""
    earliest: float | None = connection.execute(
        sa.select(sa.func.min(work.c.due_at)).where(work.c.lease_owner.is_(None), may_run())
    ).scalar_one()
    return earliest
