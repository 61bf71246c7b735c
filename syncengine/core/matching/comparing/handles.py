"""Handles: the letters of one record's addresses against the other's name and handles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.comparing.hands import Hand, Level, shared

_ANSWERS = ("has none", "spells the name", "abbreviates the name", "has the family name", "has another name")
HANDLE = tuple(f"one handle {low}, the other {high}" for low in _ANSWERS for high in _ANSWERS)
SAME_HANDLE = ("no", "yes")


def compare_handles(ours: Hand, theirs: Hand) -> dict[str, Level]:
    """Whether either one's handles are made of the other's name, and whether they are the same letters."""
    here, there = _spelled(ours, theirs), _spelled(theirs, ours)
    both = np.minimum(here, there) * len(_ANSWERS) + np.maximum(here, there)
    same = shared(ours.of("handles"), theirs.of("handles"))
    return {"handle": both.astype(np.int16), "same handle": same.astype(np.int16)}


def _spelled(ours: Hand, theirs: Hand) -> NDArray[np.int64]:
    spellings, handles = ours.of("spellings"), theirs.of("handles")
    # Of half a name nobody can say that a handle is made of another.
    level = np.where((handles != 0).any(axis=0) & (spellings[1] != 0), 4, 0)
    level[shared(spellings[6:7], handles)] = 3
    level[shared(spellings[2:5], handles)] = 2
    level[shared(spellings[[0, 1, 5]], handles)] = 1
    return level
