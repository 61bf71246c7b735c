"""One code of several."""

from __future__ import annotations

import numpy as np

from syncengine.core.matching.cards import Codes

_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def mixed(kind: int, *parts: Codes) -> Codes:
    """One key of several codes, in their order; 0 where any of them is missing. ``kind`` keeps kinds of keys apart."""
    shape = np.broadcast_shapes(*(part.shape for part in parts))
    total = np.full(shape, kind + 1, np.uint64)
    said = np.ones(shape, bool)
    for part in parts:
        total = (total ^ part.astype(np.uint64)) * _ODD
        total ^= total >> np.uint64(31)
        total *= _MIX
        said &= part != 0
    total ^= total >> np.uint64(29)
    return np.where(said, (total >> np.uint64(1)).astype(np.int64) | 1, 0)


def orderless(words: Codes) -> Codes:
    """One code per row of words, the same in any order; that of a row without words is a number like any other."""
    spread = mixed(0, words).astype(np.uint64)
    found: Codes = (spread.sum(axis=1) >> np.uint64(1)).astype(np.int64) | 1
    return found


def once(found: Codes) -> Codes:
    """Rows in which no code stands twice: 0 where it would."""
    found = found.copy()
    for column in range(1, found.shape[1]):
        twice = (found[:, :column] == found[:, column : column + 1]).any(axis=1)
        found[:, column] = np.where(twice, 0, found[:, column])
    return found
