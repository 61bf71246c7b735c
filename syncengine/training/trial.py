"""What a model is worth, measured on labels that it has not seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.model import Floats, Model
from syncengine.core.matching.verdicts import DIFFERENT, LINK, REVIEW, Costs
from syncengine.training.sample import Sample

FOLDS = 10
_Z = 1.959964
"""Two-sided 95 %."""

Correct = Callable[[Model, Sample, NDArray[np.bool_]], Model]


@dataclass(frozen=True, slots=True)
class Score:
    """What would have happened to labelled pairs: ``links`` made, ``right`` of them; ``asked`` about; left apart, and
    ``missed`` of these. ``surprise`` is the mean of -log of the probability given to the truth: less is better."""

    links: int
    right: int
    asked: int
    apart: int
    missed: int
    surprise: float

    @property
    def precision(self) -> float | None:
        """Share of the links that are right; None where there is none."""
        return self.right / self.links if self.links else None

    @property
    def interval(self) -> tuple[float, float]:
        """Where the precision lies, with 95 % confidence (Wilson)."""
        return interval(self.right, self.links)


def interval(right: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; all of it when there is nothing to count."""
    if not of:
        return 0.0, 1.0
    share, square = right / of, _Z * _Z
    middle = share + square / (2 * of)
    half = _Z * float(np.sqrt(share * (1 - share) / of + square / (4 * of * of)))
    whole = 1 + square / of
    low, high = (middle - half) / whole, (middle + half) / whole
    # At the ends the formula is exact, and arithmetic is not.
    return (0.0 if right == 0 else low), (1.0 if right == of else high)


def score(probability: Floats, verdict: NDArray[np.int8], same: NDArray[np.bool_]) -> Score:
    given = np.clip(np.where(same, probability, 1 - probability), 1e-6, 1.0)
    counts = {which: verdict == which for which in (LINK, REVIEW, DIFFERENT)}
    return Score(
        links=int(counts[LINK].sum()),
        right=int((counts[LINK] & same).sum()),
        asked=int(counts[REVIEW].sum()),
        apart=int(counts[DIFFERENT].sum()),
        missed=int((counts[DIFFERENT] & same).sum()),
        surprise=float(-np.log(given).mean()),
    )


def as_it_is(model: Model, pairs: Sample, same: NDArray[np.bool_], costs: Costs) -> Score:
    """How a model does that has not seen the labels."""
    return score(pairs.probability(model), pairs.verdicts(model, costs), same)


def held_out(
    model: Model, pairs: Sample, same: NDArray[np.bool_], names: Sequence[str], *, correct: Correct, costs: Costs
) -> Score:
    """How corrected models do, each on labels that it was not corrected by. ``names`` of the pairs share them out."""
    probability, verdict = np.empty(len(pairs)), np.empty(len(pairs), np.int8)
    fold = folds(names, same)
    for number in range(FOLDS):
        out, rest = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        if len(out):
            corrected, unseen = correct(model, pairs.at(rest), same[rest]), pairs.at(out)
            probability[out] = unseen.probability(corrected)
            verdict[out] = unseen.verdicts(corrected, costs)
    return score(probability, verdict, same)


def folds(names: Sequence[str], same: NDArray[np.bool_]) -> NDArray[np.int64]:
    """A fold for each pair: by chance that is the same every time, and with as many of each kind in each."""
    drawn = [hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names]
    order = sorted(range(len(names)), key=lambda at: (bool(same[at]), drawn[at]))
    found = np.empty(len(names), np.int64)
    found[order] = np.arange(len(names)) % FOLDS
    return found
