"""Rivals: who else could be meant takes odds away, unless it is the same person once more."""

from __future__ import annotations

import math

import numpy as np
import pytest

from syncengine.core.matching.rivals import SERIOUS, TWICE_TOLD, Contest, after_rivals, contests

STRANGERS = -20.0
TWINS = 20.0
Given = list[tuple[int, int, float]]


def contest_of(pairs: Given, sides: list[int]) -> tuple[Contest, np.ndarray]:
    left, right, odds = (np.array(column) for column in zip(*pairs, strict=True))
    return contests(left, right, odds, np.array(sides, np.int16)), odds


def after(pairs: Given, sides: list[int], *, between: float, rivalry: float = 1.0) -> list[float]:
    contest, odds = contest_of(pairs, sides)
    left = after_rivals(odds, contest, np.full(len(contest.pair), between), rivalry=rivalry)
    return [float(each) for each in left]


def test_a_rival_divides_the_odds_by_one_and_its_own() -> None:
    """One record, two candidates who are two people: odds of 20 and 4 become 20 / 5 and 4 / 21."""
    found = after([(0, 1, math.log(20)), (0, 2, math.log(4))], [0, 1, 1], between=STRANGERS)
    assert np.exp(found).tolist() == pytest.approx([20 / 5, 4 / 21], rel=1e-6)


def test_rivals_on_both_ends_add_up() -> None:
    """0 and 2 are on one side, 1 and 3 on the other; the pair in question has a rival at either end."""
    pairs = [(0, 1, math.log(20)), (0, 3, math.log(4)), (2, 1, math.log(5))]
    found = after(pairs, [0, 1, 0, 1], between=STRANGERS)
    assert math.exp(found[0]) == pytest.approx(20 / (1 + 4 + 5), rel=1e-6)


def test_rivalry_says_how_much_of_that_counts() -> None:
    pairs = [(0, 1, math.log(20)), (0, 2, math.log(4))]
    assert math.exp(after(pairs, [0, 1, 1], between=STRANGERS, rivalry=0.5)[0]) == pytest.approx(20 / 3, rel=1e-6)
    assert after(pairs, [0, 1, 1], between=STRANGERS, rivalry=0.0) == [math.log(20), math.log(4)]


def test_two_records_of_one_person_are_no_rivals() -> None:
    pairs = [(0, 1, 6.0), (0, 2, 6.0)]
    assert after(pairs, [0, 1, 1], between=TWINS) == [6.0, 6.0]


def test_perhaps_one_person_is_half_a_rival() -> None:
    """Odds b of the rival and c between rivals: divided by (1 + b + c) / (1 + bc), where bc is told twice."""
    b, c = 6.0, 1.0
    found = after([(0, 1, 6.0), (0, 2, b)], [0, 1, 1], between=c)[0]
    divided = (1 + math.exp(b) + math.exp(c)) / (1 + math.exp(b + c - TWICE_TOLD))
    assert found == pytest.approx(6.0 - math.log(divided), rel=1e-6)


def test_rivals_never_help() -> None:
    for own in (-3.0, 0.0, 8.0):
        for rival in (-3.9, 0.0, 8.0):
            for between in (-30.0, -3.0, 0.0, 3.0, 30.0):
                assert after([(0, 1, own), (0, 2, rival)], [0, 1, 1], between=between)[0] <= own


def test_only_candidates_of_one_side_contend() -> None:
    """A person may have a record in each system: those exclude nobody."""
    contest, _ = contest_of([(0, 1, 5.0), (0, 2, 5.0)], [0, 1, 2])
    assert len(contest.pair) == 0


def test_a_hopeless_candidate_is_nobodys_rival() -> None:
    contest, _ = contest_of([(0, 1, 5.0), (0, 2, SERIOUS - 0.1)], [0, 1, 1])
    assert len(contest.pair) == 0


def test_a_contest_names_both_pairs_and_both_rivals() -> None:
    contest, _ = contest_of([(0, 1, 5.0), (0, 2, 4.0), (3, 4, 5.0)], [0, 1, 1, 0, 1])
    found = zip(*(field.tolist() for field in (contest.pair, contest.other, contest.one, contest.two)), strict=True)
    assert sorted(found) == [(0, 1, 1, 2), (1, 0, 2, 1)]


def test_three_candidates_make_six_contests() -> None:
    contest, _ = contest_of([(0, at, 5.0) for at in (1, 2, 3)], [0, 1, 1, 1])
    assert sorted(zip(contest.pair.tolist(), contest.other.tolist(), strict=True)) == [
        (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)
    ]  # fmt: skip


def test_certain_rivals_leave_nothing_infinite() -> None:
    found = after([(0, 1, 30.0), (0, 2, 30.0)], [0, 1, 1], between=-30.0)
    assert np.isfinite(found).all()
    assert found[0] == pytest.approx(math.log1p(math.exp(-TWICE_TOLD)), abs=1e-6)
