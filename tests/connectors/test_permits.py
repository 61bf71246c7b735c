"""Nothing is written by somebody who lost the right to while the request waited for its turn."""

from __future__ import annotations

import pytest

from connectors.errors import RateLimited, Unavailable
from connectors.http import HttpClient
from connectors.lanes import Lane
from connectors.pacer import LONGEST_WAIT, Pacer
from connectors.pacing import Answer, Standing, Turn, Wait
from connectors.permits import may_write, only_while


class Closing:
    """A home that lets nobody through for so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def take(self, lane: Lane) -> Turn | Wait:
        return Wait(self.seconds) if self.seconds else Turn(0.0, 0)

    def learn(self, turn: Turn, answer: Answer) -> None:
        raise NotImplementedError

    def standing(self) -> Standing:
        raise NotImplementedError


def client(seconds: float) -> HttpClient:
    pacer = Pacer(Closing(seconds), now=lambda: 0.0, sleep=lambda slept: None)
    return HttpClient(system="toy", base_url="http://127.0.0.1:9", auth=None, pacer=pacer)


def test_without_a_permit_nobody_is_asked() -> None:
    assert may_write()


def test_a_write_whose_permit_ended_does_not_leave() -> None:
    """Port 9 answers nobody: a request that left would be told apart by its reason."""
    with only_while(lambda: False), pytest.raises(Unavailable, match="took too long"):
        client(0).write("POST", "/people", {})
    assert may_write(), "the permit ended with its block"


def test_reading_needs_no_permit() -> None:
    with only_while(lambda: False), pytest.raises(Unavailable, match="no connection"):
        client(0).read("/people")


def test_an_account_that_is_closed_for_long_is_not_sat_out() -> None:
    """Whoever waits holds a person meanwhile, and does not hear that it is to stop."""
    with pytest.raises(RateLimited) as caught:
        client(LONGEST_WAIT + 1).write("POST", "/people", {})
    assert caught.value.retry_after == LONGEST_WAIT + 1
