"""A full pass over records in memory: every pair across systems and within them, with nothing stored."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from syncengine.core.matching import pairing
from syncengine.core.matching.base import Base, Rows
from syncengine.core.matching.blocking import keys
from syncengine.core.matching.filling import fill
from syncengine.core.matching.judging import compared
from syncengine.core.matching.model import Model, shipped
from syncengine.core.matching.tallies import tally
from syncengine.core.matching.verdicts import Costs
from syncengine.identity.columns import columns_of
from syncengine.store.cards import Ref
from tests.identity.worlds import Records

Verdicts = dict[frozenset[Ref], tuple[float, int, bool]]
"""Both records -> probability, verdict, veto."""


def full_pass(records: Records, *, model: Model | None = None, costs: Costs | None = None) -> Verdicts:
    """What the matching core says about all candidate pairs."""
    refs, believed = list(records), model or shipped()
    cards = fill(columns_of(list(records.values())))
    systems = sorted({system for system, _ in refs})
    sides = np.array([systems.index(system) for system, _ in refs], np.int16)
    base = Base(cards, tally(cards), sides)
    left, right = _candidates(base)
    judged = compared(base, left, right, believed).judged(believed, costs or Costs())
    return {
        frozenset((refs[one], refs[other])): (
            float(judged.probability[at]),
            int(judged.verdict[at]),
            bool(judged.veto[at]),
        )
        for at, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True))
    }


def _candidates(base: Base) -> tuple[Rows, Rows]:
    of_side = [np.flatnonzero(base.sides == side) for side in range(int(base.sides.max()) + 1)]
    pairs = []
    for kind in keys(base.cards):
        for rows in of_side:
            one, other = pairing.within(kind[rows])
            pairs.append((rows[one], rows[other]))
        for ours, theirs in combinations(of_side, 2):
            one, other = pairing.between(kind[ours], kind[theirs])
            pairs.append((ours[one], theirs[other]))
    left, right = (np.concatenate([pair[half] for pair in pairs]) for half in (0, 1))
    both = np.unique(np.column_stack([np.minimum(left, right), np.maximum(left, right)]), axis=0)
    return both[:, 0], both[:, 1]
