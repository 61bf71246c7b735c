"""docs/lifecycle.md is true: every row of its tables is what the planner writes."""

from __future__ import annotations

from itertools import product

import pytest

from tests.core.standing import FURTHEST, OUTCOMES, REASONS, RESTRICTED, Standing, exists, written_for
from tests.core.truth_table import DOCUMENT, written_into
from tests.core.turns import TURNS, words_of

_EVERYBODY = [
    at for at in (Standing(*words) for words in product(OUTCOMES, FURTHEST, REASONS, RESTRICTED)) if exists(at)
]


def _rows(table: str) -> list[tuple[str, ...]]:
    """The rows of a table in the document, as they stand there."""
    text = DOCUMENT.read_text(encoding="utf-8")
    lines = text.partition(f"<!-- table: {table} -->\n")[2].partition(f"<!-- end: {table} -->")[0].splitlines()
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]


STANDINGS, HAPPENINGS = _rows("standings"), _rows("turns")


def _about(row: tuple[str, ...]) -> list[Standing]:
    """Whom a row is about."""

    def is_named(value: str, cell: str) -> bool:
        return cell in {"any", "–"} or value in cell.split(" or ")

    return [
        at
        for at in _EVERYBODY
        if at.outcome == row[0]
        and is_named(at.furthest, row[1])
        and is_named(at.reason, row[2])
        and is_named(at.restricted, row[3])
    ]


def test_the_document_is_fresh() -> None:
    """If not: python -m tests.core.truth_table --write, and look at what has become different."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert written_into(text) == text


def test_everybody_is_in_one_row() -> None:
    assert len(STANDINGS) == 39
    assert len(_EVERYBODY) == 5 * 4 + 5 * 4 + 2 * 6 * 4 * 4
    named = [at for row in STANDINGS for at in _about(row)]
    assert sorted(map(repr, named)) == sorted(map(repr, _EVERYBODY))


@pytest.mark.parametrize("row", STANDINGS, ids=lambda row: ", ".join(row[:4]))
def test_a_standing_leads_to_what_its_row_says(row: tuple[str, ...]) -> None:
    for at in _about(row):
        assert (at, tuple(written_for(at).cells())) == (at, row[4:])


@pytest.mark.parametrize("row", HAPPENINGS, ids=lambda row: row[0])
def test_what_happens_leads_to_what_its_row_says(row: tuple[str, ...]) -> None:
    about, writes = row
    assert ("; ".join(words_of(TURNS[about])) or "nothing") == writes


def test_everything_that_happens_has_a_row() -> None:
    assert [row[0] for row in HAPPENINGS] == list(TURNS)


@pytest.mark.parametrize("row", STANDINGS, ids=lambda row: ", ".join(row[:4]))
def test_nobody_who_must_not_be_written_to_is_where_one_writes_to_people(row: tuple[str, ...]) -> None:
    """Said once more without the planner, of the words in the table alone."""
    outcome, reason, restricted, into, leaves = (
        row[0],
        row[2],
        row[3],
        {*row[4].split(", "), *row[5].split(", ")},
        row[6],
    )
    free = outcome in {"none", "rejected", "withdrawn"} and reason != "never" and "no" in restricted.split(" or ")
    contact = {"nurture", "silver"}
    assert free or (not into & contact and contact <= set(leaves.split(", ")))
