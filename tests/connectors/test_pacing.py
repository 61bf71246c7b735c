"""How long to wait: laws of the two limits, and the waits themselves as small tables."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import pacing
from connectors.pacer import Pacer
from connectors.pacing import Bucket, Window, backoff, learn, take
from connectors.sandbox import BucketLimit, WindowLimit

NOON = 1_780_000_000.0
GAPS = st.lists(st.floats(0, 20), min_size=1, max_size=120)


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@given(GAPS, st.integers(2, 30), st.integers(1, 60))
def test_one_caller_never_overdraws_a_window(gaps: list[float], limit: int, seconds: int) -> None:
    """A vendor that counts in fixed windows admits every request of a caller that waits as told."""
    vendor, now = WindowLimit(limit, seconds), NOON
    state: pacing.Budget = Window()
    for gap in gaps:
        now += gap
        delay, state = take(state, now)
        now += delay
        assert vendor.admit(now) is None
        state = learn(state, lower(vendor.headers(now)))


@given(GAPS, st.floats(0.5, 50), st.integers(1, 100))
def test_a_bucket_is_never_overdrawn(gaps: list[float], rate: float, burst: int) -> None:
    """Requests that are ready at any moments, each sent after its own wait, fit a bucket of the same size."""
    # A thousandth of a request is for rounding: the vendor's sums and ours run in different orders.
    vendor = BucketLimit(rate, burst + 0.001)
    vendor._at = NOON
    state: pacing.Budget = Bucket(rate=rate, burst=burst, tokens=burst, at=NOON)
    ready, sent = NOON, []
    for gap in gaps:
        ready += gap / 10
        delay, state = take(state, ready)
        sent.append(ready + delay)
    assert sent == sorted(sent)
    assert [vendor.admit(at) for at in sent] == [None] * len(sent)


@given(st.integers(1, 40))
def test_all_threads_wait_for_an_empty_window(threads: int) -> None:
    state: pacing.Budget = Window(limit=10, remaining=0, resets_at=NOON + 8)
    delays = []
    for _ in range(threads):
        delay, state = take(state, NOON)
        delays.append(delay)
    assert delays == [8.0] * threads


@pytest.mark.parametrize(
    ("window", "delay"),
    [
        (Window(), 0.0),
        (Window(limit=10, remaining=6, resets_at=NOON + 20), 0.0),
        (Window(limit=10, remaining=4, resets_at=NOON + 20), 4.0),
        (Window(limit=10, remaining=1, resets_at=NOON + 20), 10.0),
        (Window(limit=10, remaining=0, resets_at=NOON + 20), 20.0),
        (Window(limit=10, remaining=0, resets_at=NOON), 0.0),
    ],
)
def test_delay_in_a_window(window: Window, delay: float) -> None:
    assert take(window, NOON)[0] == delay


def test_requests_that_wait_for_a_bucket_queue_behind_each_other() -> None:
    state: pacing.Budget = Bucket(rate=2, burst=1, tokens=1, at=NOON)
    delays = []
    for _ in range(4):
        delay, state = take(state, NOON)
        delays.append(delay)
    assert delays == [0.0, 0.5, 1.0, 1.5]


@pytest.mark.parametrize(
    "headers", [{}, {"x-ratelimit-limit": "10"}, {"x-ratelimit-limit": "a", "x-ratelimit-remaining": "b"}]
)
def test_unreadable_headers_teach_nothing(headers: dict[str, str]) -> None:
    known = Window(limit=10, remaining=3, resets_at=NOON)
    assert learn(known, headers) == known


def test_a_bucket_learns_nothing_from_headers() -> None:
    bucket = Bucket(rate=1, burst=1, tokens=1, at=NOON)
    assert learn(bucket, lower(WindowLimit(5, 5).headers(NOON))) is bucket


@given(st.integers(1, 20), st.integers(0, 2**32))
def test_backoff_stays_within_its_cap(attempt: int, seed: int) -> None:
    assert 0 <= backoff(attempt, retry_after=None, dice=random.Random(seed)) <= 30


@given(st.integers(1, 20), st.floats(0, 3600), st.integers(0, 2**32))
def test_backoff_is_never_sooner_than_asked(attempt: int, asked: float, seed: int) -> None:
    assert asked <= backoff(attempt, retry_after=asked, dice=random.Random(seed)) <= asked + 3


def test_the_pacer_sleeps_as_told() -> None:
    slept: list[float] = []
    pacer = Pacer(Bucket(rate=1, burst=1, tokens=1, at=NOON), now=lambda: NOON, sleep=slept.append)
    for _ in range(3):
        pacer.wait()
    assert slept == [1.0, 2.0]
