"""Rate limits as vendors enforce them. Switched off with ``enabled=False`` where a test is about something else."""

from __future__ import annotations

import math
from typing import Protocol


class RateLimit(Protocol):
    """Decides about one request at ``now`` and tells the headers that every answer carries."""

    def admit(self, now: float) -> float | None:
        """None when the request may go on, else the seconds after which it could."""
        ...

    def headers(self, now: float) -> dict[str, str]: ...


class WindowLimit:
    """``limit`` requests per fixed window of ``seconds``; the windows stand on the clock, not on the first request."""

    def __init__(self, limit: int, seconds: float, *, enabled: bool = True) -> None:
        self.limit, self.seconds, self.enabled = limit, seconds, enabled
        self._window, self._used = -1, 0

    def admit(self, now: float) -> float | None:
        window = int(now // self.seconds)
        if window != self._window:
            self._window, self._used = window, 0
        if self.enabled and self._used >= self.limit:
            return self._resets_at() - now
        self._used += 1
        return None

    def headers(self, now: float) -> dict[str, str]:
        remaining = max(0, self.limit - self._used) if self.enabled else self.limit
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": str(math.ceil(self._resets_at())),
        }

    def _resets_at(self) -> float:
        return (self._window + 1) * self.seconds


class BucketLimit:
    """A token bucket: ``rate`` requests a second, up to ``burst`` at once. Tells nothing in headers."""

    def __init__(self, rate: float, burst: float, *, enabled: bool = True) -> None:
        self.rate, self.burst, self.enabled = rate, burst, enabled
        self._tokens, self._at = burst, 0.0

    def admit(self, now: float) -> float | None:
        self._tokens = min(self.burst, self._tokens + max(0.0, now - self._at) * self.rate)
        self._at = now
        if self.enabled and self._tokens < 1:
            return (1 - self._tokens) / self.rate
        self._tokens -= 1
        return None

    def headers(self, now: float) -> dict[str, str]:
        return {}
