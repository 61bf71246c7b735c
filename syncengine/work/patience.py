"""How long whoever runs people keeps at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """``retries`` bounds, in seconds, how long it waits for people whose retry is still to come, for systems that are
    down, and for workers. After ``whole`` seconds it leaves the rest to the next time, and after ``slice`` already
    when it is ``called_away``: then something else is to be done first."""

    retries: float = 60.0
    whole: float = float("inf")
    slice: float = 2.0
    called_away: Callable[[], bool] = lambda: False

    def ends(self, spent: float) -> bool:
        """Whether it is enough after so many seconds."""
        return spent >= self.whole or (spent >= self.slice and self.called_away())
