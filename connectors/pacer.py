"""The one place that waits for a vendor's limit. :mod:`connectors.pacing` decides, a home keeps what it decides upon.

A home is this process (:class:`LocalHome`) or something that several processes share. Who waits holds no room and
asks again, so that a restriction overtakes a backfill that waits already. Threads of one lane stand in line behind the
first of them: only that one asks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from connectors import lanes, pacing
from connectors.lanes import Lane
from connectors.pacing import Answer, Standing, Terms, Turn, Wait

OUT_OF_TURN = -1.0


class Home(Protocol):
    """Keeps the budget of one account. Threads may share it."""

    def take(self, lane: Lane) -> Turn | Wait:
        """A turn, or how long to wait before asking again."""
        ...

    def learn(self, turn: Turn, answer: Answer) -> None:
        """Take in what the reply to the request of that turn says."""
        ...

    def standing(self) -> Standing: ...


class LocalHome:
    """The budget of an account that this process alone uses."""

    def __init__(self, terms: Terms, *, now: Callable[[], float] = time.time) -> None:
        self._terms = terms
        self._now = now
        self._budget = pacing.new_budget(terms)
        self._lock = threading.Lock()

    def take(self, lane: Lane) -> Turn | Wait:
        with self._lock:
            outcome, self._budget = pacing.take(self._terms, self._budget, lane=lane, now=self._now())
        return outcome

    def learn(self, turn: Turn, answer: Answer) -> None:
        with self._lock:
            self._budget = pacing.learn(self._terms, self._budget, answer, turn=turn, now=self._now())

    def standing(self) -> Standing:
        with self._lock:
            return pacing.standing(self._terms, self._budget, now=self._now())


LONGEST_WAIT = 60.0
"""Seconds that a request waits for its turn. A vendor that closed the account for longer is not sat out."""


class Closed(Exception):
    """The vendor told everybody to stop for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"closed for {seconds:.0f} s")
        self.seconds = seconds


class Pacer:
    """Waits before each request of one account and learns from each reply."""

    def __init__(
        self,
        home: Home,
        *,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._home = home
        self._now = now
        self._first = {lane: threading.Lock() for lane in Lane}
        self.sleep = sleep

    def wait(self) -> Turn:
        """Return when a request may be sent in the lane of this thread; send it at once. Raises Closed."""
        lane = lanes.current()
        with self._first[lane]:
            while True:
                outcome = self._home.take(lane)
                if isinstance(outcome, Turn):
                    return outcome
                if outcome.seconds > LONGEST_WAIT:
                    raise Closed(outcome.seconds)
                asked = self._now()
                self.sleep(outcome.seconds)
                if self._now() - asked < outcome.seconds * 0.1:
                    # Where waiting takes no time (rehearsals, tests) there is nothing to wait for.
                    return Turn(asked, OUT_OF_TURN)

    def learn(self, turn: Turn, status: int, headers: Mapping[str, str]) -> None:
        """Take in a whole reply. A request whose reply was lost teaches nothing, and may have counted."""
        self._home.learn(turn, pacing.read_answer(status, headers))

    def standing(self) -> Standing:
        return self._home.standing()

    def forecast(self, requests: int) -> float:
        """Seconds that so many requests of a backfill take at the rate that we have."""
        return self.standing().forecast(requests)
