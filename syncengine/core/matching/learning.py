"""Learning without labels: how the levels are distributed in the data at hand, by expectation and maximisation.

The shipped weights know how comparisons hang together; what they cannot know is how often e-mail addresses are missing
here, or how often people change employers. Each round estimates which pairs are one person, then how often each level
occurs among those, and moves every weight by how far that is from where it was learned. :data:`BELIEVED` pairs are
added to what is seen and to what is expected of every level, so that a small base cannot talk the model into anything.

The pairs of two people are no fair sample: what brought them together (a name and a city, say) is what they agree
about. So nothing is learned from them, but for columns that the user added, of which nothing else is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from syncengine.core.matching.comparing.hands import Level
from syncengine.core.matching.comparing.levels import LABELS
from syncengine.core.matching.model import Floats, Model

ROUNDS = 6
BELIEVED = 50.0
OF_SHARE = 0.5
"""How much of a change in the share of true pairs among the candidates goes into the bias. Half: the larger a base, the
more of its candidates are hopeless, which says little about those that are not."""

_STILL = 0.02
_FARTHEST = 1.5
"""Nats that a weight may move: what moves farther is not the data, it is the estimate running away."""

HELD = frozenset({"name", "name rarity", "name carriers", "contacts and name", "employer and name", "handle", "side"})
"""Not moved. They hang together so closely that what is learned for one would be counted again for the next; and
rarity is counted in the base at hand already."""

Judge = Callable[[Model], Floats]
"""A model -> probability of each pair, rivals taken into account."""


def learn(levels: Mapping[str, Level], judge: Judge, model: Model, *, rounds: int = ROUNDS) -> Model:
    """The model as it fits these pairs. ``levels`` must be those of the pairs that ``judge`` judges.

    Of pairs within one system something is learned only where added columns tell their ghosts from the rest.
    """
    learned = model
    if _within(levels) and levels.keys() <= LABELS.keys():
        return model
    for _ in range(rounds):
        same = judge(learned)
        after = _moved(levels, same, model)
        step = max(float(np.abs(after.weights[name] - learned.weights[name]).max()) for name in levels)
        learned = after
        if step < _STILL:
            break
    return learned


def _within(levels: Mapping[str, Level]) -> bool:
    """Whether these are pairs of one system. Ghosts are few among them: what seems to be learned of ghosts would be
    learned of namesakes."""
    return float(np.mean(levels["side"])) > 0.5


def _moved(levels: Mapping[str, Level], same: Floats, model: Model) -> Model:
    weights = dict(model.weights)
    for name, level in levels.items():
        if name not in HELD:
            shift = _surprise(level, same, model.matched[name])
            if name not in LABELS:
                shift = shift - _surprise(level, 1.0 - same, model.unmatched[name])
            weights[name] = model.weights[name] + np.clip(shift, -_FARTHEST, _FARTHEST)
    share = float(same.mean())
    believed = model.share_within if _within(levels) else model.share
    apart = np.log(share / (1.0 - share)) - np.log(believed / (1.0 - believed))
    return replace(model, weights=weights, bias=model.bias + float(np.clip(OF_SHARE * apart, -_FARTHEST, _FARTHEST)))


def _surprise(level: Level, weight: Floats, before: Floats) -> Floats:
    """Logarithm of seen to expected of each level, drawn to 0 where little is expected and little is seen."""
    seen = np.bincount(level, weight, len(before))
    found: Floats = np.log((seen + BELIEVED) / (weight.sum() * before + BELIEVED))
    return found
