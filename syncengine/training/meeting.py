"""Labelled rows among all others: their candidates, so that rivals count as they do when files are matched."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from syncengine.core.matching import pairing
from syncengine.core.matching.base import Base, Rows
from syncengine.core.matching.blocking import keys
from syncengine.core.matching.cards import Cards, gathered
from syncengine.core.matching.judging import compared
from syncengine.core.matching.model import Model
from syncengine.core.matching.tallies import tally
from syncengine.core.matching.verdicts import Costs
from syncengine.training.sample import Sample, sample_of


def base_of(sides: Iterable[Iterable[Cards]]) -> Base:
    """The cards of one side or two, one after the other, counted over all of them."""
    parts: list[Cards] = []
    sizes = []
    for side in sides:
        before = sum(map(len, parts))
        parts.extend(side)
        sizes.append(sum(map(len, parts)) - before)
    cards = gathered(parts)
    return Base(cards, tally(cards), np.repeat(np.arange(len(sizes), dtype=np.int16), sizes))


def meet(base: Base, left: Rows, right: Rows, *, model: Model, costs: Costs) -> Sample:
    """The pairs (``left``, ``right``) of rows of the base, compared, with everybody else as possible rivals."""
    ours, theirs = candidates_of(base, np.union1d(left, right))
    judged = compared(base, ours, theirs, model).judged(model, costs)
    return sample_of(base, judged, left, right)


def candidates_of(base: Base, rows: Rows) -> tuple[Rows, Rows]:
    """All pairs with one of these rows in it that share a key, across sides where there are two."""
    total = len(base.cards)
    split = int((base.sides == 0).sum())
    wanted = np.zeros(total, bool)
    wanted[rows] = True
    found: list[Rows] = []
    for kind in keys(base.cards):
        if split < total:
            ours, theirs = pairing.between(kind[:split], kind[split:])
            theirs = theirs + split
        else:
            ours, theirs = pairing.within(kind)
        near = wanted[ours] | wanted[theirs]
        found.append(np.unique(ours[near] * total + theirs[near]))
    met = np.unique(np.concatenate(found))
    return met // total, met % total
