"""What makes hundreds of starts and thousands of requests bearable in a process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from connectors.lanes import Lane
from connectors.pacer import OUT_OF_TURN
from connectors.pacers import Meter, Pacers
from connectors.pacing import Answer, Standing, Terms, Turn, new_budget, standing
from syncengine.settings import Settings
from tests.stories.swift import read_once


class Unlimited:
    """The home of a budget that never ends: the limits of the systems are switched off too, and a shared budget goes by
    the clock of its Redis, which is not ours."""

    def __init__(self, meter: Meter, terms: Terms, *, now: Callable[[], float]) -> None:
        self._terms = terms
        self._now = now

    def take(self, lane: Lane) -> Turn:
        return Turn(self._now(), OUT_OF_TURN)

    def learn(self, turn: Turn, answer: Answer) -> None:
        pass

    def standing(self) -> Standing:
        return standing(self._terms, new_budget(self._terms), now=self._now())


def unlimited(settings: Settings) -> Pacers:
    return Pacers(Unlimited)


def be_swift(patch: pytest.MonkeyPatch) -> None:
    read_once(patch)
    patch.setattr("syncengine.app.building.build_pacers", unlimited)
