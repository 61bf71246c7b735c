"""When a system counts as down, and when it is asked again: values, computed from what happened.

Closed while replies come. After OPEN_AFTER failures in a row without any reply it is open: the system is *down*, and
nothing is asked of it but one probe at a time. A probe that gets a reply closes it; each that fails doubles the wait.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

OPEN_AFTER = 3
FIRST_DELAY = 5.0
LONGEST_DELAY = 300.0
LONGEST_WISH = 3600.0
"""A vendor that asks for more patience than this is asked again all the same."""

PROBE_SECONDS = 300.0
"""A probe that nothing was heard of for so long is given up, and another one may go."""


class Dice(Protocol):
    """Chance, handed in."""

    def uniform(self, a: float, b: float, /) -> float: ...


@dataclass(frozen=True, slots=True)
class Breaker:
    """``failures`` in a row; ``probes`` that were let through since the system is down. Times are seconds since the
    epoch, None while it is up."""

    failures: int = 0
    down_since: float | None = None
    probe_at: float | None = None
    probes: int = 0

    @property
    def is_down(self) -> bool:
        return self.down_since is not None


def failed(breaker: Breaker, *, probing: bool, now: float, retry_after: float | None, dice: Dice) -> Breaker:
    """After one more failure. ``probing`` says that it was the probe that failed; what was under way when the system
    went down, and fails now, is no news."""
    failures = breaker.failures + 1
    if breaker.is_down and not probing:
        return breaker
    if failures < OPEN_AFTER and not breaker.is_down:
        return replace(breaker, failures=failures)
    wait = delay(breaker.probes, retry_after=retry_after, dice=dice)
    since = now if breaker.down_since is None else breaker.down_since
    return Breaker(failures, down_since=since, probe_at=now + wait, probes=breaker.probes)


def delay(probes: int, *, retry_after: float | None, dice: Dice) -> float:
    """Seconds until the next probe, after so many that failed: exponential with jitter, never sooner than the vendor
    asked for."""
    ceiling = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(probes, 30))
    jittered = max(FIRST_DELAY, dice.uniform(ceiling / 2, ceiling))
    return max(jittered, min(retry_after or 0.0, LONGEST_WISH))
