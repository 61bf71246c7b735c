"""Linking two sets of rows, or finding ghosts within one: from text to verdicts, in bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from syncengine.bulk.crew import filled
from syncengine.core.matching import pairing
from syncengine.core.matching.base import Base, Rows
from syncengine.core.matching.blocking import Kind, kinds
from syncengine.core.matching.cards import Cards, gathered
from syncengine.core.matching.judging import Compared, Judged, compared, evidence_of, lines_of
from syncengine.core.matching.learning import learn as learned
from syncengine.core.matching.model import Floats, Model, shipped, with_extras
from syncengine.core.matching.rows import Columns, ExtraKind
from syncengine.core.matching.tallies import tally
from syncengine.core.matching.threads import THREADS
from syncengine.core.matching.verdicts import DIFFERENT, LINK, REVIEW, Costs

__all__ = ["DIFFERENT", "LINK", "REVIEW", "Linked", "Told", "link_rows"]

Told = Callable[[str, int, int | None], None]
"""(phase, done, total or None) after every step."""

SIDES = ("left", "right")

FAINTEST = 0.01
"""Pairs less probable than this are not reported."""

FEWEST_TO_LEARN = 2_000


@dataclass(frozen=True)
class Linked:
    """Pairs worth reporting, links first, the most probable first.

    ``left`` and ``right`` are row positions of the inputs, from 0; of the one input, the earlier first, when there was
    only one. ``rows`` were read on each side. ``expected_wrong`` of the links join two people;
    ``expected_missed`` true pairs are among those not linked.
    """

    left: Rows
    right: Rows
    probability: Floats
    verdict: NDArray[np.int8]
    rows: tuple[int, int]
    candidates: int
    link_at: float
    review_at: float
    expected_wrong: float
    expected_missed: float
    model: Model
    _base: Base
    _judged: Judged
    _at: Rows

    def evidence(self, at: int) -> str:
        """Why the pair at this position was judged so, in one line."""
        return evidence_of(self._base, self._judged, int(self._at[at]), self.model).line()

    def lines(self, at: slice) -> list[str]:
        """``evidence`` of many pairs."""
        return lines_of(self._base, self._judged, self._at[at], self.model)


def link_rows(
    left: Iterable[Columns],
    right: Iterable[Columns] | None,
    *,
    extras: Mapping[str, ExtraKind] | None = None,
    model: Model | None = None,
    costs: Costs | None = None,
    learn: bool = True,
    workers: int = 0,
    told: Told | None = None,
) -> Linked:
    """Link the rows of two inputs, or those of one among themselves.

    Inputs are chunks of rows, best of 10 000 to 50 000; of a row about a kilobyte is kept. ``model`` is where learning
    starts, the shipped one by default; ``learn`` adapts it to these rows, without labels. ``workers`` processes read
    (0: as many as there are processors and rows worth it).
    """
    cards, rows = read_cards(left, right, extras=extras or {}, workers=workers, told=told)
    split = None if right is None else rows[0]
    return link_cards(cards, split=split, extras=extras, model=model, costs=costs, learn=learn, told=told)


def link_cards(
    cards: Cards,
    *,
    split: int | None,
    extras: Mapping[str, ExtraKind] | None = None,
    model: Model | None = None,
    costs: Costs | None = None,
    learn: bool = True,
    told: Told | None = None,
) -> Linked:
    """Link cards that were read: the first ``split`` of them with the others, or all among themselves."""
    tell = told or _nobody
    wanted, costs = dict(extras or {}), costs or Costs()
    rows = (len(cards), 0) if split is None else (split, len(cards) - split)
    tell("count", 0, None)
    base = Base(cards, tally(cards), np.repeat(np.array([0, 1], np.int16), rows), wanted)
    ours, theirs = _candidates(base, rows, tell, among=split is None)
    believed = with_extras(model or shipped(), wanted)
    pairs = _compared(base, ours, theirs, believed, tell)
    fitted = _fitted(pairs, believed, tell) if learn else believed
    tell("decide", 0, None)
    judged = pairs.judged(fitted, costs)
    return _report(base, judged, rows, fitted, costs, split=split or 0)


def read_cards(
    left: Iterable[Columns],
    right: Iterable[Columns] | None,
    *,
    extras: Mapping[str, ExtraKind],
    workers: int = 0,
    told: Told | None = None,
) -> tuple[Cards, tuple[int, int]]:
    """The cards of both inputs, one after the other, and how many there are of each. ``workers`` as in `link_rows`."""
    tell = told or _nobody
    inputs = [left] if right is None else [left, right]
    parts: list[Cards] = []
    sizes = [0, 0]
    for side, cards in filled(inputs, dict(extras), workers=workers):
        parts.append(cards)
        sizes[side] += len(cards)
        tell(f"read {SIDES[side]}", sizes[side], None)
    return gathered(parts), (sizes[0], sizes[1])


def _nobody(phase: str, done: int, total: int | None) -> None:
    pass


def _candidates(base: Base, rows: tuple[int, int], tell: Told, *, among: bool) -> tuple[Rows, Rows]:
    """Every pair that shares a key, once: the lower row first."""
    split, total = rows[0], len(base.cards)

    def meeting(kind: Kind) -> Rows:
        found = kind()
        if among:
            ours, theirs = pairing.within(found)
        else:
            ours, theirs = pairing.between(found[:split], found[split:])
            theirs = theirs + split
        return np.unique(ours * total + theirs)

    found: list[Rows] = []
    coming: deque[Future[Rows]] = deque()
    with ThreadPoolExecutor(THREADS) as threads:
        for kind in kinds(base.cards):
            coming.append(threads.submit(meeting, kind))
            if len(coming) > THREADS:
                found.append(coming.popleft().result())
                tell("candidates", len(found), None)
        found += [each.result() for each in coming]
    met = np.unique(np.concatenate(found))
    return met // total, met % total


def _compared(base: Base, ours: Rows, theirs: Rows, model: Model, tell: Told) -> Compared:
    seen = 0

    def progress(pairs: int) -> None:
        nonlocal seen
        seen += pairs
        tell("compare", seen, len(ours))

    return compared(base, ours, theirs, model, progress=progress)


def _fitted(pairs: Compared, model: Model, tell: Told) -> Model:
    if len(pairs.left) < FEWEST_TO_LEARN:
        return model
    rounds = count(1)

    def same(current: Model) -> Floats:
        tell("learn", next(rounds), None)
        return pairs.probability(current)

    return learned(pairs.levels, same, model)


def _report(base: Base, judged: Judged, rows: tuple[int, int], model: Model, costs: Costs, *, split: int) -> Linked:
    told = np.flatnonzero((judged.probability >= FAINTEST) | (judged.verdict > DIFFERENT))
    order = np.lexsort((judged.right[told], judged.left[told], -judged.probability[told], -judged.verdict[told]))
    at = told[order]
    links = judged.verdict == LINK
    return Linked(
        left=judged.left[at],
        right=judged.right[at] - split,
        probability=judged.probability[at],
        verdict=judged.verdict[at],
        rows=rows,
        candidates=len(judged.left),
        link_at=costs.link_at,
        review_at=costs.review_at,
        expected_wrong=float((1 - judged.probability[links]).sum()),
        expected_missed=float(judged.probability[~links].sum()),
        model=model,
        _base=base,
        _judged=judged,
        _at=at,
    )
