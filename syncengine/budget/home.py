"""The home of a budget that all processes on all hosts share: one Redis hash for each vendor account.

Every step is one program that Redis runs by itself, by its own clock, so that two processes never take the same room
and their hosts' clocks do not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import redis

from connectors import pacing
from connectors.lanes import Lane
from connectors.pacing import Answer, Budget, Standing, Terms, Turn, Wait
from syncengine.budget.scripts import program, shape

PREFIX = "talentsync:budget:"

FORGOTTEN_AFTER = 3600.0
"""Seconds after the last request at which an account's state is dropped, or ten windows, if that is longer."""


class SharedHome:
    """The budget of one account. Raises :class:`redis.RedisError` while Redis does not answer.

    ``now`` replaces the clock of the Redis server (in tests).
    """

    def __init__(self, client: redis.Redis, key: str, terms: Terms, *, now: Callable[[], float] | None = None) -> None:
        self._client = client
        self._key = f"{PREFIX}{key}"
        self._terms = terms
        self._now = now
        self._step = client.register_script(program(terms))
        self._forgotten_after = int(1000 * max(FORGOTTEN_AFTER, 10 * terms.seconds))

    def take(self, lane: Lane) -> Turn | Wait:
        outcome = self._run("take", [lane.value])
        if outcome[0] == b"wait":
            return Wait(float(outcome[1]))
        return Turn(float(outcome[1]), float(outcome[2]))

    def learn(self, turn: Turn, answer: Answer) -> None:
        told = answer.told
        window = (None, None, None) if told is None else (told.limit, told.remaining, told.resets_at)
        self._run("learn", [turn.at, turn.serial, int(answer.too_many), answer.retry_after, *window])

    def standing(self) -> Standing:
        return pacing.standing(self._terms, self.budget(), now=self._clock())

    def budget(self) -> Budget:
        """The state as it is kept."""
        kept = cast(Mapping[bytes, bytes], self._client.hgetall(self._key))
        numbers = {name.decode(): float(value) for name, value in kept.items()}
        return shape(self._terms)(**numbers)

    def _clock(self) -> float:
        if self._now is not None:
            return self._now()
        seconds, micros = self._client.time()
        return seconds + micros / 1_000_000

    def _run(self, step: str, arguments: Sequence[float | None]) -> list[bytes]:
        terms = self._terms
        now = None if self._now is None else self._now()
        numbers = [now, self._forgotten_after, terms.requests, terms.seconds, terms.burst, terms.share, *arguments]
        texts: list[Any] = [step, *("" if number is None else repr(number) for number in numbers)]
        return cast(list[bytes], self._step(keys=[self._key], args=texts))
