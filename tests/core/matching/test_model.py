"""The model as a file: what is written is read again, and a file that does not fit is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from syncengine.core.matching.comparing.extras import LEVELS
from syncengine.core.matching.comparing.levels import LABELS
from syncengine.core.matching.model import CERTAIN, NotAModel, dump, load, probability, shipped, with_extras
from tests.core.matching.small_model import model


def test_the_shipped_model_fits_every_comparison() -> None:
    for name, labels in LABELS.items():
        for table in (shipped().weights, shipped().matched, shipped().unmatched):
            assert table[name].shape == (len(labels),), name
            assert np.isfinite(table[name]).all()
        assert len(labels) == len(set(labels)) < 256, f"{name}: labels must be told apart, and a level fits into a byte"


def test_the_shipped_curve_rises() -> None:
    xs, ys = shipped().curve
    assert (np.diff(xs) > 0).all()
    assert (np.diff(ys) >= 0).all()


def test_a_model_survives_its_file() -> None:
    text = dump(shipped())
    again = load(text)
    assert dump(again) == text
    assert again.version == shipped().version
    assert again.labels == shipped().labels
    levels = {name: np.zeros(1, np.uint8) for name in LABELS}
    assert again.log_odds(levels) == pytest.approx(shipped().log_odds(levels), abs=1e-9)


def test_a_model_with_added_columns_survives_its_file() -> None:
    one = with_extras(shipped(), {"born": "date", "tax": "id"})
    again = load(dump(one))
    assert again.labels["column born"] == LEVELS["date"]
    assert again.weights["column tax"] == pytest.approx(one.weights["column tax"], abs=1e-4)


def test_the_version_is_that_of_the_numbers() -> None:
    assert model((0, 1, 2)).version == model((0, 1, 2)).version
    assert model((0, 1, 2)).version != model((0, 1, 2.001)).version


def test_added_columns_leave_the_rest_as_it_is() -> None:
    one = with_extras(shipped(), {"tax": "id"})
    assert with_extras(shipped(), {}) is shipped()
    assert set(one.weights) - set(shipped().weights) == {"column tax"}
    weights = dict(zip(LEVELS["id"], one.weights["column tax"], strict=True))
    assert weights["not said"] == pytest.approx(0, abs=0.2)
    assert weights["equal, rare"] > weights["equal, common"] > 0
    assert weights["equal, rare"] > weights["a slip apart"] > 0 > weights["different"]


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def spoil(whole: dict[str, Any]) -> None:
        for name in path[:-1]:
            whole = whole[name]
        del whole[path[-1]]

    return spoil


SPOILED: list[tuple[str, Callable[[dict[str, Any]], None]]] = [
    ("bias missing", without("bias")),
    ("level missing", without("comparisons", "suffix", "different")),
    ("comparison missing", without("comparisons", "suffix")),
    ("comparison of another version", lambda whole: whole["comparisons"].update(sign={"leo": [1.0, 0.5, 0.5]})),
    ("bias is no number", lambda whole: whole.update(bias="much")),
    ("no curve", lambda whole: whole.update(curve=[])),
    ("comparisons are no table", lambda whole: whole.update(comparisons=[1, 2])),
    ("two numbers of three", lambda whole: whole["comparisons"]["suffix"].update(different=[1.0, 0.5])),
]


@pytest.mark.parametrize(("case", "spoil"), SPOILED)
def test_what_does_not_fit_is_refused(case: str, spoil: Callable[[dict[str, Any]], None]) -> None:
    whole = json.loads(dump(shipped()))
    spoil(whole)
    with pytest.raises(NotAModel, match="not a model that this version can read"):
        load(json.dumps(whole))


@pytest.mark.parametrize("text", ["", "[]", "null", "7", "{", '{"comparisons": null}'])
def test_what_is_no_model_at_all_is_refused(text: str) -> None:
    with pytest.raises(NotAModel):
        load(text)


def test_weights_add_up_within_bounds() -> None:
    levels = {"badge": np.array([1, 2]), "size": np.array([0, 4])}
    assert model((0, 2, -2), (0.5, 0, 0, 0, -1), bias=1).log_odds(levels).tolist() == [3.5, -2.0]
    assert model((0, 99, -99), bias=0).log_odds(levels).tolist() == [CERTAIN, -CERTAIN]


def test_a_probability_is_one_at_any_odds() -> None:
    found = probability(np.array([-1e9, 0.0, 1e9]))
    assert found[1] == 0.5
    assert 0 < found[0] < 1e-12
    assert 1 - 1e-12 < found[2] < 1
