"""How long whoever runs people keeps at it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """``retries`` bounds, in seconds, how long it waits for people whose retry is still to come, for systems that are
    down, and for workers. After ``whole`` seconds it leaves the rest to the next time."""

    retries: float = 60.0
    whole: float = float("inf")
