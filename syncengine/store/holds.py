"""People who are held for a system that is closed to us."""

from __future__ import annotations

import sqlalchemy as sa

from syncengine.store.tables import work


def held(connection: sa.Connection) -> dict[str, int]:
    """system -> how many people are held for it."""
    rows = connection.execute(
        sa.select(work.c.held_for, sa.func.count()).where(work.c.held_for.is_not(None)).group_by(work.c.held_for)
    )
    return {row[0]: row[1] for row in rows}


def let_one_go(connection: sa.Connection, *, system: str, now: float) -> bool:
    """One of those who are held for a system is due now, to see whether it is open again. The next time it is somebody
    else's turn: one person who always fails must not keep all others waiting. False when nobody is held for it."""
    first = (
        sa.select(work.c.person_id)
        .where(work.c.held_for == system)
        .order_by(work.c.due_at, work.c.lane, work.c.person_id)
        .limit(1)
        .scalar_subquery()
    )
    values = {"held_for": None, "due_at": now, "rung_at": None}
    return bool(connection.execute(work.update().where(work.c.person_id == first).values(values)).rowcount)
