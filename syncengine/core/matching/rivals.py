"""Rivals: a pair must be clearly better than what else either record could be linked to.

Two candidates that are themselves one person (a ghost and its twin) are no rivals of each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.model import CERTAIN, Floats

Rows = NDArray[np.int64]

_SIDES = 1_000
TWICE_TOLD = 3.0
"""Nats by which three comparisons of three records overstate that all are one person: each value is seen twice."""

SERIOUS = -4.0
"""Log-odds below which a candidate is nobody's rival."""


@dataclass(frozen=True, slots=True)
class Contest:
    """``pair`` and ``other`` are indices of two candidate pairs that share a record; ``one`` and ``two`` are the rows
    that they do not share: the rivals for it."""

    pair: Rows
    other: Rows
    one: Rows
    two: Rows


def contests(left: Rows, right: Rows, log_odds: Floats, sides: NDArray[np.int16]) -> Contest:
    """All ordered pairs of serious candidates that share a record and face records of one side: only those exclude
    each other. Rows number one base; ``sides`` says on which side each row of it is."""
    serious = np.flatnonzero(log_odds > SERIOUS)
    shared = np.concatenate([left[serious], right[serious]])
    facing = np.concatenate([right[serious], left[serious]])
    pairs = np.concatenate([serious, serious])
    place = shared * _SIDES + sides[facing]
    order = np.lexsort((pairs, place))
    facing, pairs = facing[order], pairs[order]
    _, starts, counts = np.unique(place[order], return_index=True, return_counts=True)
    several = counts > 1
    starts, counts = starts[several], counts[several]
    sizes = counts * counts
    group = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    one, two = starts[group] + place // counts[group], starts[group] + place % counts[group]
    apart = one != two
    one, two = one[apart], two[apart]
    return Contest(pairs[one], pairs[two], facing[one], facing[two])


def after_rivals(log_odds: Floats, contest: Contest, between: Floats, *, rivalry: float) -> Floats:
    """Log-odds with what rivals take off. ``between``: log-odds that the two rivals of a contest are one person.

    Of three records i, j, k, with odds a (ij), b (ik) and c (jk), the worlds in which i and j are one person weigh
    a + abc, the others 1 + b + c: a rival divides the odds by (1 + b + c) / (1 + bc). It never multiplies them, and bc
    counts for less than it seems, since the three comparisons are not independent.
    """
    rival = np.minimum(log_odds[contest.other], CERTAIN)
    divided = np.logaddexp(0.0, np.logaddexp(rival, between)) - np.logaddexp(0.0, rival + between - TWICE_TOLD)
    against = np.expm1(np.clip(divided, 0.0, CERTAIN))
    after: Floats = log_odds - np.log1p(rivalry * np.bincount(contest.pair, against, len(log_odds)))
    return after
