"""A base of records on one or more sides, and judging pairs of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import Cards
from syncengine.core.matching.comparing.hands import Level, hand
from syncengine.core.matching.comparing.levels import compare
from syncengine.core.matching.rows import ExtraKind
from syncengine.core.matching.tallies import Tallies
from syncengine.core.matching.threads import THREADS

Rows = NDArray[np.int64]
Progress = Callable[[int], None]

AT_ONCE = 4_096
"""Pairs that are compared together: their columns fit into the cache of a processor."""


@dataclass(frozen=True)
class Base:
    """Cards of all sides, one after the other. ``sides`` says for each card on which side it is."""

    cards: Cards
    tallies: Tallies
    sides: NDArray[np.int16]
    extras: Mapping[str, ExtraKind] = field(default_factory=dict)

    def levels(self, left: Rows, right: Rows, *, progress: Progress | None = None) -> dict[str, Level]:
        """The levels of pairs of rows, of two sides or of one. ``progress`` hears of every few thousand."""
        if len(left) <= AT_ONCE and progress is None:
            # One record that arrives has few pairs: starting threads for them would cost more than comparing.
            return {name: level.astype(np.uint8) for name, level in self._chunk(left, right).items()}
        if len(left) <= AT_ONCE:
            found = self._chunk(left, right)
            if progress is not None:
                progress(len(left))
            return found
        return self._levels_of_many(left, right, progress)

    def _levels_of_many(self, left: Rows, right: Rows, progress: Progress | None) -> dict[str, Level]:
        found: dict[str, Level] = {}
        spans = [slice(at, at + AT_ONCE) for at in range(0, len(left), AT_ONCE)]
        with ThreadPoolExecutor(THREADS) as threads:
            parts = threads.map(lambda span: self._chunk(left[span], right[span]), spans)
            for span, part in zip(spans, parts, strict=True):
                for name, level in part.items():
                    found.setdefault(name, np.empty(len(left), np.uint8))[span] = level
                if progress is not None:
                    progress(len(left[span]))
        return found

    def _chunk(self, left: Rows, right: Rows) -> dict[str, Level]:
        ours, theirs = hand(self.cards, self.tallies, left), hand(self.cards, self.tallies, right)
        return compare(ours, theirs, extras=self.extras, same_side=self.sides[left] == self.sides[right])
