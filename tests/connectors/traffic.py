"""Requests of several callers against a vendor's limit, in simulated time: exact, and the same for the same dice."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from connectors import pacing
from connectors.lanes import Lane
from connectors.pacing import Answer, Terms, Turn, Wait, read_answer
from connectors.sandbox import RateLimit

NOON = 1_780_000_000.0


@dataclass(frozen=True, slots=True)
class Caller:
    """Sends one request after another: ``rest`` seconds after each reply it wants the next. ``rival`` asks nobody."""

    lane: Lane = Lane.BACKFILL
    rest: float = 0.0
    rival: bool = False
    since: float = 0.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that arrived at the vendor. ``wanted`` is when its caller wanted to send it."""

    at: float
    wanted: float
    caller: Caller
    admitted: bool

    @property
    def waited(self) -> float:
        return self.at - self.wanted


@dataclass
class Traffic:
    """``way`` is the longest time that a request is on its way, and the reply as long; ``skew`` how far the vendor's
    clock is ahead of ours."""

    terms: Terms
    vendor: RateLimit
    dice: random.Random
    way: float = 0.01
    skew: float = 0.0
    sent: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.budget = pacing.new_budget(self.terms)
        self._numbers = itertools.count()
        self._events: list[tuple[float, int, Callable[[float], None]]] = []

    def run(self, callers: Sequence[Caller], *, seconds: float) -> list[Sent]:
        for caller in callers:
            self._at(NOON + caller.since, self._wish(caller))
        while self._events and self._events[0][0] <= NOON + seconds:
            now, _, act = heapq.heappop(self._events)
            act(now)
        return self.sent

    def _at(self, when: float, act: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (when, next(self._numbers), act))

    def _wish(self, caller: Caller) -> Callable[[float], None]:
        return lambda now: self._ask(caller, now, wanted=now)

    def _ask(self, caller: Caller, now: float, *, wanted: float) -> None:
        outcome: Turn | Wait = Turn(now)
        if not caller.rival:
            outcome, self.budget = pacing.take(self.terms, self.budget, lane=caller.lane, now=now)
        if isinstance(outcome, Wait):
            self._at(now + outcome.seconds, lambda then: self._ask(caller, then, wanted=wanted))
            return
        turn = outcome
        self._at(now + self.dice.uniform(0, self.way), lambda then: self._arrive(caller, turn, then, wanted=wanted))

    def _arrive(self, caller: Caller, turn: Turn, now: float, *, wanted: float) -> None:
        refused = self.vendor.admit(now + self.skew)
        self.sent.append(Sent(now, wanted, caller, refused is None))
        headers = {name.lower(): value for name, value in self.vendor.headers(now + self.skew).items()}
        answer = read_answer(200 if refused is None else 429, headers)
        self._at(now + self.dice.uniform(0, self.way), lambda then: self._hear(caller, turn, answer, then))

    def _hear(self, caller: Caller, turn: Turn, answer: Answer, now: float) -> None:
        if not caller.rival:
            self.budget = pacing.learn(self.terms, self.budget, answer, turn=turn, now=now)
        self._at(now + caller.rest, self._wish(caller))


def refused(sent: Sequence[Sent]) -> int:
    return sum(not each.admitted for each in sent)


def per_window(sent: Sequence[Sent], *, seconds: float, skew: float = 0.0) -> list[int]:
    """Our admitted requests in each of the vendor's windows but the first and the last."""
    windows = [int((each.at + skew) // seconds) for each in sent if each.admitted and not each.caller.rival]
    return [windows.count(number) for number in range(min(windows) + 1, max(windows))]
