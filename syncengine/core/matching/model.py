"""The weights: how much each level of each comparison speaks for or against one person.

A weight is the logarithm of a likelihood ratio in nats: +2.3 makes "the same person" ten times as likely. Weights add
up to log-odds; rivals are taken into account next; then a calibration turns the sum into a probability that means what
it says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.comparing.extras import BELIEVED, LEVELS
from syncengine.core.matching.comparing.hands import Level
from syncengine.core.matching.comparing.levels import LABELS, extra_name
from syncengine.core.matching.rows import ExtraKind

Floats = NDArray[np.float64]

CERTAIN = 30.0
"""Log-odds beyond which nothing is more certain; keeps sums of odds finite."""


class NotAModel(ValueError):
    """The file is not a model of this version of talentsync."""


@dataclass(frozen=True)
class Model:
    """``weights``: comparison -> one weight per level. ``bias``: log-odds of a pair of which nothing is known but that
    it shares a blocking key. ``share``: of the candidate pairs it was learned from, how many were one person;
    ``share_within``: of those within one system.
    ``matched`` and ``unmatched``: share of each level among pairs of one person and of two, where the weights were
    learned. ``rivalry``: how much of the odds of rivals counts. ``curve``: log-odds after rivals -> calibrated
    log-odds, straight between knots.
    """

    weights: Mapping[str, Floats]
    bias: float
    matched: Mapping[str, Floats]
    unmatched: Mapping[str, Floats]
    share: float = 0.5
    share_within: float = 0.5
    rivalry: float = 0.5
    curve: tuple[tuple[float, ...], tuple[float, ...]] = ((-CERTAIN, CERTAIN), (-CERTAIN, CERTAIN))
    origin: str = ""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: LABELS)

    @cached_property
    def version(self) -> str:
        """Short and the same for the same numbers: evidence names it."""
        return hashlib.sha256(dump(self).encode()).hexdigest()[:12]

    def log_odds(self, levels: Mapping[str, Level]) -> Floats:
        """Sum of the weights of every pair, before rivals."""
        size = len(next(iter(levels.values())))
        total: Floats = np.full(size, self.bias, np.float64)
        for name, level in levels.items():
            total += self.weights[name][level]
        return total.clip(-CERTAIN, CERTAIN)

    def calibrated(self, log_odds: Floats) -> Floats:
        """Probability that the two are one person, from log-odds that rivals have been taken off."""
        return probability(np.interp(log_odds, *self.curve))


def with_extras(model: Model, extras: Mapping[str, ExtraKind]) -> Model:
    """The model, believing about extra columns that it does not know what is usual for their kinds."""
    if not extras:
        return model
    weights, labels = dict(model.weights), dict(model.labels)
    matched, unmatched = dict(model.matched), dict(model.unmatched)
    for column, kind in extras.items():
        name = extra_name(column)
        if labels.get(name) == LEVELS[kind]:
            continue
        of_one, of_two = (np.array(shares) / sum(shares) for shares in BELIEVED[kind])
        weights[name], matched[name], unmatched[name] = np.log(of_one / of_two), of_one, of_two
        labels[name] = LEVELS[kind]
    return replace(model, weights=weights, matched=matched, unmatched=unmatched, labels=labels)


def probability(log_odds: Floats) -> Floats:
    found: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -CERTAIN, CERTAIN)))
    return found


@cache
def shipped() -> Model:
    """The model that comes with talentsync, for those who have nothing to learn from yet."""
    return load(resources.files(__package__).joinpath("priors.json").read_text(encoding="utf-8"))


def dump(model: Model) -> str:
    """A model as JSON, weights beside the labels of their levels, so that a human can read it."""
    compared = {
        name: {
            label: [round(float(values[at]), 4) for values in (weights, model.matched[name], model.unmatched[name])]
            for at, label in enumerate(model.labels[name])
        }
        for name, weights in sorted(model.weights.items())
    }
    knots = [[round(value, 4) for value in axis] for axis in model.curve]
    whole = {
        "origin": model.origin,
        "bias": round(model.bias, 4),
        "share": round(model.share, 4),
        "share_within": round(model.share_within, 4),
        "rivalry": model.rivalry,
        "curve": knots,
    }
    return json.dumps({**whole, "comparisons": compared}, indent=1)


_OF_KINDS = {frozenset(labels): labels for labels in LEVELS.values()}
"""In a file the levels of a comparison stand in no order; those of an added column are known by what they are."""


def load(text: str) -> Model:
    """The model in a JSON text. Raises NotAModel when it does not fit the comparisons of this version."""
    try:
        whole: dict[str, Any] = json.loads(text)
        compared: dict[str, dict[str, list[float]]] = whole["comparisons"]
        labels = {name: LABELS.get(name) or _OF_KINDS[frozenset(levels)] for name, levels in compared.items()}
        if absent := LABELS.keys() - labels.keys():
            raise KeyError(min(absent))
        columns = {
            name: np.array([levels[label] for label in labels[name]], np.float64) for name, levels in compared.items()
        }
        curve = (tuple(whole["curve"][0]), tuple(whole["curve"][1]))
        return Model(
            {name: table[:, 0] for name, table in columns.items()},
            float(whole["bias"]),
            {name: table[:, 1] for name, table in columns.items()},
            {name: table[:, 2] for name, table in columns.items()},
            float(whole["share"]),
            float(whole["share_within"]),
            float(whole["rivalry"]),
            curve,
            str(whole["origin"]),
            labels,
        )
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise NotAModel(f"not a model that this version can read: {type(error).__name__} {error}") from error
