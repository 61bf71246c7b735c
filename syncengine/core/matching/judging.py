"""Judging candidate pairs of a base: weights, rivals, calibration, verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.base import Base, Progress, Rows
from syncengine.core.matching.comparing.hands import Flags, Level
from syncengine.core.matching.evidence import WORTH_TELLING, Evidence, Piece, joined, said, weighed
from syncengine.core.matching.model import Floats, Model
from syncengine.core.matching.rivals import Contest, after_rivals, contests
from syncengine.core.matching.verdicts import NAMES, Costs, suspicious, verdicts, vetoed


@dataclass(frozen=True)
class Judged:
    """Candidate pairs with what was found. ``left`` and ``right`` are rows of the base."""

    left: Rows
    right: Rows
    alone: Floats
    """Log-odds before rivals."""

    after: Floats
    probability: Floats
    verdict: NDArray[np.int8]
    veto: Flags


@dataclass(frozen=True)
class Compared:
    """Candidate pairs, compared: all that a model needs to judge them. ``met`` are the levels of rivals among
    themselves, ``meeting`` says for each contest which of them it is about."""

    base: Base
    left: Rows
    right: Rows
    levels: Mapping[str, Level]
    contest: Contest
    met: Mapping[str, Level]
    meeting: Rows

    def after_rivals(self, model: Model, alone: Floats) -> Floats:
        """Log-odds with rivals taken into account: those who are not themselves one person."""
        if not len(self.contest.pair):
            return alone
        between = model.log_odds(self.met)[self.meeting]
        return after_rivals(alone, self.contest, between, rivalry=model.rivalry)

    def probability(self, model: Model) -> Floats:
        return model.calibrated(self.after_rivals(model, model.log_odds(self.levels)))

    def judged(self, model: Model, costs: Costs) -> Judged:
        alone, veto = model.log_odds(self.levels), vetoed(self.levels)
        after = self.after_rivals(model, alone)
        calibrated = model.calibrated(after)
        verdict = verdicts(calibrated, veto, costs, suspect=suspicious(self.levels))
        return Judged(self.left, self.right, alone, after, calibrated, verdict, veto)


def compared(
    base: Base,
    left: Rows,
    right: Rows,
    model: Model,
    *,
    levels: Mapping[str, Level] | None = None,
    progress: Progress | None = None,
) -> Compared:
    """Compare pairs, and those records with one another that contend for the same record in the eyes of ``model``.

    All candidates of every record must be among the pairs, or a rival is overlooked. ``levels`` are those of the pairs,
    if they are known already.
    """
    levels = base.levels(left, right, progress=progress) if levels is None else levels
    contest = contests(left, right, model.log_odds(levels), base.sides)
    low, high = np.minimum(contest.one, contest.two), np.maximum(contest.one, contest.two)
    pairs, meeting = np.unique(low * len(base.cards) + high, return_inverse=True)
    met = base.levels(pairs // len(base.cards), pairs % len(base.cards)) if len(pairs) else {}
    return Compared(base, left, right, levels, contest, met, meeting)


def evidence_of(base: Base, judged: Judged, at: int, model: Model) -> Evidence:
    """Why pair number ``at`` was judged as it was."""
    levels = base.levels(judged.left[at : at + 1], judged.right[at : at + 1])
    return evidence_on({name: int(level[0]) for name, level in levels.items()}, judged, at, model)


def evidence_on(levels: Mapping[str, int], judged: Judged, at: int, model: Model) -> Evidence:
    """The same, when the levels of the pair are known."""
    return weighed(
        levels,
        model,
        rivals=float(judged.after[at] - judged.alone[at]),
        probability=float(judged.probability[at]),
        verdict=NAMES[int(judged.verdict[at])],
        veto=bool(judged.veto[at]),
    )


def lines_of(base: Base, judged: Judged, at: Rows, model: Model) -> list[str]:
    """``evidence_of(...).line()`` of many pairs: hundreds of times as fast as one by one."""
    levels = base.levels(judged.left[at], judged.right[at])
    # Rounded as one by one: arithmetic on arrays rounds halves otherwise.
    scales = {name: np.array([round(weight, 3) for weight in model.weights[name].tolist()]) for name in levels}
    told = [
        [said(Piece(name, label, weight)) for label, weight in zip(model.labels[name], scale.tolist(), strict=True)]
        for name, scale in scales.items()
    ]
    weights = np.stack([np.abs(scale[levels[name]]) for name, scale in scales.items()], axis=1)
    strongest = np.argsort(-weights, axis=1, kind="stable")
    found = np.take_along_axis(np.stack([levels[name] for name in scales], axis=1), strongest, axis=1)
    rows = zip(
        strongest.tolist(),
        found.tolist(),
        (weights >= WORTH_TELLING).sum(axis=1).tolist(),
        [round(taken, 3) for taken in (judged.after[at] - judged.alone[at]).tolist()],
        judged.veto[at].tolist(),
        strict=True,
    )
    return [
        joined([told[name][level] for name, level in zip(names[:most], pair, strict=False)], rivals=rivals, veto=veto)
        for names, pair, most, rivals, veto in rows
    ]
