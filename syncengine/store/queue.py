"""People that wait to be run. The contract in three lines: a person never runs twice at once; many marks become one
run; a mark that arrives during a run means one more run.

A person is *due* at a time, may be *held* for a system that is closed to us, and is *leased* while it runs. Who holds
a lease renews it; one that ran out counts as none.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.core.model import PersonId
from syncengine.store.people import chunks
from syncengine.store.tables import work

RESTRICTIONS, LIVE, BACKFILL = 0, 10, 20
"""Lanes: lower numbers go first."""

PENDING = 15
"""Not a lane to run in: here wait the people whom a pass found changed, until its guards, or the user, agreed."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one person until it is given back or, at ``until``, runs out. ``owner`` is never used twice;
    who renews it does so for ``seconds``. ``correlation`` names the delivery that led to the run, if one did;
    ``told_at`` is when we were first told of what makes it needed, as far as known."""

    person: PersonId
    generation: int
    attempts: int
    owner: str
    until: float
    lane: int = LIVE
    seconds: float = 60.0
    correlation: str | None = None
    told_at: float | None = None


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


def lease_one(connection: sa.Connection, *, owner: str, now: float, seconds: float) -> Lease | None:
    """Take the next person that is due and not leased, or None."""
    return _lease(connection, _ready(now), owner=owner, now=now, seconds=seconds)


def lease_person(
    connection: sa.Connection, person: PersonId, *, owner: str, now: float, seconds: float
) -> Lease | None:
    """Take this person; None when it is not due, is held, or is run by somebody else."""
    this_one = sa.and_(work.c.person_id == person, _ready(now))
    return _lease(connection, this_one, owner=owner, now=now, seconds=seconds)


def _lease(
    connection: sa.Connection, wanted: sa.ColumnElement[bool], *, owner: str, now: float, seconds: float
) -> Lease | None:
    row = connection.execute(
        sa.select(work.c.person_id, work.c.generation, work.c.attempts, work.c.lane, work.c.correlation, work.c.told_at)
        .where(wanted)
        .order_by(work.c.lane, work.c.due_at, work.c.person_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    unique = f"{owner}.{secrets.token_hex(6)}"
    lease = Lease(
        PersonId(row.person_id),
        row.generation,
        row.attempts,
        unique,
        now + seconds,
        lane=row.lane,
        seconds=seconds,
        correlation=row.correlation,
        told_at=row.told_at,
    )
    connection.execute(
        work.update().where(work.c.person_id == lease.person).values(lease_owner=lease.owner, lease_until=lease.until)
    )
    return lease


def _ready(now: float) -> sa.ColumnElement[bool]:
    return sa.and_(work.c.due_at <= now, _may_run(), _free(now))


def _may_run() -> sa.ColumnElement[bool]:
    # Named one by one, so that the index on lanes leads past those who wait for consent.
    return sa.and_(work.c.held_for.is_(None), work.c.lane.in_((RESTRICTIONS, LIVE, BACKFILL)))


def _free(now: float) -> sa.ColumnElement[bool]:
    return sa.or_(work.c.lease_until.is_(None), work.c.lease_until <= now)


def _held_by(lease: Lease) -> sa.ColumnElement[bool]:
    """Only the holder may give a lease back: a run that outlived its lease must not free the person under the next."""
    return sa.and_(work.c.person_id == lease.person, work.c.lease_owner == lease.owner)


def renew(connection: sa.Connection, owner: str, *, until: float) -> bool:
    """The run still goes on. False when the lease is gone."""
    renewed = connection.execute(work.update().where(work.c.lease_owner == owner).values(lease_until=until))
    return bool(renewed.rowcount)


def keep(connection: sa.Connection, lease: Lease, *, until: float) -> bool:
    """The run goes on, and its lease holds until then. False when somebody else took the person: a lease that ran out
    and that nobody took is kept all the same. Until this transaction ends nobody else can take the person."""
    kept = connection.execute(work.update().where(_held_by(lease)).values(lease_until=until))
    return bool(kept.rowcount)


def finish(connection: sa.Connection, lease: Lease, *, now: float) -> None:
    """The run is over. Unless a mark came meanwhile, the person is clean."""
    connection.execute(work.delete().where(_held_by(lease), work.c.generation == lease.generation))
    give_back(connection, lease, attempts=0, due_at=now, failing_since=None, failing_system=None)


def postpone(
    connection: sa.Connection, lease: Lease, *, until: float, error: str, now: float, system: str | None = None
) -> None:
    """The run failed and is to be tried again at ``until``; at once when a mark came meanwhile."""
    news = work.c.generation != lease.generation
    give_back(
        connection,
        lease,
        attempts=sa.case((news, work.c.attempts), else_=lease.attempts + 1),
        due_at=sa.case((news, work.c.due_at), else_=until),
        last_error=error,
        failing_since=sa.func.coalesce(work.c.failing_since, now),
        failing_system=system,
    )


def put_off(connection: sa.Connection, lease: Lease, *, until: float, why: str) -> None:
    """The person waits until then, without an attempt being counted; not when a mark came meanwhile."""
    news = work.c.generation != lease.generation
    give_back(connection, lease, due_at=sa.case((news, work.c.due_at), else_=until), last_error=why)


def hold(connection: sa.Connection, lease: Lease, *, system: str, error: str, now: float) -> None:
    """The person waits until a system is open again. No attempt was made, so none is counted. A mark that came
    meanwhile lets it run at once."""
    give_back(
        connection,
        lease,
        held_for=sa.case((work.c.generation != lease.generation, None), else_=system),
        last_error=error,
        failing_since=sa.func.coalesce(work.c.failing_since, now),
        failing_system=system,
    )


def give_back(connection: sa.Connection, lease: Lease, **values: Any) -> None:
    """End a lease, the person still waiting."""
    connection.execute(
        work.update().where(_held_by(lease)).values(lease_owner=None, lease_until=None, rung_at=None, **values)
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


def release_all(connection: sa.Connection) -> None:
    """Take back every lease. Only for the one process that runs people on this store."""
    connection.execute(work.update().where(work.c.lease_owner.is_not(None)).values(lease_owner=None, lease_until=None))


def waiting(connection: sa.Connection) -> int:
    """People that still wait for a run."""
    return connection.execute(sa.select(sa.func.count()).select_from(work)).scalar_one()


def leased(connection: sa.Connection, *, now: float) -> int:
    """People that are being run."""
    running = sa.select(sa.func.count()).select_from(work).where(work.c.lease_until > now)
    return connection.execute(running).scalar_one()


def taken(connection: sa.Connection) -> int:
    """People whom somebody took and has not given back: they are being run, or whoever took them is dead."""
    held = sa.select(sa.func.count()).select_from(work).where(work.c.lease_owner.is_not(None))
    return connection.execute(held).scalar_one()


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


def any_ready(connection: sa.Connection, *, now: float) -> bool:
    """Whether somebody could be taken now; a lease that ran out keeps nobody."""
    return connection.execute(sa.select(work.c.person_id).where(_ready(now)).limit(1)).first() is not None


def next_due_at(connection: sa.Connection) -> float | None:
    """When the next person that nobody holds becomes due."""
    earliest: float | None = connection.execute(
        sa.select(sa.func.min(work.c.due_at)).where(work.c.lease_owner.is_(None), _may_run())
    ).scalar_one()
    return earliest
