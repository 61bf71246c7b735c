"""The right to run a person: taken by one at a time, renewed while the run goes on, and given back with how it ended.

A lease that ran out counts as none.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.tables import work

RESTRICTIONS, LIVE, BACKFILL = 0, 10, 20
"""Lanes: lower numbers go first."""

LANES = (RESTRICTIONS, LIVE, BACKFILL)

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


def lease_one(
    connection: sa.Connection, *, owner: str, now: float, seconds: float, lanes: Sequence[int] = LANES
) -> Lease | None:
    """Take the next person of these lanes that is due and not leased, or None."""
    return _lease(connection, ready(now, lanes), owner=owner, now=now, seconds=seconds)


def lease_person(
    connection: sa.Connection,
    person: PersonId,
    *,
    owner: str,
    now: float,
    seconds: float,
    lanes: Sequence[int] = LANES,
) -> Lease | None:
    """Take this person; None when it is not due, is held, waits in another lane, or is run by somebody else."""
    this_one = sa.and_(work.c.person_id == person, ready(now, lanes))
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


def ready(now: float, lanes: Sequence[int] = LANES) -> sa.ColumnElement[bool]:
    """Somebody who could be taken now."""
    return sa.and_(work.c.due_at <= now, may_run(lanes), _free(now))


def may_run(lanes: Sequence[int] = LANES) -> sa.ColumnElement[bool]:
    """Somebody who was agreed to, and is not held."""
    # Named one by one, so that the index on lanes leads past those who wait for consent.
    return sa.and_(work.c.held_for.is_(None), work.c.lane.in_(lanes))


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


def marked_since(connection: sa.Connection, lease: Lease) -> int | None:
    """The lane that the person waits in by now, when a mark came since they were taken; else None."""
    marked = sa.select(work.c.lane).where(_held_by(lease), work.c.generation != lease.generation)
    lane: int | None = connection.execute(marked).scalar_one_or_none()
    return lane


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


def await_consent(connection: sa.Connection, lease: Lease) -> None:
    """The person waits for the next pass that somebody agrees to; not when a mark came meanwhile."""
    news = work.c.generation != lease.generation
    give_back(connection, lease, lane=sa.case((news, work.c.lane), else_=PENDING))


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


def release_all(connection: sa.Connection) -> None:
    """Take back every lease. Only for the one process that runs people on this store."""
    connection.execute(work.update().where(work.c.lease_owner.is_not(None)).values(lease_owner=None, lease_until=None))


def leased(connection: sa.Connection, *, now: float) -> int:
    """People that are being run."""
    running = sa.select(sa.func.count()).select_from(work).where(work.c.lease_until > now)
    return connection.execute(running).scalar_one()


def taken(connection: sa.Connection) -> int:
    """People whom somebody took and has not given back: they are being run, or whoever took them is dead."""
    held = sa.select(sa.func.count()).select_from(work).where(work.c.lease_owner.is_not(None))
    return connection.execute(held).scalar_one()
