"""Measuring: on labels that were held out, with an interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.core.matching.model import Model, shipped
from syncengine.core.matching.verdicts import DIFFERENT, LINK, REVIEW, Costs
from syncengine.training.sample import Sample
from syncengine.training.trial import FOLDS, folds, held_out, interval, score
from tests.training.people import labelled


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    # Wilson's formula as tables have it, for instance Newcombe (1998), Statistics in Medicine 17, table I.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilsons(right: int, of: int, low: float, high: float) -> None:
    assert [round(end, 4) for end in interval(right, of)] == [low, high]


def test_the_interval_of_nothing_is_everything() -> None:
    assert interval(0, 0) == (0.0, 1.0)
    assert interval(12, 12)[1] == 1.0


@given(st.integers(0, 400), st.integers(1, 400))
def test_the_share_lies_in_its_interval(right: int, of: int) -> None:
    right = min(right, of)
    low, high = interval(right, of)
    assert 0.0 <= low <= right / of <= high <= 1.0


def test_a_score_counts_what_would_have_happened() -> None:
    verdict = np.array([LINK, LINK, REVIEW, DIFFERENT, DIFFERENT], np.int8)
    same = np.array([True, False, True, True, False])
    found = score(np.array([0.99, 0.98, 0.5, 0.05, 0.01]), verdict, same)
    assert (found.links, found.right, found.asked, found.apart, found.missed) == (2, 1, 1, 2, 1)
    assert found.precision == 0.5


def test_folds_share_out_both_kinds_and_do_not_depend_on_order() -> None:
    names = [f"pair {at}" for at in range(45)]
    same = np.arange(45) < 20
    found = folds(names, same)
    assert [int((found[same] == fold).sum()) for fold in range(FOLDS)] == [2] * FOLDS
    turned = folds(names[::-1], same[::-1])
    assert found.tolist() == turned[::-1].tolist()


def test_no_label_is_measured_by_a_model_that_has_seen_it() -> None:
    pairs, same, names = labelled(40)
    whole = {row.tobytes() for row in np.column_stack([*pairs.levels.values(), np.arange(40)])}
    assert len(whole) == 40
    seen: list[int] = []

    def correct(model: Model, rest: Sample, answers: np.ndarray) -> Model:
        seen.append(len(rest))
        return model

    found = held_out(shipped(), pairs, same, names, correct=correct, costs=Costs())
    assert seen == [36] * FOLDS
    assert found == score(pairs.probability(shipped()), pairs.verdicts(shipped(), Costs()), same)
