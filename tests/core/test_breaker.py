"""When a system counts as down, and when it is asked again."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.core.breaker import FIRST_DELAY, LONGEST_DELAY, LONGEST_WISH, OPEN_AFTER, Breaker, delay, failed

NOW = 1000.0


def fail(breaker: Breaker, *, probing: bool = False, retry_after: float | None = None, now: float = NOW) -> Breaker:
    return failed(breaker, probing=probing, now=now, retry_after=retry_after, dice=random.Random(1))


def test_it_opens_after_so_many_failures_in_a_row() -> None:
    breaker = Breaker()
    for number in range(1, OPEN_AFTER):
        breaker = fail(breaker)
        assert breaker == Breaker(failures=number)
    opened = fail(breaker)
    assert (opened.down_since, opened.probe_at) == (NOW, NOW + FIRST_DELAY)


def test_what_was_under_way_when_it_went_down_is_no_news() -> None:
    opened = Breaker(OPEN_AFTER, down_since=NOW, probe_at=NOW + 5)
    assert fail(opened, now=NOW + 3) == opened


def test_a_failed_probe_waits_longer_and_remembers_since_when() -> None:
    after = fail(Breaker(OPEN_AFTER, down_since=NOW, probe_at=NOW + 300, probes=3), probing=True, now=NOW + 60)
    assert after.down_since == NOW
    assert after.probe_at is not None
    assert 20 <= after.probe_at - (NOW + 60) <= 40


@pytest.mark.parametrize(("asked", "waits"), [(120.0, 120.0), (1e9, LONGEST_WISH), (1.0, FIRST_DELAY)])
def test_the_vendor_s_own_wish_is_obeyed_within_reason(asked: float, waits: float) -> None:
    assert delay(0, retry_after=asked, dice=random.Random(1)) == waits


@given(st.integers(0, 10_000), st.integers(0, 99))
def test_waits_are_bounded(probes: int, seed: int) -> None:
    assert FIRST_DELAY <= delay(probes, retry_after=None, dice=random.Random(seed)) <= LONGEST_DELAY
