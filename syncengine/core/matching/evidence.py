"""Why a pair got its verdict: what each comparison found and what that weighs, strongest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from syncengine.core.matching.model import CERTAIN, Model

WORTH_TELLING = 0.3
"""In nats: what weighs less is left out of the line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One comparison: the level it found and its weight in nats (positive: one person)."""

    comparison: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """``start`` are the log-odds before anything was compared; ``rivals`` what better or equal candidates take off;
    ``calibration`` what experience with such sums corrects. Together they give the probability. Holds no value of any
    record: it may be stored and shown."""

    start: float
    pieces: tuple[Piece, ...]
    rivals: float
    calibration: float
    probability: float
    verdict: str
    veto: bool
    model: str

    def line(self) -> str:
        """In one line, what weighs little left out."""
        told = [said(piece) for piece in self.pieces if abs(piece.weight) >= WORTH_TELLING]
        return joined(told, rivals=self.rivals, veto=self.veto)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def weighed(
    levels: Mapping[str, int], model: Model, *, rivals: float, probability: float, verdict: str, veto: bool
) -> Evidence:
    """The evidence on one pair: ``levels`` by comparison, ``rivals`` what they take off its log-odds (0 or less)."""
    alone = float(
        np.clip(model.bias + sum(model.weights[name][level] for name, level in levels.items()), -CERTAIN, CERTAIN)
    )
    after = alone + rivals
    return Evidence(
        start=round(model.bias, 3),
        pieces=pieces_of(levels, model),
        rivals=round(rivals, 3),
        calibration=round(float(np.interp(after, *model.curve)) - after, 3),
        probability=round(probability, 6),
        verdict=verdict,
        veto=veto,
        model=model.version,
    )


def said(piece: Piece) -> str:
    return f"{piece.comparison}: {piece.level} {piece.weight:+.1f}"


def joined(told: list[str], *, rivals: float, veto: bool) -> str:
    """The line of evidence, from what its pieces say."""
    return "; ".join([*told, *([f"rivals {rivals:+.1f}"] if rivals <= -0.05 else []), *(["veto"] if veto else [])])


def pieces_of(levels: Mapping[str, int], model: Model) -> tuple[Piece, ...]:
    """What one pair showed. Levels that say nothing are left out."""
    found = [
        Piece(name, model.labels[name][level], round(float(model.weights[name][level]), 3))
        for name, level in levels.items()
        if abs(model.weights[name][level]) >= 0.005
    ]
    return tuple(sorted(found, key=lambda piece: -abs(piece.weight)))
