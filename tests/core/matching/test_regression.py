"""Weights from labels: the truth is found where there are labels enough, and what was believed stays where not."""

from __future__ import annotations

import numpy as np
import pytest

from syncengine.core.matching.regression import fit, scales_of, shares
from tests.core.matching.small_model import LABELS, NAMES, answered, drawn, model, relative

TRUTH = model((0, 3.0, -2.0), (0, 2.0, 1.5, 1.0, -1.0), bias=-0.5)


def labelled(number: int, *, seed: int = 3) -> tuple[dict[str, np.ndarray], np.ndarray]:
    dice = np.random.default_rng(seed)
    levels = drawn(dice, number)
    return levels, answered(levels, TRUTH, dice)


def test_known_weights_are_found_again() -> None:
    levels, same = labelled(50_000)
    found = fit(levels, same, start=model(), pull=1.0)
    for name in NAMES:
        assert relative(found.weights[name]) == pytest.approx(relative(TRUTH.weights[name]), abs=0.2)
    odds = found.log_odds(levels) - TRUTH.log_odds(levels)
    assert np.abs(odds).max() < 0.2


def test_few_labels_leave_what_was_believed() -> None:
    levels, same = labelled(50)
    start = model((0, 1.0, -1.0), (0, 1.0, 1.0, 1.0, -1.0))
    held, loose = (fit(levels, same, start=start, pull=pull) for pull in (1_000.0, 1.0))
    moved = [max(np.abs(found.weights[name] - start.weights[name]).max() for name in NAMES) for found in (held, loose)]
    assert moved[0] < 0.02
    assert moved[1] > 0.2


def test_the_order_of_the_labels_does_not_matter() -> None:
    levels, same = labelled(5_000)
    order = np.random.default_rng(8).permutation(len(same))
    one = fit(levels, same, start=model(), pull=10.0)
    other = fit({name: level[order] for name, level in levels.items()}, same[order], start=model(), pull=10.0)
    assert other.version == one.version
    for name in NAMES:
        assert other.weights[name] == pytest.approx(one.weights[name], abs=1e-9)


def test_the_same_labels_give_the_same_weights_to_the_last_bit() -> None:
    levels, same = labelled(2_000)
    one, other = (fit(levels, same, start=model(), pull=10.0) for _ in range(2))
    assert [one.weights[name].tolist() for name in NAMES] == [other.weights[name].tolist() for name in NAMES]
    assert one.bias == other.bias


def test_what_was_never_seen_weighs_what_its_neighbour_weighs() -> None:
    levels, same = labelled(20_000)
    seen = levels["size"] != 2
    found = fit({name: level[seen] for name, level in levels.items()}, same[seen], start=model(), pull=1.0)
    low, unseen, high = found.weights["size"][1:4]
    assert high < unseen < low
    assert unseen - found.weights["size"][0] > 0.5


def test_labels_of_one_kind_only_leave_everything_finite() -> None:
    levels, _ = labelled(200)
    found = fit(levels, np.ones(200, bool), start=model(), pull=10.0)
    assert all(np.isfinite(found.weights[name]).all() for name in NAMES)
    assert found.share == 0.999


def test_shares_add_up_and_nothing_is_impossible() -> None:
    levels = {"badge": np.array([1, 1, 1, 2]), "size": np.array([1, 1, 1, 1])}
    found = shares(levels, np.array([1.0, 1.0, 1.0, 0.0]), model())
    assert found["badge"].tolist() == pytest.approx([1 / 12, 10 / 12, 1 / 12])
    assert all(share.sum() == pytest.approx(1.0) and (share > 0).all() for share in found.values())


def test_a_scale_is_what_differs_in_a_number_only() -> None:
    assert scales_of(LABELS["size"]) == [[1, 2, 3]]
    assert scales_of(LABELS["badge"]) == []
