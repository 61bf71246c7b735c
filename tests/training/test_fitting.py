"""A correction by labels: it follows them, it is the same every time, and what is not said keeps saying nothing."""

from __future__ import annotations

import numpy as np
import pytest

from syncengine.core.matching.model import dump, load, shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.training.fitting import corrected
from syncengine.training.training import NotEnough, train
from tests.training.people import labelled

ROOM = 1e-9


def test_a_correction_moves_towards_its_labels() -> None:
    pairs, same, _ = labelled(40)
    before, after = pairs.probability(shipped()), pairs.probability(corrected(shipped(), pairs, same))
    given = [np.where(same, each, 1 - each) for each in (before, after)]
    assert np.log(given[1]).mean() > np.log(given[0]).mean()


def test_the_same_labels_give_the_same_model_in_any_order() -> None:
    pairs, same, names = labelled(40)
    order = np.random.default_rng(3).permutation(len(names))
    again = train(shipped(), pairs.at(order), same[order], [names[at] for at in order], costs=Costs())
    once = train(shipped(), pairs, same, names, costs=Costs())
    assert dump(once.model) == dump(again.model)
    assert (once.before, once.after) == (again.before, again.after)


def test_the_model_that_is_measured_is_the_one_that_is_read_back() -> None:
    pairs, same, _ = labelled(24)
    model = corrected(shipped(), pairs, same)
    assert load(dump(model)).version == model.version != shipped().version
    assert load(dump(model)).weights.keys() == shipped().weights.keys()


def test_what_is_not_said_keeps_saying_nothing() -> None:
    pairs, same, _ = labelled(40)
    model = corrected(shipped(), pairs, same)
    silent = [name for name, weights in shipped().weights.items() if weights[0] == 0.0]
    assert len(silent) > 5
    assert [name for name in silent if abs(model.weights[name][0]) > ROOM] == []


def test_labels_of_one_mind_cannot_move_the_model_far() -> None:
    """Whoever is only asked about doubtful pairs may say yes to all; that must not link everybody."""
    pairs, _, _ = labelled(40)
    model = corrected(shipped(), pairs, np.ones(40, bool))
    moved = np.abs(model.log_odds(pairs.levels) - shipped().log_odds(pairs.levels))
    assert moved.max() < 4.0
    assert abs(model.bias - shipped().bias) < 1.0


def test_the_shares_of_levels_stay_those_of_all_pairs() -> None:
    pairs, same, _ = labelled(40)
    model = corrected(shipped(), pairs, same)
    assert all(np.allclose(model.matched[name], shares) for name, shares in load(dump(shipped())).matched.items())


@pytest.mark.parametrize(
    ("yes", "no", "told"),
    [
        (5, 5, "10 labels (5 same, 5 different); needed: 10 more"),
        (24, 0, "24 labels (24 same, 0 different); needed: at least 3 of each kind"),
        (1, 9, "10 labels (1 same, 9 different); needed: 10 more, at least 3 of each kind"),
    ],
)
def test_too_few_labels_are_refused_with_what_is_missing(yes: int, no: int, told: str) -> None:
    pairs, _, names = labelled(yes + no)
    with pytest.raises(NotEnough) as caught:
        train(shipped(), pairs, np.array([True] * yes + [False] * no), names, costs=Costs())
    assert str(caught.value) == told
