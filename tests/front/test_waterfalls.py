"""Evidence as a waterfall: each bar begins where the one before it ended, and the screen is never too narrow."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncengine.front.display.matchings import percent
from syncengine.front.display.waterfalls import Step, Waterfall, steps_of

MATCH: dict[str, Any] = {
    "start": -1.0,
    "pieces": [
        {"comparison": "e-mail", "level": "same mailbox", "weight": 4.0},
        {"comparison": "place", "level": "other country", "weight": -2.0},
    ],
    "rivals": -0.5,
    "calibration": 0.01,
}


def drawn(width: int, *, ascii_only: bool = True) -> list[str]:
    return [line.plain.rstrip() for line in Waterfall(tuple(steps_of(MATCH))).lines(width=width, ascii_only=ascii_only)]


def test_a_waterfall() -> None:
    assert drawn(60) == [
        "    any two records with some...    -1.0 ----",
        "    e-mail: same mailbox            +4.0 ++++++++++++++++++",
        "    place: other country            -2.0          ---------",
        "    others fit as well              -0.5        --",
        "    in all                          +0.5",
    ]


def test_it_is_as_wide_as_the_screen() -> None:
    wide = drawn(100, ascii_only=False)
    assert max(map(len, wide)) <= 100
    assert wide[1].count("█") > 2 * drawn(60)[1].count("+")
    assert wide[2].endswith("▒")


def test_what_weighs_little_is_told_in_one_line() -> None:
    faint = [{"comparison": "rank", "level": str(number), "weight": 0.03} for number in range(3)]
    steps = steps_of({**MATCH, "pieces": [*MATCH["pieces"], *faint]})
    assert [step.label for step in steps][3] == "3 comparisons of little weight"
    assert round(sum(step.weight for step in steps), 6) == round(sum(step.weight for step in steps_of(MATCH)) + 0.09, 6)


def test_corrections_of_nothing_are_left_out() -> None:
    assert [step.label for step in steps_of(MATCH)][-1] == "others fit as well"


@given(
    st.lists(st.tuples(st.text(max_size=30), st.floats(-40, 40)), min_size=1, max_size=30),
    st.integers(1, 300),
)
def test_whatever_the_evidence_each_step_is_one_line(steps: list[tuple[str, float]], width: int) -> None:
    waterfall = Waterfall(tuple(Step(label, weight) for label, weight in steps))
    lines = [line.plain for line in waterfall.lines(width=width)]
    assert len(lines) == len(steps) + 1
    assert all(len(line) <= max(width, 40) and line.isprintable() for line in lines)


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.98, "98 %"),
        (0.1, "10 %"),
        (0.123, "12.3 %"),
        (0.99996, "99.996 %"),
        (0.00004, "0.004 %"),
        (0.99999999, "above 99.9999 %"),
        (1e-9, "below 0.0001 %"),
    ],
)
def test_a_share_is_told_from_all_and_from_nothing(share: float, told: str) -> None:
    assert percent(share) == told
