"""Learning without labels: towards the data at hand, never far, and not at all where there is nothing to learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from syncengine.core.matching.comparing.levels import LABELS
from syncengine.core.matching.learning import BELIEVED, HELD, learn
from syncengine.core.matching.model import Floats, Model, shipped, with_extras

MOVED = "LinkedIn"
EXTRA = "column badge"


def dealt(
    model: Model, number: int, *, shares: Mapping[str, Floats] | None = None
) -> tuple[dict[str, np.ndarray], Floats]:
    """Levels of pairs just as the model expects them, half of them of one person, but for the named ``shares`` of
    levels among pairs of one person; and how probable each is one person."""
    same = np.arange(number) % 2 == 0
    levels = {}
    for name in model.weights:
        found = np.empty(number, np.uint8)
        found[same] = _dealt((shares or {}).get(name, model.matched[name]), int(same.sum()))
        found[~same] = _dealt(model.unmatched[name], int((~same).sum()))
        levels[name] = found
    return levels, same.astype(float)


def _dealt(shares: Floats, number: int) -> np.ndarray:
    """So many levels, each as often as its share, to within one."""
    return np.searchsorted(np.cumsum(shares) / shares.sum(), (np.arange(number) + 0.5) / number)


def start() -> Model:
    return replace(shipped(), share=0.5)


def test_data_as_expected_teaches_nothing() -> None:
    levels, same = dealt(start(), 200_000)
    found = learn(levels, lambda _: same, start())
    for name in LABELS:
        assert found.weights[name] == pytest.approx(start().weights[name], abs=0.02), name
    assert found.bias == pytest.approx(start().bias, abs=0.01)


def test_no_evidence_moves_nothing() -> None:
    """Nobody is one person here: there is nobody to learn from, but that there are few."""
    levels, same = dealt(start(), 4_000)
    found = learn(levels, lambda _: same * 0 + 1e-6, start())
    for name in LABELS:
        assert found.weights[name] == pytest.approx(start().weights[name], abs=0.01), name


def test_a_level_that_pairs_of_one_person_show_more_often_weighs_more() -> None:
    at = LABELS[MOVED].index("same page, others have it")
    usual = start().matched[MOVED]
    often = usual * 1.0
    often[at] = usual[at] * 2
    levels, same = dealt(start(), 100_000, shares={MOVED: often})
    moved = learn(levels, lambda _: same, start()).weights[MOVED] - start().weights[MOVED]
    assert moved[at] == pytest.approx(np.log(2), abs=0.1)
    rare = LABELS[MOVED].index("two numbered pages")
    assert abs(moved[rare]) < 0.3


def test_a_small_base_moves_little() -> None:
    at = LABELS[MOVED].index("same page, others have it")
    levels, same = dealt(start(), 100)
    levels[MOVED][:] = at
    moved = learn(levels, lambda _: same, start()).weights[MOVED][at] - start().weights[MOVED][at]
    assert 0 < moved <= np.log((50 + BELIEVED) / BELIEVED)


def test_no_weight_moves_far() -> None:
    levels, same = dealt(start(), 50_000)
    for level in levels.values():
        level[:] = len(level) % 2
    found = learn(levels, lambda _: same, start())
    far = [float(np.abs(found.weights[name] - start().weights[name]).max()) for name in LABELS]
    assert max(far) == pytest.approx(1.5)


def test_what_hangs_together_is_held() -> None:
    levels, same = dealt(start(), 10_000)
    for level in levels.values():
        level[:] = 1
    found = learn(levels, lambda _: same, start())
    assert all(found.weights[name].tolist() == start().weights[name].tolist() for name in HELD)


def test_an_added_column_is_learned_from_both_kinds_of_pairs() -> None:
    model = replace(with_extras(shipped(), {"badge": "category"}), share=0.5)
    levels, same = dealt(model, 20_000)
    equal, different = 4, 5
    levels[EXTRA][:] = np.where(same == 1, equal, different)
    moved = learn(levels, lambda _: same, model).weights[EXTRA] - model.weights[EXTRA]
    assert moved[equal] > 0.5
    assert moved[different] < -0.5


def test_what_two_people_share_is_learned_of_an_added_column_only() -> None:
    model = replace(with_extras(shipped(), {"badge": "category"}), share=0.5)
    levels, same = dealt(model, 20_000)
    levels[EXTRA][same == 0] = 4
    levels[MOVED][same == 0] = 1
    found = learn(levels, lambda _: same, model)
    assert found.weights[EXTRA][4] < model.weights[EXTRA][4] - 0.5
    assert found.weights[MOVED] == pytest.approx(model.weights[MOVED], abs=0.02)


def test_learning_twice_gives_the_same_to_the_last_bit() -> None:
    levels, _ = dealt(start(), 5_000)
    one, other = (learn(levels, lambda model: model.calibrated(model.log_odds(levels)), start()) for _ in range(2))
    assert one.version == other.version
    assert all(one.weights[name].tolist() == other.weights[name].tolist() for name in LABELS)


def test_of_pairs_within_one_system_nothing_is_learned_without_added_columns() -> None:
    """Ghosts are few there: what seems to be learned of them would be learned of namesakes."""
    levels = {name: np.zeros(50, np.int16) for name in LABELS} | {"side": np.ones(50, np.int16)}
    assert learn(levels, lambda model: np.full(50, 0.5), shipped()) is shipped()
