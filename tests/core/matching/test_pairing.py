"""From keys to pairs: each once, none with itself, and none for a key that too many share."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from syncengine.core.matching.pairing import MOST_PAIRS, between, within

Pairs = list[tuple[int, int]]


def rows(*found: tuple[int, ...]) -> np.ndarray:
    return np.array(found, np.int64)


def pairs(found: tuple[np.ndarray, np.ndarray]) -> Pairs:
    return sorted(zip(found[0].tolist(), found[1].tolist(), strict=True))


def test_records_of_two_sides_meet_by_any_of_their_keys() -> None:
    assert pairs(between(rows((7, 0), (8, 9)), rows((9, 0), (0, 7), (5, 6)))) == [(0, 1), (1, 0)]


def test_nothing_is_not_a_key() -> None:
    assert pairs(between(rows((0,), (0,)), rows((0,), (0,)))) == []
    assert pairs(within(rows((0,), (0,)))) == []


def test_records_of_one_side_meet_the_earlier_first_and_none_meets_itself() -> None:
    assert pairs(within(rows((9, 8), (7, 8), (8, 7)))) == [(0, 1), (0, 2), (1, 2), (1, 2)]


def test_no_rows_make_no_pairs() -> None:
    assert pairs(within(np.zeros((0, 2), np.int64))) == []
    assert pairs(between(np.zeros((0, 2), np.int64), rows((7, 7)))) == []


def test_a_key_that_too_many_share_brings_nobody_together() -> None:
    four, five, six = (np.full((size, 1), 7, np.int64) for size in (4, 5, 6))
    assert len(pairs(between(five, five))) == MOST_PAIRS == 25
    assert len(pairs(between(four, six))) == 24
    assert pairs(between(five, six)) == []
    assert len(pairs(within(np.full((7, 1), 7, np.int64)))) == 21
    assert pairs(within(np.full((8, 1), 7, np.int64))) == []


# No row has a key twice: blocking sees to that.
ROW = st.permutations([1, 2, 3, 4, 0, 0, 0]).map(lambda drawn: drawn[:3])
TABLES = st.lists(ROW, min_size=1, max_size=12)


def allowed(one: list[list[int]], other: list[list[int]], key: int, most: int) -> bool:
    return sum(key in row for row in one) * sum(key in row for row in other) <= most


@given(st.data(), st.integers(1, 20))
def test_between_is_every_pair_that_shares_a_narrow_key(data: st.DataObject, most: int) -> None:
    left, right = data.draw(TABLES), data.draw(TABLES)
    found = pairs(between(np.array(left, np.int64), np.array(right, np.int64), most=most))
    expected = {
        (i, j)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        for key in set(one) & set(other) - {0}
        if allowed(left, right, key, most)
    }
    assert set(found) == expected


@given(TABLES, st.integers(1, 20))
def test_within_is_every_pair_that_shares_a_narrow_key(table: list[list[int]], most: int) -> None:
    found = pairs(within(np.array(table, np.int64), most=most))
    carriers = {key: sum(key in row for row in table) for row in table for key in row}
    expected = {
        (i, j)
        for j, other in enumerate(table)
        for i, one in enumerate(table[:j])
        for key in set(one) & set(other) - {0}
        if within_cap(carriers[key], most)
    }
    assert set(found) == expected
    assert len(found) == sum(
        count * (count - 1) // 2 for key, count in carriers.items() if key and within_cap(count, most)
    )


def within_cap(carriers: int, most: int) -> bool:
    return carriers * (carriers - 1) // 2 <= most
