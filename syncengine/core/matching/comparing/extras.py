"""Columns that the user added: equal and how rare, nearly equal, or different."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import Codes
from syncengine.core.matching.comparing.hands import Flags, Hand, Level
from syncengine.core.matching.comparing.letters import Texts, likeness, slips
from syncengine.core.matching.rows import ExtraKind

EQUAL = ("equal, rare", "equal, seen a few times", "equal, common", "equal, very common")
_COMMON_BINS = np.array([4, 20, 100])
LEVELS: Mapping[ExtraKind, tuple[str, ...]] = {
    "id": ("not said", *EQUAL, "a slip apart", "different"),
    "date": ("not said", *EQUAL, "one part differs or is exchanged", "different"),
    "text": ("not said", *EQUAL, "much alike", "somewhat alike", "different"),
    "number": ("not said", *EQUAL, "close", "different"),
    "category": ("not said", *EQUAL, "different"),
}

BELIEVED: Mapping[ExtraKind, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "id": ((0.1, 0.80, 0.04, 0.01, 0.01, 0.05, 0.05), (0.1, 0.001, 0.002, 0.005, 0.01, 0.005, 0.9)),
    "date": ((0.1, 0.70, 0.10, 0.02, 0.01, 0.08, 0.05), (0.1, 0.003, 0.007, 0.01, 0.02, 0.03, 0.9)),
    "text": ((0.1, 0.35, 0.15, 0.1, 0.1, 0.12, 0.05, 0.2), (0.1, 0.01, 0.02, 0.04, 0.1, 0.03, 0.1, 0.7)),
    "number": ((0.1, 0.40, 0.2, 0.1, 0.05, 0.1, 0.2), (0.1, 0.01, 0.03, 0.06, 0.1, 0.1, 0.7)),
    "category": ((0.1, 0.2, 0.2, 0.2, 0.25, 0.1), (0.1, 0.05, 0.1, 0.15, 0.3, 0.4)),
}
"""Shares of the levels among pairs of one person and of two, until the rows at hand have taught better."""


def compare_extra(ours: Hand, theirs: Hand, at: int, kind: ExtraKind) -> Level:
    """The level of the extra column number ``at``."""
    numbers, others = ours.extra_codes[:, at], theirs.extra_codes[:, at]
    mine, other = numbers[:, 0], others[:, 0]
    said = (mine != 0) & (other != 0)
    level = np.where(said, len(LEVELS[kind]) - 1, 0)
    unequal = said & (mine != other)
    if kind == "date":
        level[unequal & _almost_that_day(numbers[:, 1], others[:, 1])] = 5
    elif kind == "number":
        level[unequal & _close(numbers[:, 1], others[:, 1])] = 5
    elif kind != "category":
        _alike(level, kind, ours.extra_texts[:, at], theirs.extra_texts[:, at], unequal)
    equal = 1 + np.searchsorted(_COMMON_BINS, ours.extra_counts[:, at])
    return np.where(said & ~unequal, equal, level).astype(np.int16)


def _alike(level: NDArray[np.int64], kind: ExtraKind, ours: Texts, theirs: Texts, unequal: Flags) -> None:
    if kind == "id":
        level[slips(ours, theirs, unequal) <= 1] = 5
        return
    alike = likeness(ours, theirs, unequal)
    level[alike >= 0.8] = 6
    level[(alike >= 0.92) | (slips(ours, theirs, alike > 0.8) <= 2)] = 5


def _close(ours: Codes, theirs: Codes) -> Flags:
    """Within one part in fifty."""
    near = np.abs(ours - theirs) <= np.maximum(np.abs(ours), np.abs(theirs)) * 0.02
    close: Flags = near & (ours != 0) & (theirs != 0)
    return close


def _almost_that_day(ours: Codes, theirs: Codes) -> Flags:
    """Two of year, month and day agree, or month and day are exchanged."""
    said = (ours > 10_000) & (theirs > 10_000)
    year, month, day = ours // 10_000, ours // 100 % 100, ours % 100
    other_year, other_month, other_day = theirs // 10_000, theirs // 100 % 100, theirs % 100
    agree = (year == other_year).astype(int) + (month == other_month) + (day == other_day)
    exchanged = (year == other_year) & (month == other_day) & (day == other_month)
    almost: Flags = said & ((agree == 2) | exchanged)
    return almost
