"""What to do after an attempt failed: a value, computed from the error's class, stored with the work."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

MAX_ATTEMPTS = 8
FIRST_DELAY = 2.0
LONGEST_DELAY = 900.0

FailureClass = Literal["transient", "ambiguous", "stale", "refused", "blocked", "broken"]


@dataclass(frozen=True, slots=True)
class Again:
    """Run the person again after ``delay`` seconds, from facts."""

    delay: float


@dataclass(frozen=True, slots=True)
class Park:
    """Leave it to a human."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Pause the whole system: nothing for it will work until a human acts."""


Decision = Again | Park | Stop


def decide(failure: FailureClass, *, attempt: int, retry_after: float | None, dice: random.Random) -> Decision:
    """What a failure means after ``attempt`` attempts (the first is 1)."""
    if failure == "blocked":
        return Stop()
    if failure in {"refused", "broken"} or (attempt >= MAX_ATTEMPTS and failure != "transient"):
        return Park()  # a vendor that is down is nobody's question: those people wait
    if failure == "stale":
        return Again(0.0)
    ceiling = min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(attempt - 1, 30))
    jittered = dice.uniform(0.0, ceiling)
    return Again(max(retry_after or 0.0, jittered))
