"""Making a probability mean what it says: of a hundred pairs with 0.9, ninety are one person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.model import CERTAIN, Floats

FEWEST = 200
"""Pairs from which a knot of the curve is estimated."""

Curve = tuple[tuple[float, ...], tuple[float, ...]]


def curve_of(log_odds: Floats, same: NDArray[np.bool_]) -> Curve:
    """Log-odds as computed -> log-odds as observed: a rising line with a knot per :data:`FEWEST` pairs.

    Beyond the last knots it goes on parallel to the identity: nothing was observed there.
    """
    order = np.argsort(log_odds, kind="stable")
    parts = max(1, len(order) // FEWEST)
    computed, observed, weight = [], [], []
    for part in np.array_split(order, parts):
        right, all_ = same[part].sum() + 0.5, len(part) + 1.0
        computed.append(float(log_odds[part].mean()))
        observed.append(float(np.log(right / (all_ - right))))
        weight.append(float(all_))
    x, y = _rising(np.array(computed), np.array(observed), np.array(weight))
    keep = np.concatenate([[True], np.diff(x) > 0.25])
    x, y = x[keep], y[keep]
    low, high = -CERTAIN, CERTAIN
    return (
        (low - 1, *map(float, x), high + 1),
        (float(y[0] - (x[0] - low) - 1), *map(float, y), float(y[-1] + (high - x[-1]) + 1)),
    )


def _rising(x: Floats, y: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Neighbours that fall are pooled until nothing falls."""
    blocks: list[list[float]] = []
    for point in zip(x, y, weight, strict=True):
        blocks.append(list(point))
        while len(blocks) > 1 and blocks[-2][1] >= blocks[-1][1]:
            one, two = blocks[-2:]
            total = one[2] + two[2]
            blocks[-2:] = [[(one[i] * one[2] + two[i] * two[2]) / total for i in range(2)] + [total]]
    return np.array([block[0] for block in blocks]), np.array([block[1] for block in blocks])


def reliability(probabilities: Floats, same: NDArray[np.bool_], *, bins: int = 10) -> list[tuple[float, float, int]]:
    """(mean predicted, share observed, pairs) for each tenth of the scale from 0 to 1 that has pairs."""
    at = np.minimum((probabilities * bins).astype(int), bins - 1)
    return [
        (float(probabilities[at == bin_].mean()), float(same[at == bin_].mean()), int((at == bin_).sum()))
        for bin_ in range(bins)
        if (at == bin_).any()
    ]
