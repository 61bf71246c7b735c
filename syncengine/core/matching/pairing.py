"""From keys to pairs of records worth comparing.

A key that would bring more than :data:`MOST_PAIRS` pairs together brings none: then it says little, and another key,
narrower by an employer or a place, says it better.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import Codes

Rows = NDArray[np.int64]

MOST_PAIRS = 25


def between(left: Codes, right: Codes, *, most: int = MOST_PAIRS) -> tuple[Rows, Rows]:
    """Pairs (row on the left, row on the right) that share a key of one kind; repeated when they share several. No row
    may have a key twice."""
    left, right = _on_both(left, right)
    keys_left, rows_left = _sorted(left)
    keys_right, rows_right = _sorted(right)
    values, starts, counts = _groups(keys_left)
    from_ = np.searchsorted(keys_right, values, "left")
    n_right = np.searchsorted(keys_right, values, "right") - from_
    narrow = (n_right > 0) & (counts * n_right <= most)
    starts, counts, from_, n_right = starts[narrow], counts[narrow], from_[narrow], n_right[narrow]
    sizes = counts * n_right
    group = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    width = n_right[group]
    return rows_left[starts[group] + place // width], rows_right[from_[group] + place % width]


def within(found: Codes, *, most: int = MOST_PAIRS) -> tuple[Rows, Rows]:
    """Pairs of rows of one side that share a key, the earlier row first. No row may have a key twice."""
    keys_, rows = _sorted(found)
    _, starts, counts = _groups(keys_)
    narrow = (counts > 1) & (counts * (counts - 1) // 2 <= most)
    starts, counts = starts[narrow], counts[narrow]
    sizes = counts * counts
    group = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    one, other = place // counts[group], place % counts[group]
    ahead = one < other
    left, right = rows[(starts[group] + one)[ahead]], rows[(starts[group] + other)[ahead]]
    return np.minimum(left, right), np.maximum(left, right)


def _sorted(found: Codes) -> tuple[Codes, Rows]:
    flat = found.ravel()
    said = np.flatnonzero(flat)
    keys_ = flat[said]
    order = np.argsort(keys_)
    return keys_[order], said[order] // found.shape[1]


def _groups(keys_: Codes) -> tuple[Codes, Rows, Rows]:
    """The different keys of a sorted array, where each begins, and how many there are of it."""
    first = np.flatnonzero(np.concatenate([[True], keys_[1:] != keys_[:-1]])) if len(keys_) else np.empty(0, np.intp)
    return keys_[first], first, np.diff(np.append(first, len(keys_)))


def _on_both(left: Codes, right: Codes) -> tuple[Codes, Codes]:
    """The keys that the other side may have, the others set to 0: most keys are only on one side, and sorting costs
    more than a look into a small table. Same shapes as before."""
    size = 1 << max(16, int(max(left.size, right.size)).bit_length() + 2)
    mask = size - 1
    at_left, at_right = left & mask, right & mask
    in_left, in_right = np.zeros(size, bool), np.zeros(size, bool)
    in_left[at_left], in_right[at_right] = True, True
    return np.where(in_right[at_left], left, 0), np.where(in_left[at_right], right, 0)
