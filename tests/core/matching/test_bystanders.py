"""A record that has nothing to do with a pair changes what the pair weighs through counts only, and by a stated bound.

What a newcomer that meets neither record can change: the size of the base (shares of employers, titles and places),
and by one how many carry a given name, a family name, an employer, a title, a city or a country. So every scale of
commonness moves by a step at most, and that of names, which adds up two counts, by two. What weighs no count does not
move at all. Names are weighed by the size of the base beyond SMALL records only, where one more is next to nothing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syncengine.bulk.linking import link_rows
from syncengine.core.matching.base import Base
from syncengine.core.matching.blocking import keys
from syncengine.core.matching.comparing.names import SMALL
from syncengine.core.matching.model import shipped
from syncengine.core.matching.regression import scales_of
from tests.core.matching.crowds import crowds, found, rows
from tests.core.matching.meeting import Row, base_of, cards, columns, named

STEPS = {"name rarity": 2, "employer": 1, "title": 1, "place": 1}
PAIR = np.array([0]), np.array([1])
STRANGER = named("Xerxes", "Quillfeather", emails="vv88@nowhere.example")


def bound(name: str) -> float:
    """The farthest that the weight of a comparison can move by one step of one of its scales."""
    weights, scales = shipped().weights[name], scales_of(shipped().labels[name])
    return max(float(np.abs(np.diff(weights[scale])).max()) for scale in scales)


BOUND = sum(steps * bound(name) for name, steps in STEPS.items())


def meets(newcomer: Row, *others: Row) -> bool:
    kinds = keys(cards(newcomer, *others))
    return any(np.isin(kind[0][kind[0] != 0], kind[1:]).any() for kind in kinds)


def moved(before: Base, after: Base) -> set[str]:
    one, other = before.levels(*PAIR), after.levels(*PAIR)
    return {name for name in one if one[name][0] != other[name][0]}


def test_the_bound_is_small() -> None:
    """In nats, of the thirty or so that a pair may collect."""
    assert BOUND < 2.5


@settings(deadline=None, max_examples=150)
@given(st.lists(rows(hostile=False), min_size=2, max_size=2), crowds(hostile=False), rows())
def test_a_newcomer_who_meets_neither_moves_the_scales_a_step(pair: list[Row], crowd: list[Row], newcomer: Row) -> None:
    if meets(newcomer, *pair):
        newcomer = STRANGER
    if meets(newcomer, *pair):
        return
    before, after = base_of(*pair, *crowd), base_of(*pair, *crowd, newcomer)
    assert moved(before, after) <= STEPS.keys()
    odds = [shipped().log_odds(base.levels(*PAIR))[0] for base in (before, after)]
    assert abs(odds[1] - odds[0]) <= BOUND + 1e-9


def test_who_shares_no_value_changes_nothing_in_a_pair_without_scales_of_shares() -> None:
    pair = named("Ada", "King", phones="+1 512 555 0101"), named("A.", "King", emails="ada@x.example")
    before, after = base_of(*pair), base_of(*pair, *[STRANGER] * 500)
    assert moved(before, after) == set()
    assert shipped().log_odds(before.levels(*PAIR)) == shipped().log_odds(after.levels(*PAIR))


def test_the_size_of_the_base_counts_for_names_in_large_ones_only() -> None:
    """The same counts among more people: rarer, and the next newcomer changes nothing."""
    smiths = base_of(*[named("John", "Smith")] * 200)

    def step(size: int) -> int:
        sized = replace(smiths, tallies=replace(smiths.tallies, base=size))
        return int(sized.levels(*PAIR)["name rarity"][0])

    assert step(2) == step(SMALL) > step(10 * SMALL)
    assert step(SMALL + 1_000) == step(SMALL + 1_001)


@pytest.mark.parametrize("number", [1, 400])
def test_a_bystander_is_no_rival(number: int) -> None:
    """Probabilities, rivals included: a crowd that meets neither record takes nothing away."""
    ada, initial = named("Ada", "King", phones="+1 512 555 0101"), named("A.", "King", phones="512 555 0101")
    alone = link_rows([columns([ada])], [columns([initial])])
    among = link_rows([columns([ada])], [columns([initial, *[STRANGER] * number])])
    assert found(among) == found(alone) != {}
