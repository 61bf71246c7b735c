"""One half of many pairs, laid out for arithmetic: a row of memory per column of the cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import PLACES, Cards
from syncengine.core.matching.tallies import PLACES as TALLY_PLACES
from syncengine.core.matching.tallies import Tallies

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]
Level = NDArray[np.integer[Any]]
"""A level per pair: an index into the labels of its comparison, all of which have fewer than 256."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Pair k has its record of this half in column k. ``base`` is how many records were counted.

    Extra columns stand as in the cards: pair k in row k.
    """

    codes: NDArray[np.int64]
    texts: NDArray[np.void]
    counts: NDArray[np.int32]
    base: int
    extra_codes: NDArray[np.int64]
    extra_texts: NDArray[np.bytes_]
    extra_counts: NDArray[np.int32]

    def __len__(self) -> int:
        return int(self.codes.shape[1])

    def of(self, *fields: str) -> NDArray[np.int64]:
        """Codes of some fields: shape (columns, pairs)."""
        if len(fields) == 1:
            return self.codes[PLACES[fields[0]]]
        return np.concatenate([self.codes[PLACES[field]] for field in fields])

    def one(self, field: str) -> NDArray[np.int64]:
        """The code of a field of one column: shape (pairs,)."""
        found: NDArray[np.int64] = self.codes[PLACES[field].start]
        return found

    def carriers(self, kind: str) -> NDArray[np.int32]:
        """How many records carry the values of a kind: shape (columns, pairs)."""
        return self.counts[TALLY_PLACES[kind]]

    def text(self, field: str) -> NDArray[np.bytes_]:
        return self.texts[field]


def hand(cards: Cards, tallies: Tallies, rows: Rows) -> Hand:
    """The records at these rows, one per pair."""
    return Hand(
        np.ascontiguousarray(cards.codes[rows].T),
        cards.texts[rows],
        np.ascontiguousarray(tallies.counts[rows].T),
        tallies.base,
        cards.extra_codes[rows],
        cards.extra_texts[rows],
        tallies.extra_counts[rows],
    )


def shared(ours: NDArray[np.int64], theirs: NDArray[np.int64]) -> Flags:
    """Whether any value of one half is among the other's. Both of shape (columns, pairs); 0 equals nothing."""
    if ours.shape[1] <= FEW:
        found: Flags = ((ours[:, None] == theirs) & (ours != 0)[:, None]).any(axis=(0, 1))
        return found
    found = np.zeros(ours.shape[1], bool)
    for mine in ours:
        said = mine != 0
        for other in theirs:
            found |= said & (mine == other)
    return found


def fewest(
    ours: NDArray[np.int64], theirs: NDArray[np.int64], carriers: NDArray[np.int32]
) -> tuple[Flags, NDArray[np.int32]]:
    """Whether a value is shared, and how many records carry the rarest that is. ``carriers`` belong to ``ours``."""
    if ours.shape[1] <= FEW:
        same = (ours[:, None] == theirs) & (ours != 0)[:, None]
        rarest = np.where(same, carriers[:, None], _MANY).min(axis=(0, 1), initial=_MANY)
        return rarest < _MANY, rarest
    least = np.full(ours.shape[1], _MANY, np.int32)
    for mine, count in zip(ours, carriers, strict=True):
        said = mine != 0
        for other in theirs:
            np.minimum(least, count, out=least, where=said & (mine == other))
    return least < _MANY, least


FEW = 128
"""Pairs of which all columns are compared at once: for more of them, one column after the other is faster."""

_MANY = np.int32(2**31 - 1)
