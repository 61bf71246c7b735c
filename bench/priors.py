"""Learn the weights that talentsync ships, from a labelled set: ``python -m bench.priors --data DIR --set dev_a``.

DIR holds NAME_crm.csv.gz, NAME_ats.csv.gz and NAME_entities.csv.gz (record_id, entity_id), as ``bench.people`` writes
them. The same set gives the same file to the last digit.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching import pairing, regression
from syncengine.core.matching.base import Base, Rows
from syncengine.core.matching.blocking import keys
from syncengine.core.matching.calibration import curve_of
from syncengine.core.matching.cards import gathered
from syncengine.core.matching.comparing.hands import Level
from syncengine.core.matching.comparing.levels import LABELS
from syncengine.core.matching.comparing.names import FAMILY, GIVEN, NAME
from syncengine.core.matching.filling import fill
from syncengine.core.matching.judging import compared
from syncengine.core.matching.model import Floats, Model, dump
from syncengine.core.matching.tallies import tally

PULL = 3.0
RIVALRY = 1.5
FOLDS = 4
ABSENT = ("not said", "same first letter", "different")
SLOPES = {"name rarity": 0.3, "name carriers": 0.4, "employer": 0.1, "place": 0.1}
"""Nats that a step of commonness costs where nothing else is known: much commoner names occur in larger bases."""


@dataclass(frozen=True)
class Labelled:
    """A base with every candidate pair, across the sides and within them, and the truth about each."""

    base: Base
    left: Rows
    right: Rows
    same: NDArray[np.bool_]
    across: NDArray[np.bool_]
    levels: dict[str, Level]


def labelled(folder: Path, name: str) -> Labelled:
    sides = [_rows(folder / f"{name}_{side}.csv.gz") for side in ("crm", "ats")]
    entity_of = {row["record_id"]: int(row["entity_id"]) for row in _rows(folder / f"{name}_entities.csv.gz")}
    entities = np.array([entity_of[row["record_id"]] for rows in sides for row in rows])
    cards = gathered([fill({key: [row[key] for row in rows] for key in rows[0]}) for rows in sides])
    on = np.repeat(np.array([0, 1], np.int16), [len(rows) for rows in sides])
    base = Base(cards, tally(cards), on)
    pairs = [np.concatenate(_pairs(kind, len(sides[0]))) for kind in keys(cards)]
    left, right = np.divmod(np.unique(np.concatenate(pairs)), len(cards))
    return Labelled(
        base, left, right, entities[left] == entities[right], on[left] != on[right], base.levels(left, right)
    )


def _pairs(kind: Rows, split: int) -> list[Rows]:
    total = len(kind)
    found = []
    for ours, theirs, at, to in (
        (*pairing.between(kind[:split], kind[split:]), 0, split),
        (*pairing.within(kind[:split]), 0, 0),
        (*pairing.within(kind[split:]), split, split),
    ):
        found.append((ours + at) * total + theirs + to)
    return found


def _rows(path: Path) -> Sequence[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def trained(known: Labelled, *, origin: str) -> Model:
    """Weights of all pairs; the calibration is that of pairs whose records the weights had not seen."""
    nothing = _nothing(origin)
    model = _weights(known, np.ones(len(known.same), bool), nothing)
    held_out = np.empty(len(known.same))
    fold = known.left % FOLDS
    for number in range(FOLDS):
        partly = _weights(known, fold != number, nothing)
        pairs = compared(known.base, known.left, known.right, partly)
        rivalled = pairs.after_rivals(partly, partly.log_odds(pairs.levels))
        held_out[fold == number] = rivalled[fold == number]
    curved = replace(model, curve=curve_of(held_out[known.across], known.same[known.across]))
    return _sobered(curved, held_out[~known.across], known.same[~known.across])


def _sobered(model: Model, held_out: Floats, same: NDArray[np.bool_]) -> Model:
    """Pairs within a system moved by what makes their probabilities mean what they say: ghosts are far rarer than
    partners in another system, and the curve is that of the latter."""

    def loss(shift: float) -> float:
        found = model.calibrated(held_out + shift)
        return float(-np.log(np.where(same, found, 1.0 - found)).sum())

    shift = min(np.arange(-60, 21) / 10, key=lambda each: loss(float(each)))
    side = model.weights["side"] + np.array([0.0, float(shift)])
    return replace(model, weights={**model.weights, "side": side}, share_within=float(same.mean()))


def _weights(known: Labelled, used: NDArray[np.bool_], nothing: Model) -> Model:
    levels = {name: level[used] for name, level in known.levels.items()}
    model = regression.fit(levels, known.same[used], start=nothing, pull=PULL)
    # What will be compared with data at hand are pairs across sides: their shares, not those of ghosts.
    across = known.across[used]
    facing = {name: level[across] for name, level in levels.items()}
    same = known.same[used][across].astype(float)
    shares = regression.shares(facing, same, model), regression.shares(facing, 1.0 - same, model)
    return replace(lenient(anchored(model)), share=float(same.mean()), matched=shares[0], unmatched=shares[1])


def lenient(model: Model) -> Model:
    """A name that is not said never weighs less than one that differs, however seldom the former was seen."""
    weights = dict(model.weights)
    names = weights["name"].copy()
    for given in GIVEN:
        silent, *apart = (NAME.index(f"given name {given}, family name {family}") for family in ABSENT)
        names[silent] = max(names[silent], *names[apart])
    for family in FAMILY:
        silent, *apart = (NAME.index(f"given name {given}, family name {family}") for given in ABSENT)
        names[silent] = max(names[silent], *names[apart])
    return replace(model, weights={**weights, "name": names})


def anchored(model: Model) -> Model:
    """The same sums, with weight 0 for "not said": so the weights read better."""
    weights = {name: values - _silent(model, name, values) for name, values in model.weights.items()}
    return replace(
        model, weights=weights, bias=model.bias + sum(_silent(model, n, v) for n, v in model.weights.items())
    )


def _silent(model: Model, name: str, values: Floats) -> float:
    return float(values[0]) if model.labels[name][0] in {"not said", "none", "no", "records of two systems"} else 0.0


def _nothing(origin: str) -> Model:
    zeros = {name: np.zeros(len(labels)) for name, labels in LABELS.items()}
    for name, slope in SLOPES.items():
        for scale in regression.scales_of(LABELS[name]):
            zeros[name][scale] = -slope * np.arange(len(scale))
    even = {name: np.full(len(labels), 1 / len(labels)) for name, labels in LABELS.items()}
    return Model(zeros, -1.0, even, even, rivalry=RIVALRY, origin=origin)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--set", dest="name", required=True)
    parser.add_argument("--out", type=Path, default=Path("syncengine/core/matching/priors.json"))
    wanted = parser.parse_args()
    model = trained(labelled(wanted.data, wanted.name), origin=f"learned from {wanted.name}")
    wanted.out.write_text(dump(model) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
