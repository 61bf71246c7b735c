"""What paces while Redis is away: a careful part of the budget, in this process, because others do the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import redis
import structlog

from connectors.lanes import Lane
from connectors.pacer import OUT_OF_TURN, Home, LocalHome
from connectors.pacing import Answer, Standing, Terms, Turn, Wait

log = structlog.get_logger("talentsync.budget")

ALONE_SHARE = 0.25
"""Part of our share that a process takes while it cannot see the others. How many there are, nobody can tell it."""

LOOK_AGAIN = 5.0
"""Seconds for which a Redis that did not answer is not asked again."""

Result = TypeVar("Result")


class Watch:
    """Whether Redis answers, for all budgets of this process: said once when it stops and once when it is back."""

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._away_until: float | None = None
        self._lock = threading.Lock()

    def ask(self, question: Callable[[], Result], otherwise: Callable[[], Result]) -> Result:
        """The answer from Redis, or the other one while there is none."""
        if self._is_away():
            return otherwise()
        try:
            answer = question()
        except redis.RedisError as error:
            self._lost(error)
            return otherwise()
        self._found()
        return answer

    def _is_away(self) -> bool:
        with self._lock:
            if self._away_until is None:
                return False
            if self._monotonic() < self._away_until:
                return True
            # One looks; the others go on without until it has seen something.
            self._away_until = self._monotonic() + LOOK_AGAIN
            return False

    def _lost(self, error: redis.RedisError) -> None:
        with self._lock:
            news, self._away_until = self._away_until is None, self._monotonic() + LOOK_AGAIN
        if news:
            log.warning("budget.redis_away", error=type(error).__name__, part_used=ALONE_SHARE)

    def _found(self) -> None:
        with self._lock:
            news, self._away_until = self._away_until is not None, None
        if news:
            log.warning("budget.redis_back")


@dataclass(frozen=True, slots=True)
class _Alone(Turn):
    """A turn that was given without the others."""


class HomeWithFallback:
    """The shared home, and a part of the budget at home while the shared one does not answer."""

    def __init__(self, shared: Home, terms: Terms, *, watch: Watch, now: Callable[[], float]) -> None:
        self._shared = shared
        self._watch = watch
        self._terms = replace(terms, share=terms.share * ALONE_SHARE)
        self._now = now
        self._alone: LocalHome | None = None

    def take(self, lane: Lane) -> Turn | Wait:
        return self._watch.ask(lambda: self._shared.take(lane), lambda: self._take_alone(lane))

    def learn(self, turn: Turn, answer: Answer) -> None:
        if isinstance(turn, _Alone):
            self._here().learn(turn, answer)
            return
        # A turn of the shared home means nothing here, but what the vendor says does.
        foreign = Turn(turn.at, OUT_OF_TURN)
        self._watch.ask(lambda: self._shared.learn(turn, answer), lambda: self._here().learn(foreign, answer))

    def standing(self) -> Standing:
        return self._watch.ask(self._shared.standing, lambda: self._here().standing())

    def _take_alone(self, lane: Lane) -> Turn | Wait:
        outcome = self._here().take(lane)
        return _Alone(outcome.at, outcome.serial) if isinstance(outcome, Turn) else outcome

    def _here(self) -> LocalHome:
        if self._alone is None:
            self._alone = LocalHome(self._terms, now=self._now)
        return self._alone
