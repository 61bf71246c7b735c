"""The guard over time: leases, retries, cool-downs and listings all go by this machine's clock."""

from __future__ import annotations

from syncengine.app import Engine
from syncengine.core.safety import Alarm, clock_jump
from syncengine.store import chores

TOLD = "the clock"
"""Kept beside the daemon's chores: the time of the latest pass."""

NOTED_SECONDS = 60.0


def went_back(engine: Engine) -> tuple[Alarm, ...]:
    """The alarm that the clock went back since the latest pass."""
    alarm = clock_jump(before=_told(engine), now=engine.world.now(), limits=engine.limits)
    return (alarm,) if alarm else ()


def note_time(engine: Engine) -> None:
    """What the clock says is believed: the systems say the same, or somebody agreed to a clock that had gone back."""
    now, told = engine.world.now(), _told(engine)
    if told is not None and 0 <= now - told < NOTED_SECONDS:
        return
    with engine.store.write() as connection:
        chores.begin(connection, TOLD, now=now)
        chores.end(connection, TOLD, report={}, now=now)


def _told(engine: Engine) -> float | None:
    with engine.store.read() as connection:
        found = chores.last(connection).get(TOLD)
    return found.started_at if found else None
