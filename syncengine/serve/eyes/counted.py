"""Counters over the whole past that cost only what is new: what ended long ago is counted once and remembered, what
ended lately is counted anew each time, because a transaction that is under way may still add to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa

from syncengine.store import endings
from syncengine.store.endings import Delays, Passes, Span, Write

SETTLED_SECONDS = 600.0
"""What ended so long ago is in the store by now, whatever the clocks of the hosts say."""

BOUNDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 3600.0, 21_600.0, 86_400.0)
"""Buckets of the time to suppress, in seconds."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended: writes, passes by (command, outcome), how long suppressing took by system, and questions that found
    two people to be one."""

    writes: Counter[Write] = field(default_factory=Counter)
    passes: Mapping[tuple[str, str], Passes] = field(default_factory=dict)
    suppressed: Mapping[str, Delays] = field(default_factory=dict)
    found_to_be_one: int = 0

    def plus(self, other: Ended) -> Ended:
        return Ended(
            self.writes + other.writes,
            _joined(self.passes, other.passes, _both_passes),
            _joined(self.suppressed, other.suppressed, _both_delays),
            self.found_to_be_one + other.found_to_be_one,
        )


class Counted:
    """Counts from the beginning of the store. The first reading counts everything; not for several threads at once."""

    def __init__(self) -> None:
        self._settled = Ended()
        self._until = float("-inf")

    def read(self, connection: sa.Connection, *, now: float) -> Ended:
        horizon = now - SETTLED_SECONDS
        if horizon > self._until:
            self._settled = self._settled.plus(_ended(connection, Span(self._until, horizon)))
            self._until = horizon
        return self._settled.plus(_ended(connection, Span(self._until, float("inf"))))


def last_durations(
    connection: sa.Connection, passes: Mapping[tuple[str, str], Passes]
) -> dict[str, tuple[float, float]]:
    """command -> when its last pass ended, and how many seconds it took."""
    ends: dict[str, float] = {}
    for (command, _), found in passes.items():
        ends[command] = max(found.last_end, ends.get(command, found.last_end))
    took = {
        command: endings.seconds_of_pass(connection, command=command, ended_at=end) for command, end in ends.items()
    }
    return {command: (end, seconds) for command, end in ends.items() if (seconds := took[command]) is not None}


def _ended(connection: sa.Connection, span: Span) -> Ended:
    return Ended(
        endings.writes(connection, span),
        endings.passes(connection, span),
        endings.suppressed(connection, span, bounds=BOUNDS),
        endings.found_to_be_one(connection, span),
    )


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _joined(
    one: Mapping[_Key, _Value], other: Mapping[_Key, _Value], both: Callable[[_Value, _Value], _Value]
) -> dict[_Key, _Value]:
    return {**one, **{key: both(one[key], value) if key in one else value for key, value in other.items()}}


def _both_passes(one: Passes, other: Passes) -> Passes:
    return Passes(one.count + other.count, max(one.last_end, other.last_end))


def _both_delays(one: Delays, other: Delays) -> Delays:
    within = tuple(map(sum, zip(one.within, other.within, strict=True)))
    return Delays(within, one.count + other.count, one.seconds + other.seconds)
