"""Evidence adds up: start, pieces, rivals and calibration give the probability, and no value of a record is in it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from syncengine.core.matching.base import Base
from syncengine.core.matching.judging import Judged, compared, evidence_of, lines_of
from syncengine.core.matching.model import shipped
from syncengine.core.matching.verdicts import Costs
from tests.core.matching.meeting import Row, base_of, named

ADA = named("Ada", "Lovelace", emails="ada.lovelace@analytic.example", company="Analytic", location="London, UK")
ROWS: list[Row] = [
    ADA,
    {**ADA, "first_name": "A.", "phones": "+44 20 7946 0958"},
    {**ADA, "emails": "ada@post.example", "company": "Engine"},
    named("Bob", "Smith Jr.", phones="+1 512 555 0101"),
    named("Robert", "Smith Sr.", phones="+1 512 555 0101"),
]
SIDES = [0, 1, 1, 0, 1]
LEFT, RIGHT = np.array([0, 0, 3, 3]), np.array([1, 2, 4, 1])


@pytest.fixture(scope="module")
def base() -> Base:
    return base_of(*ROWS, sides=SIDES)


@pytest.fixture(scope="module")
def judged(base: Base) -> Judged:
    return compared(base, LEFT, RIGHT, shipped()).judged(shipped(), Costs())


@pytest.mark.parametrize("at", range(len(LEFT)))
def test_it_adds_up(base: Base, judged: Judged, at: int) -> None:
    found = evidence_of(base, judged, at, shipped())
    total = found.start + sum(piece.weight for piece in found.pieces) + found.rivals + found.calibration
    logit = math.log(found.probability / (1 - found.probability))
    # Three decimals of each piece, and those that weigh less than 0.005 are left out.
    assert total == pytest.approx(logit, abs=0.005 * len(shipped().weights))
    assert found.model == shipped().version


def test_rivals_show(base: Base, judged: Judged) -> None:
    assert evidence_of(base, judged, 0, shipped()).rivals < -0.01
    assert evidence_of(base, judged, 2, shipped()).rivals == 0


def test_a_veto_shows(base: Base, judged: Judged) -> None:
    found = evidence_of(base, judged, 2, shipped())
    assert found.veto
    assert found.verdict != "link"
    assert found.line().endswith("; veto")


def test_the_strongest_comes_first(base: Base, judged: Judged) -> None:
    weights = [abs(piece.weight) for piece in evidence_of(base, judged, 0, shipped()).pieces]
    assert weights == sorted(weights, reverse=True)


def test_lines_of_many_are_the_lines_of_each(base: Base, judged: Judged) -> None:
    each = [evidence_of(base, judged, at, shipped()).line() for at in (3, 0, 2)]
    assert lines_of(base, judged, np.array([3, 0, 2]), shipped()) == each


def test_lines_are_the_same_where_rounding_makes_ties(base: Base, judged: Judged) -> None:
    """Halves of a thousandth, on either side of which another piece comes first."""
    sizes = {name: len(weights) for name, weights in shipped().weights.items()}
    halves = replace(
        shipped(), weights={name: np.full(size, 0.4 + at / 2_000) for at, (name, size) in enumerate(sizes.items())}
    )
    assert lines_of(base, judged, np.arange(4), halves) == [
        evidence_of(base, judged, at, halves).line() for at in range(4)
    ]


def test_no_value_of_a_record_is_in_it(base: Base, judged: Judged) -> None:
    for at in range(len(LEFT)):
        told = str(evidence_of(base, judged, at, shipped()).as_json()).lower()
        for value in ("ada", "lovelace", "analytic", "london", "smith", "512", "7946"):
            assert value not in told
