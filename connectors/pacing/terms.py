"""What an account allows, and the words in which a budget answers."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.lanes import Lane
from connectors.types import Limit

DEFAULT_SHARE = 0.9
"""Share of a limit that we use; the rest is for the customer's other tools on the same account."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A limit as the vendor documents it, and our ``share`` of it.

    ``requests`` per ``seconds``; with ``burst`` it is a token bucket, without it a fixed window, whose real limit the
    replies tell.
    """

    requests: float
    seconds: float
    burst: float | None = None
    share: float = DEFAULT_SHARE

    def __post_init__(self) -> None:
        if not 0 < self.share <= 1:
            raise ValueError("a share of the budget is above 0 and at most 1")


@dataclass(frozen=True, slots=True)
class Turn:
    """Leave to send one request now. ``serial`` numbers the window that it was given in; -1 is a turn out of turn."""

    at: float
    serial: float = 0.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Ask again after so many seconds. Nothing is reserved meanwhile."""

    seconds: float


def terms_of(limit: Limit, *, share: float = DEFAULT_SHARE) -> Terms:
    """Terms from the limit of a manifest."""
    return Terms(
        float(limit.requests), float(limit.seconds), None if limit.burst is None else float(limit.burst), share
    )


def held_back(lane: Lane, *, backfill: float, live: float) -> float:
    """What a lane must leave for those above it."""
    if lane >= Lane.BACKFILL:
        return backfill
    return live if lane > Lane.RESTRICTIONS else 0.0
