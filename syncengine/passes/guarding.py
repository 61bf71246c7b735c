"""The guard over passes that are made without anybody looking: what they write within an hour counts together, and what
a guard stopped stays stopped until somebody agreed.

Slice by slice nothing ever is a mass; that is why a single pass is not judged by itself here.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from syncengine.app import Engine
from syncengine.core.model import Plan
from syncengine.core.safety import Alarm, mass_change
from syncengine.store import chores, journalled, people

AGREED, STOPPED = "agreed to a guard", "stopped by a guard"
"""Kept beside the daemon's chores: when each was last so."""

HEARD = "hear"
GUARDED_SECONDS = 3600.0


def mass_alarm(engine: Engine, writing: Sequence[Plan]) -> tuple[Alarm, ...]:
    """The alarm that these plans raise together with what was heard and written within the hour."""
    now = engine.world.now()
    with engine.store.write() as connection:
        stopped_at = _standing(connection)
        since = max((stopped_at or now) - GUARDED_SECONDS, _last(connection, AGREED))
        before = _before(connection, writing, since=since) if writing else (0, 0)
        alarm = mass_change(writing, people=people.count_people(connection), limits=engine.limits, before=before)
        if alarm is not None and stopped_at is None:
            _note(connection, STOPPED, now=now)
        if not writing and stopped_at is not None:
            _note(connection, AGREED, now=now)  # nothing is left to be agreed to
    return (alarm,) if alarm else ()


def _before(connection: sa.Connection, writing: Sequence[Plan], *, since: float) -> tuple[int, int]:
    """People who were created, and changed, and are not among those who would be now: whoever is edited twice within
    the hour is one person."""
    created, changed = journalled.people_changed(connection, command=HEARD, since=since)
    creating = {plan.person for plan in writing if any(each.verb == "create" for each in plan.operations)}
    return len(created - creating), len(changed - {plan.person for plan in writing})


def note_agreed(engine: Engine) -> None:
    """Somebody agreed to what a guard had stopped. It is not held against what comes after it."""
    with engine.store.write() as connection:
        _note(connection, AGREED, now=engine.world.now())


def _standing(connection: sa.Connection) -> float | None:
    """When a guard stopped something that nobody has agreed to yet."""
    stopped_at = _last(connection, STOPPED)
    return stopped_at if stopped_at > _last(connection, AGREED) else None


def _last(connection: sa.Connection, name: str) -> float:
    found = chores.last(connection).get(name)
    return found.started_at if found else 0.0


def _note(connection: sa.Connection, name: str, *, now: float) -> None:
    chores.begin(connection, name, now=now)
    chores.end(connection, name, report={}, now=now)
