"""A model of two comparisons, small enough to know what comes out."""

from __future__ import annotations

import numpy as np

from syncengine.core.matching.comparing.hands import Level
from syncengine.core.matching.model import Floats, Model, probability

LABELS = {
    "badge": ("not said", "same", "different"),
    "size": ("not said", "agrees, step 0 of 2", "agrees, step 1 of 2", "agrees, step 2 of 2", "different"),
}
NAMES = tuple(LABELS)
EVEN = {name: np.full(len(labels), 1 / len(labels)) for name, labels in LABELS.items()}


def model(badge: tuple[float, ...] = (0, 0, 0), size: tuple[float, ...] = (0, 0, 0, 0, 0), *, bias: float = 0) -> Model:
    weights = {"badge": np.array(badge, float), "size": np.array(size, float)}
    return Model(weights, bias, EVEN, EVEN, labels=LABELS)


def drawn(dice: np.random.Generator, number: int) -> dict[str, Level]:
    """Levels of so many pairs, each as frequent as any other."""
    return {name: dice.integers(0, len(labels), number).astype(np.uint8) for name, labels in LABELS.items()}


def answered(levels: dict[str, Level], truth: Model, dice: np.random.Generator) -> np.ndarray:
    """Labels as a model believes them to be."""
    return np.asarray(dice.random(len(levels["badge"])) < probability(truth.log_odds(levels)))


def relative(weights: Floats) -> list[float]:
    """Weights beside that of the first level: only differences show in labels."""
    return [float(weight) for weight in weights - weights[0]]
