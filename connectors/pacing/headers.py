"""What a reply says about a limit, and how long to stay away after a failure."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A fixed window in the vendor's words. ``resets_at`` is in seconds since the epoch, by the vendor's clock."""

    limit: float
    remaining: float
    resets_at: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reply teaches. ``retry_after`` is in seconds, from now."""

    too_many: bool = False
    retry_after: float | None = None
    told: Told | None = None


def read_answer(status: int, headers: Mapping[str, str], *, prefix: str = "x-ratelimit-") -> Answer:
    """The lesson of a reply. Headers that are absent or unreadable teach nothing. Header names are lower-case."""
    return Answer(too_many=status == 429, retry_after=retry_after(headers), told=_told(headers, prefix))


def _told(headers: Mapping[str, str], prefix: str) -> Told | None:
    try:
        limit, remaining, resets_at = (float(headers[prefix + name]) for name in ("limit", "remaining", "reset"))
    except (KeyError, ValueError):
        return None
    # "nan" and "inf" are floats too, and a limit of nothing would close the account for good.
    return Told(limit, remaining, resets_at) if limit >= 1 and 0 <= remaining < 1e9 and 0 < resets_at < 1e12 else None


LONGEST_WISH = 3600.0
"""Seconds. A vendor that asks for more (some send a point in time) is asked again after an hour."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds from a ``Retry-After`` header, an hour at most; None when it is absent, a date or nonsense."""
    try:
        wish = float(headers["retry-after"])
    except (KeyError, ValueError):
        return None
    return min(LONGEST_WISH, max(0.0, wish)) if math.isfinite(wish) else None


def backoff(
    attempt: int, *, retry_after: float | None, dice: random.Random, first: float = 1.0, cap: float = 30.0
) -> float:
    """Seconds before attempt ``attempt + 1``: exponential with full jitter, never sooner than the vendor asked for."""
    spread = dice.uniform(0, min(cap, first * 2 ** (attempt - 1)))
    if retry_after is None:
        return spread
    return retry_after + spread * 0.1
