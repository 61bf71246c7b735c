"""People who wait by themselves: for the next attempt after a failure, or until a system is open again."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.store.tables import system, work


@dataclass(frozen=True, slots=True)
class Trying:
    """People who failed with the same error at the same system and are tried again. Times are seconds since the
    epoch; ``system`` is None where it is not known."""

    system: str | None
    error: str
    people: int
    since: float | None
    next_try: float


@dataclass(frozen=True, slots=True)
class Held:
    """People who wait until a system is open again. ``paused`` says that a human must resume it; ``why`` is what
    closed it, where that is still so."""

    system: str
    people: int
    since: float | None
    paused: bool
    why: str | None


def trying(connection: sa.Connection) -> list[Trying]:
    """Most people first."""
    rows = connection.execute(
        sa.select(
            work.c.failing_system,
            work.c.last_error,
            sa.func.count(),
            sa.func.min(work.c.failing_since),
            sa.func.min(work.c.due_at),
        )
        .where(_has_failed())
        .group_by(work.c.failing_system, work.c.last_error)
    )
    found = [Trying(row[0], row[1] or "", *row[2:]) for row in rows]
    return sorted(found, key=lambda each: (-each.people, each.system or "", each.error))


def held(connection: sa.Connection) -> list[Held]:
    """By system."""
    rows = connection.execute(
        sa.select(
            work.c.held_for,
            sa.func.count(),
            sa.func.min(work.c.failing_since),
            sa.func.max(system.c.paused_at),
            sa.func.max(sa.func.coalesce(system.c.paused_why, system.c.down_why)),
        )
        .select_from(work.outerjoin(system, system.c.name == work.c.held_for))
        .where(work.c.held_for.is_not(None))
        .group_by(work.c.held_for)
        .order_by(work.c.held_for)
    )
    return [Held(row[0], row[1], row[2], row[3] is not None, row[4]) for row in rows]


def make_due(connection: sa.Connection, *, now: float) -> int:
    """Let those who failed be tried now instead of later. Returns how many."""
    result = connection.execute(
        work.update().where(_has_failed(), work.c.due_at > now).values(due_at=now, rung_at=None)
    )
    return int(result.rowcount)


def count_due_later(connection: sa.Connection, *, now: float) -> int:
    """How many :func:`make_due` would be about."""
    return connection.execute(
        sa.select(sa.func.count()).select_from(work).where(_has_failed(), work.c.due_at > now)
    ).scalar_one()


def _has_failed() -> sa.ColumnElement[bool]:
    return sa.and_(work.c.held_for.is_(None), sa.or_(work.c.attempts > 0, work.c.failing_since.is_not(None)))
