"""Likeness of letters, computed only for those pairs where it can matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from syncengine.core.matching.comparing.hands import Flags

Texts = NDArray[np.bytes_]


def likeness(ours: Texts, theirs: Texts, where: Flags) -> NDArray[np.float32]:
    """Jaro-Winkler similarity from 0 to 1; 0 where it was not asked."""
    return _each(ours, theirs, where, JaroWinkler.similarity, nothing=0.0)


def slips(ours: Texts, theirs: Texts, where: Flags) -> NDArray[np.float32]:
    """Letters inserted, left out, replaced or exchanged with their neighbour; 99 where it was not asked."""
    return _each(ours, theirs, where, OSA.distance, nothing=99.0)


def _each(
    ours: Texts, theirs: Texts, where: Flags, scorer: Callable[..., Any], *, nothing: float
) -> NDArray[np.float32]:
    found = np.full(len(where), nothing, np.float32)
    asked = np.flatnonzero(where)
    if len(asked):
        found[asked] = cpdist(ours[asked].tolist(), theirs[asked].tolist(), scorer=scorer, dtype=np.float32)
    return found
