"""What is known of pairs: levels, what rivals take off, vetoes; the same as matching itself finds."""

from __future__ import annotations

import numpy as np

from syncengine.core.matching.filling import fill
from syncengine.core.matching.judging import compared
from syncengine.core.matching.model import shipped
from syncengine.core.matching.verdicts import Costs
from syncengine.training.meeting import base_of, candidates_of, meet
from syncengine.training.sample import evidence_of, sample_of
from tests.training.people import columns, pairs, sides

COSTS = Costs()


def test_rivals_count_as_they_do_in_matching() -> None:
    """The second of two records that look alike stands against the first."""
    ours, theirs = sides(pairs(4))
    twin = {**theirs[0], "emails": "other@else.example", "title": "Cook"}
    base = base_of([iter([fill(columns(ours))]), iter([fill(columns([*theirs, twin]))])])
    found = meet(base, np.array([0, 2]), np.array([4, 6]), model=shipped(), costs=COSTS)
    assert found.rivals[0] < -0.05
    assert found.rivals[1] == 0.0
    everything = compared(base, *candidates_of(base, np.arange(len(base.cards))), shipped()).judged(shipped(), COSTS)
    at = [(left, right) for left, right in zip(everything.left, everything.right, strict=True)].index((0, 4))
    assert found.probability(shipped())[0] == everything.probability[at]


def test_pairs_that_share_no_key_have_no_rivals() -> None:
    ours, theirs = sides(pairs(4))
    base = base_of([iter([fill(columns(ours))]), iter([fill(columns(theirs))])])
    judged = compared(base, np.array([0]), np.array([4]), shipped()).judged(shipped(), COSTS)
    found = sample_of(base, judged, np.array([1, 0]), np.array([6, 4]))
    assert found.rivals.tolist() == [0.0, judged.after[0] - judged.alone[0]]
    assert len(found.at(np.array([1]))) == 1


def test_evidence_adds_up_to_its_probability() -> None:
    ours, theirs = sides(pairs(6))
    base = base_of([iter([fill(columns(ours))]), iter([fill(columns(theirs))])])
    found = meet(base, np.arange(6), np.arange(6, 12), model=shipped(), costs=COSTS)
    for at in range(6):
        evidence = evidence_of(found, at, shipped(), COSTS)
        total = evidence.start + sum(each.weight for each in evidence.pieces) + evidence.rivals + evidence.calibration
        assert abs(1 / (1 + np.exp(-total)) - evidence.probability) < 0.02
