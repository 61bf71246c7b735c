"""Pairs of records with everything a model needs to judge them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.base import Base, Rows
from syncengine.core.matching.comparing.hands import Flags, Level
from syncengine.core.matching.evidence import Evidence, weighed
from syncengine.core.matching.judging import Judged
from syncengine.core.matching.model import Floats, Model
from syncengine.core.matching.verdicts import NAMES, Costs, suspicious, verdicts, vetoed


@dataclass(frozen=True)
class Sample:
    """``levels``: comparison -> level of each pair. ``rivals``: what better or equal candidates take off the log-odds.
    ``veto``: pairs that no evidence may link."""

    levels: Mapping[str, Level]
    rivals: Floats
    veto: Flags

    def __len__(self) -> int:
        return len(self.rivals)

    def at(self, places: NDArray[np.int64]) -> Sample:
        """Some of the pairs."""
        levels = {name: level[places] for name, level in self.levels.items()}
        return Sample(levels, self.rivals[places], self.veto[places])

    def after(self, model: Model) -> Floats:
        """Log-odds with rivals taken off, before calibration."""
        return model.log_odds(self.levels) + self.rivals

    def probability(self, model: Model) -> Floats:
        return model.calibrated(self.after(model))

    def verdicts(self, model: Model, costs: Costs) -> NDArray[np.int8]:
        return verdicts(self.probability(model), self.veto, costs, suspect=suspicious(self.levels))


def sample_of(base: Base, judged: Judged, left: Rows, right: Rows) -> Sample:
    """The pairs (``left``, ``right``) of rows of a base. Those that are not among the judged ones, because they share
    no key, have no rivals."""
    size = len(base.cards)
    known = np.minimum(judged.left, judged.right) * size + np.maximum(judged.left, judged.right)
    wanted = np.minimum(left, right) * size + np.maximum(left, right)
    order = np.argsort(known, kind="stable")
    place = np.searchsorted(known, wanted, sorter=order)
    met = np.flatnonzero(place < len(known))
    met = met[known[order[place[met]]] == wanted[met]]
    at = order[place[met]]
    rivals = np.zeros(len(wanted))
    rivals[met] = judged.after[at] - judged.alone[at]
    levels = base.levels(left, right)
    return Sample(levels, rivals, vetoed(levels))


def together(parts: Sequence[Sample]) -> Sample:
    """All pairs, in order."""
    return Sample(
        {name: np.concatenate([part.levels[name] for part in parts]) for name in parts[0].levels},
        np.concatenate([part.rivals for part in parts]),
        np.concatenate([part.veto for part in parts]),
    )


def evidence_of(pairs: Sample, at: int, model: Model, costs: Costs) -> Evidence:
    """Why pair number ``at`` would be judged as it is."""
    one = pairs.at(np.array([at]))
    return weighed(
        {name: int(level[0]) for name, level in one.levels.items()},
        model,
        rivals=float(one.rivals[0]),
        probability=float(one.probability(model)[0]),
        verdict=NAMES[int(one.verdicts(model, costs)[0])],
        veto=bool(one.veto[0]),
    )
