"""A probability that means what it says: what was computed is bent to what was observed, and never upside down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.core.matching.calibration import curve_of, reliability
from syncengine.core.matching.model import CERTAIN, probability

PAIRS = 40_000


def simulated(*, true: float, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds that overstate: those they should be, times ``true``, decide who is one person."""
    dice = np.random.default_rng(seed)
    computed = dice.uniform(-8, 8, PAIRS)
    return computed, dice.random(PAIRS) < probability(computed * true)


@pytest.mark.parametrize("true", [0.5, 1.0])
def test_a_known_distortion_is_found(true: float) -> None:
    curve = curve_of(*simulated(true=true))
    for at in (-4.0, -2.0, 0.0, 2.0, 4.0):
        assert np.interp(at, *curve) == pytest.approx(at * true, abs=0.35)


def test_what_was_calibrated_means_what_it_says() -> None:
    computed, same = simulated(true=0.5)
    calibrated = probability(np.interp(computed, *curve_of(computed, same)))
    for predicted, observed, pairs in reliability(calibrated, same):
        assert observed == pytest.approx(predicted, abs=0.03), pairs
    crooked = reliability(probability(computed), same)
    assert max(abs(predicted - observed) for predicted, observed, _ in crooked) > 0.1, "the distortion was there"


@given(
    st.lists(st.tuples(st.floats(-20, 20), st.booleans()), min_size=1, max_size=60),
    st.integers(1, 30),
)
def test_it_rises_whatever_was_observed(seen: list[tuple[float, bool]], copies: int) -> None:
    odds, same = (np.array(column * copies) for column in zip(*seen, strict=True))
    xs, ys = curve_of(odds, same)
    assert (np.diff(xs) > 0).all()
    assert (np.diff(ys) >= 0).all()
    assert xs[0] < -CERTAIN
    assert xs[-1] > CERTAIN


def test_beyond_what_was_seen_it_goes_on_at_the_same_distance() -> None:
    computed, same = simulated(true=0.5)
    curve = curve_of(computed, same)
    ten, twenty = np.interp([10.0, 20.0], *curve)
    assert twenty - ten == pytest.approx(10.0)


def test_the_order_of_the_pairs_does_not_matter() -> None:
    computed, same = simulated(true=0.5)
    back = slice(None, None, -1)
    forth, turned = np.array(curve_of(computed, same)), np.array(curve_of(computed[back], same[back]))
    assert turned == pytest.approx(forth)


def test_reliability_counts_pairs_in_tenths() -> None:
    probabilities, same = np.array([0.05, 0.07, 0.95, 1.0]), np.array([False, True, True, True])
    low, high = reliability(probabilities, same)
    assert low == pytest.approx((0.06, 0.5, 2))
    assert high == pytest.approx((0.975, 1.0, 2))
