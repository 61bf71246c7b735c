"""When the next request may go: pure functions from the state of a limit to a turn or a delay. Nothing here sleeps.

Two shapes of limit cover the vendors we know: a fixed window that the vendor's headers describe (:mod:`.window`), and a
token bucket that we keep ourselves because the vendor tells nothing (:mod:`.bucket`). The state of both is flat and
made of numbers alone, so that it can be kept elsewhere and stepped by a program in another language.
"""

from __future__ import annotations

from dataclasses import replace

from connectors.lanes import Lane
from connectors.pacing import bucket as _bucket
from connectors.pacing import window as _window
from connectors.pacing.bucket import Bucket
from connectors.pacing.headers import Answer, Told, backoff, read_answer, retry_after
from connectors.pacing.standing import Standing
from connectors.pacing.terms import DEFAULT_SHARE, Terms, Turn, Wait, terms_of
from connectors.pacing.window import Window

Budget = Window | Bucket

COMES_BACK = 0.05
"""Seconds that somebody who waited may come late and still find his place."""

__all__ = [
    "DEFAULT_SHARE",
    "Answer",
    "Bucket",
    "Budget",
    "Standing",
    "Terms",
    "Told",
    "Turn",
    "Wait",
    "Window",
    "backoff",
    "learn",
    "new_budget",
    "read_answer",
    "retry_after",
    "standing",
    "take",
    "terms_of",
]


def new_budget(terms: Terms) -> Budget:
    """The state of an account that was never asked."""
    return Window() if terms.burst is None else Bucket()


def take(terms: Terms, budget: Budget, *, lane: Lane, now: float) -> tuple[Turn | Wait, Budget]:
    """The turn of a request that is ready now, or how long to wait before asking again, and the budget after it.

    Who waits holds no room: whoever asks first when there is room goes. But while somebody of a higher lane waits,
    lower lanes are given none; ``wish_lane`` and ``wish_until`` remember that, until he should have come back.
    """
    if lane > budget.wish_lane and now < budget.wish_until:
        return Wait(budget.wish_until - now), budget
    outcome: Turn | Wait
    after: Budget
    if isinstance(budget, Bucket):
        outcome, after = _bucket.take(terms, budget, lane=lane, now=now)
    else:
        outcome, after = _window.take(terms, budget, lane=lane, now=now)
    if isinstance(outcome, Turn):
        return outcome, replace(after, wish_until=0.0)
    if lane >= Lane.BACKFILL:
        return outcome, after
    return outcome, replace(after, wish_lane=float(lane), wish_until=now + outcome.seconds + COMES_BACK)


def learn(terms: Terms, budget: Budget, answer: Answer, *, turn: Turn, now: float) -> Budget:
    """The budget after the answer to the request that had the turn."""
    if isinstance(budget, Bucket):
        return _bucket.learn(terms, budget, answer, now=now)
    return _window.learn(terms, budget, answer, turn=turn, now=now)


def standing(terms: Terms, budget: Budget, *, now: float) -> Standing:
    """What an operator wants to know about the budget."""
    if isinstance(budget, Bucket):
        return _bucket.standing(terms, budget, now=now)
    return _window.standing(terms, budget, now=now)
