"""How long to wait before the next request: pure functions from a limit's state to a delay. Only `http` sleeps.

Two shapes of limit cover the vendors we know: a fixed window that the vendor's headers describe, and a token bucket
that we have to keep ourselves because the vendor tells nothing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

FULL_SPEED_SHARE = 0.5
"""Share of a window that may be used up at full speed; what is left is spread over the time that is left."""


@dataclass(frozen=True, slots=True)
class Window:
    """A fixed window as the last reply's headers described it. Times are seconds since the epoch.

    Nothing is known before the first reply, hence the ``None``s.
    """

    limit: int | None = None
    remaining: int | None = None
    resets_at: float | None = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """A token bucket: ``rate`` tokens a second flow in, ``burst`` fit, every request takes one."""

    rate: float
    burst: float
    tokens: float
    at: float


Budget = Window | Bucket


def take(budget: Budget, now: float) -> tuple[float, Budget]:
    """Seconds to wait before a request that is ready at ``now``, and the budget after that request."""
    if isinstance(budget, Bucket):
        return _take_from_bucket(budget, now)
    return _take_from_window(budget, now)


def _take_from_bucket(bucket: Bucket, now: float) -> tuple[float, Bucket]:
    flowed_in = max(0.0, now - bucket.at) * bucket.rate
    tokens = min(bucket.burst, bucket.tokens + flowed_in) - 1.0
    # Tokens below zero are requests that wait already: the next one queues behind them.
    delay = 0.0 if tokens >= 0 else -tokens / bucket.rate
    return delay, replace(bucket, tokens=tokens, at=max(now, bucket.at))


def _take_from_window(window: Window, now: float) -> tuple[float, Window]:
    if window.remaining is None or window.resets_at is None or window.limit is None or now >= window.resets_at:
        return 0.0, Window()
    left = window.resets_at - now
    if window.remaining <= 0:
        # The window stays known as empty, so that other threads wait too instead of rushing in behind the first.
        return left, window
    spent = replace(window, remaining=window.remaining - 1)
    if window.remaining > window.limit * FULL_SPEED_SHARE:
        return 0.0, spent
    return left / (window.remaining + 1), spent


def learn(budget: Budget, headers: Mapping[str, str], *, prefix: str = "x-ratelimit-") -> Budget:
    """What a reply's headers say about a window. Headers that are absent or unreadable change nothing."""
    if isinstance(budget, Bucket):
        return budget
    try:
        return Window(
            limit=int(headers[f"{prefix}limit"]),
            remaining=int(headers[f"{prefix}remaining"]),
            resets_at=float(headers[f"{prefix}reset"]),
        )
    except (KeyError, ValueError):
        return budget


def backoff(
    attempt: int, *, retry_after: float | None, dice: random.Random, first: float = 1.0, cap: float = 30.0
) -> float:
    """Seconds before attempt ``attempt + 1``: exponential with full jitter, never sooner than the vendor asked for."""
    spread = dice.uniform(0, min(cap, first * 2 ** (attempt - 1)))
    if retry_after is None:
        return spread
    return retry_after + spread * 0.1
