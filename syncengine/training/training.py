"""Training on labelled pairs: correct the model, and measure before and after on labels that were held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.model import Model
from syncengine.core.matching.verdicts import Costs
from syncengine.training.fitting import corrected
from syncengine.training.sample import Sample
from syncengine.training.trial import Score, as_it_is, held_out

FEWEST = 20
"""Labels without which nothing can be said."""

FEWEST_OF_A_KIND = 3
"""One kind of answer alone says nothing about the other."""

_TOLD = 10


class NotEnough(ValueError):
    """Too few labels to train on."""

    def __init__(self, same: int, different: int) -> None:
        self.same, self.different = same, different
        self.missing = max(0, FEWEST - same - different)
        told = [f"{self.missing} more"] * (self.missing > 0)
        told += [f"at least {FEWEST_OF_A_KIND} of each kind"] * (min(same, different) < FEWEST_OF_A_KIND)
        super().__init__(f"{same + different} labels ({same} same, {different} different); needed: {', '.join(told)}")


@dataclass(frozen=True, slots=True)
class Move:
    """A weight that training changed, in nats."""

    comparison: str
    level: str
    was: float
    now: float


@dataclass(frozen=True)
class Training:
    """What came of it. ``before`` is ``start`` on all labels, ``after`` is how corrections do on labels that they were
    not made by. ``moves`` are the weights that changed most."""

    start: Model
    model: Model
    same: int
    different: int
    before: Score
    after: Score
    moves: tuple[Move, ...]

    @property
    def helps(self) -> bool:
        """Whether corrections predict labels that they have not seen better than the model that they correct."""
        return self.after.surprise < self.before.surprise


def require_enough(same: int, different: int) -> None:
    """Raises NotEnough when so many labels of each kind are too few."""
    if same + different < FEWEST or min(same, different) < FEWEST_OF_A_KIND:
        raise NotEnough(same, different)


def train(start: Model, pairs: Sample, same: NDArray[np.bool_], names: Sequence[str], *, costs: Costs) -> Training:
    """Train on labelled pairs. ``names`` are theirs, no two alike: the order of the pairs does not matter. Raises
    NotEnough."""
    yes, no = int(same.sum()), int((~same).sum())
    require_enough(yes, no)
    # Sums of floats depend on their order; the model must not.
    order = np.array(sorted(range(len(names)), key=names.__getitem__))
    pairs, same, names = pairs.at(order), same[order], [names[at] for at in order]
    model = corrected(start, pairs, same)
    return Training(
        start,
        model,
        yes,
        no,
        as_it_is(start, pairs, same, costs),
        held_out(start, pairs, same, names, correct=corrected, costs=costs),
        moves(start, model),
    )


def moves(was: Model, now: Model) -> tuple[Move, ...]:
    """The weights that differ most."""
    found = [
        Move(name, label, round(float(before), 3), round(float(after), 3))
        for name, weights in now.weights.items()
        for label, before, after in zip(now.labels[name], was.weights[name], weights, strict=True)
        if abs(after - before) >= 0.005
    ]
    return tuple(sorted(found, key=lambda move: (-abs(move.now - move.was), move.comparison, move.level))[:_TOLD])
