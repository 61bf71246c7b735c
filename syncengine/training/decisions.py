"""Training on what humans decided about records in the store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from syncengine.core.matching.model import Model
from syncengine.core.matching.verdicts import Costs
from syncengine.identity.neighbourhood import neighbourhood
from syncengine.store.labels import Label, Labels, Pair, human_labels
from syncengine.training.sample import Sample, sample_of, together
from syncengine.training.training import NotEnough, Training, require_enough, train

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Decisions:
    """What humans decided, and what could be used of it: ``gone`` labels are about records that are not there now."""

    labels: Labels
    gone: int
    training: Training


def train_on_decisions(connection: sa.Connection, *, start: Model, costs: Costs) -> Decisions:
    """Train on every decision that still holds. Raises NotEnough."""
    labels = human_labels(connection)
    yes = sum(label.same for label in labels.labels)
    require_enough(yes, len(labels.labels) - yes)
    found: list[Label] = []
    parts: list[Sample] = []
    for some in _batches(labels.labels):
        there, pairs = compare(connection, [(label.left, label.right) for label in some], model=start, costs=costs)
        found += [some[place] for place in there]
        parts.append(pairs)
    if not found:
        raise NotEnough(0, 0)
    same = np.array([label.same for label in found])
    trained = train(start, together(parts), same, [_name(label) for label in found], costs=costs)
    return Decisions(labels, len(labels.labels) - len(found), trained)


def compare(
    connection: sa.Connection, pairs: Sequence[Pair], *, model: Model, costs: Costs
) -> tuple[list[int], Sample]:
    """Compare records of the store with everybody else as possible rivals. Returns which of the pairs are there."""
    records = {record for pair in pairs for record in pair}
    near = neighbourhood(connection, sorted(records), model=model, costs=costs, also=pairs)
    there = [at for at, pair in enumerate(pairs) if all(record in near.rows for record in pair)]
    rows = [np.array([near.rows[pairs[at][side]] for at in there], np.int64) for side in (0, 1)]
    return there, sample_of(near.ground.base, near.judged, *rows)


def _batches(labels: Sequence[Label]) -> Iterator[Sequence[Label]]:
    for at in range(0, len(labels), _AT_ONCE):
        yield labels[at : at + _AT_ONCE]


def _name(label: Label) -> str:
    return "\x1f".join((*label.left, *label.right))
