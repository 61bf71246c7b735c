"""Weights from labelled pairs: logistic regression, drawn towards what was believed before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.comparing.hands import Level
from syncengine.core.matching.model import Floats, Model, probability

_ROUNDS = 30
_STILL = 1e-3
SMOOTH = 10.0
"""How many observations it is worth that neighbours on a scale are alike."""

_STEP = re.compile(r" \d of \d$")


def fit(
    levels: Mapping[str, Level],
    same: NDArray[np.bool_],
    *,
    start: Model,
    pull: float,
) -> Model:
    """The model that explains the labels best. ``pull`` is how many observations the weights of ``start`` are worth.

    Neighbouring levels of a scale ("commonness 3 of 7") are drawn to each other, so that what was never seen (a name
    that a thousand people carry) weighs what its neighbour weighs, as far as ``start`` has them alike.

    Iteratively reweighted least squares; the same labels give the same weights to the last bit, whatever their order
    in memory was.
    """
    names = sorted(levels)
    offsets = np.cumsum([0, *(len(start.weights[name]) for name in names)])
    design = np.zeros((len(same), offsets[-1] + 1))
    for name, offset in zip(names, offsets, strict=False):
        design[np.arange(len(same)), offset + levels[name]] = 1.0
    design[:, -1] = 1.0
    before = np.concatenate([*(start.weights[name] for name in names), [start.bias]])
    strength = np.diag([*np.full(len(before) - 1, pull), 1e-3])
    for name, offset in zip(names, offsets, strict=False):
        for scale in scales_of(start.labels[name]):
            _tie(strength, [offset + at for at in scale])
    weights = _solved(design, same.astype(float), before, strength)
    learned = {name: weights[offsets[at] : offsets[at + 1]] for at, name in enumerate(names)}
    said = same.astype(np.float64)
    matched, unmatched = shares(levels, said, start), shares(levels, 1.0 - said, start)
    return replace(
        start,
        weights=learned,
        bias=float(weights[-1]),
        share=float(np.clip(same.mean(), 0.001, 0.999)),
        matched=matched,
        unmatched=unmatched,
    )


def shares(levels: Mapping[str, Level], weight: Floats, model: Model, *, believed: float = 1.0) -> dict[str, Floats]:
    """The share of each level under a weighting of the pairs, with a little left for levels that were never seen."""
    found = {}
    for name, level in levels.items():
        size = len(model.weights[name])
        seen = np.bincount(level, weight, size) + believed / size
        found[name] = seen / seen.sum()
    return found


def scales_of(labels: Sequence[str]) -> list[list[int]]:
    """Levels that differ in a number only, in its order: each a scale."""
    found: dict[str, list[int]] = {}
    for at, label in enumerate(labels):
        steps = _STEP.search(label)
        if steps:
            found.setdefault(label[: steps.start()], []).append(at)
    return list(found.values())


def _tie(strength: Floats, scale: list[int]) -> None:
    for one, other in pairwise(scale):
        strength[one, one] += SMOOTH
        strength[other, other] += SMOOTH
        strength[one, other] -= SMOOTH
        strength[other, one] -= SMOOTH


def _solved(design: Floats, same: Floats, before: Floats, strength: Floats) -> Floats:
    weights = before.copy()
    for _ in range(_ROUNDS):
        expected = probability(design @ weights)
        spread = np.maximum(expected * (1 - expected), 1e-6)
        missed = same - expected
        slope = design.T @ missed - strength @ (weights - before)
        bend = (design * spread[:, None]).T @ design + strength
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < _STILL:
            break
    return weights
