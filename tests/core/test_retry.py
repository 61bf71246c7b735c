"""Retry decisions are values: the class of the failure decides, the attempt bounds, the vendor's own wish is obeyed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.core.retry import LONGEST_DELAY, MAX_ATTEMPTS, Again, Decision, FailureClass, Park, Stop, decide

CLASSES: list[tuple[FailureClass, int, Decision]] = [
    ("stale", 1, Again(0.0)),
    ("stale", MAX_ATTEMPTS, Park()),
    ("refused", 1, Park()),
    ("broken", 1, Park()),
    ("blocked", 1, Stop()),
    ("blocked", MAX_ATTEMPTS, Stop()),
    ("ambiguous", MAX_ATTEMPTS, Park()),
]


@pytest.mark.parametrize(("failure", "attempt", "decision"), CLASSES)
def test_decisions(failure: FailureClass, attempt: int, decision: Decision) -> None:
    assert decide(failure, attempt=attempt, retry_after=None, dice=random.Random(1)) == decision


@given(
    st.sampled_from(("transient", "ambiguous")),
    st.integers(1, MAX_ATTEMPTS - 1),
    st.none() | st.floats(0, 5000),
    st.integers(0, 99),
)
def test_waits_grow_are_bounded_and_obey_the_vendor(
    failure: FailureClass, attempt: int, retry_after: float | None, seed: int
) -> None:
    decision = decide(failure, attempt=attempt, retry_after=retry_after, dice=random.Random(seed))
    assert isinstance(decision, Again)
    assert (retry_after or 0) <= decision.delay <= max(retry_after or 0, min(2.0**attempt, LONGEST_DELAY))


def test_a_vendor_that_is_down_is_nobody_s_question() -> None:
    decision = decide("transient", attempt=1000, retry_after=None, dice=random.Random(1))
    assert isinstance(decision, Again)
    assert decision.delay <= LONGEST_DELAY
