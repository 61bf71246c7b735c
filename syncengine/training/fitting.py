"""Correcting a model by labelled pairs: what the labels say, as far as they outweigh what was believed before.

The pairs that humans decide about are the doubtful ones. So a correction starts from what the model says of each pair,
rivals and calibration included, and every weight is held back: a handful of doubtful pairs must not decide how the sure
ones are judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.comparing.hands import Level
from syncengine.core.matching.model import Floats, Model, dump, load, probability
from syncengine.core.matching.regression import SMOOTH, scales_of
from syncengine.training.sample import Sample

PULL = 30.0
"""How many labels the weights of the model are worth, each."""

_HELD = 1e6
_ROUNDS = 50
_STILL = 1e-6


def corrected(model: Model, pairs: Sample, same: NDArray[np.bool_], *, pull: float = PULL) -> Model:
    """The model that explains these labels better. The same labels, in the same order, give the same model.

    Logistic regression on what the model leaves unexplained. What is not said keeps saying nothing, and neighbours on a
    scale stay alike. The shares of levels stay those of the model: labels are no sample of all pairs.
    """
    names = sorted(name for name in pairs.levels if name in model.weights)
    sizes = [len(model.weights[name]) for name in names]
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    design = _design(pairs.levels, names, offsets)
    said = np.interp(pairs.after(model), *model.curve)
    step = _solved(design, same.astype(float), said, _strength(model, names, offsets, pull))
    weights = dict(model.weights)
    for name, offset, size in zip(names, offsets, sizes, strict=False):
        weights[name] = model.weights[name] + step[offset : offset + size]
    made = replace(model, weights=weights, bias=model.bias + float(step[-1]))
    # As it will be read back: what is measured and shown is what will be used.
    return replace(load(dump(made)), origin=model.origin)


def _design(levels: Mapping[str, Level], names: list[str], offsets: NDArray[np.int64]) -> Floats:
    """One row per pair, a column per level, and one for all."""
    pairs = len(levels[names[0]])
    design = np.zeros((pairs, offsets[-1] + 1))
    for name, offset in zip(names, offsets, strict=False):
        design[np.arange(pairs), offset + levels[name]] = 1.0
    design[:, -1] = 1.0
    return design


def _strength(model: Model, names: list[str], offsets: NDArray[np.int64], pull: float) -> Floats:
    """How strongly each weight is held where it is, and tied to its neighbours."""
    strength = np.diag(np.full(offsets[-1] + 1, pull))
    for name, offset in zip(names, offsets, strict=False):
        if model.weights[name][0] == 0.0:
            strength[offset, offset] = _HELD
        for scale in scales_of(model.labels[name]):
            for one, other in pairwise(offset + at for at in scale):
                strength[[one, other], [one, other]] += SMOOTH
                strength[[one, other], [other, one]] -= SMOOTH
    return strength


def _solved(design: Floats, same: Floats, said: Floats, strength: Floats) -> Floats:
    """Newton's way to the correction that is most probable."""
    step = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        expected = probability(said + design @ step)
        spread = np.maximum(expected * (1 - expected), 1e-6)
        slope = design.T @ (same - expected) - strength @ step
        move = np.linalg.solve((design * spread[:, None]).T @ design + strength, slope)
        step += move
        if np.abs(move).max() < _STILL:
            break
    return step
