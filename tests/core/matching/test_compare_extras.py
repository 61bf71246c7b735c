"""Columns that the user adds: dates however they are written, slips in numbers of documents, and what is not said."""

from __future__ import annotations

import pytest

from syncengine.core.matching.rows import ExtraKind
from tests.core.matching.meeting import levels

Kind = ExtraKind
EQUAL = "equal, rare"
A_PART = "one part differs or is exchanged"

VALUES: list[tuple[Kind, str, str, str]] = [
    ("date", "1980-03-12", "12.03.1980", EQUAL),
    ("date", "1980-03-12", "12/3/1980", EQUAL),
    ("date", "19800312", "1980-03-12 00:00:00", EQUAL),
    ("date", "1980-03-12", "12031980", EQUAL),
    ("date", "20031980", "1980-03-20", EQUAL),
    ("date", "12 March 1980", "1980-03-12", EQUAL),
    ("date", "Mar. 12, 1980", "1980-03-12T00:00:00.000000Z", EQUAL),
    ("date", "1980-Mar-12", "1980-03-12", EQUAL),
    ("date", "03/25/1980", "1980-03-25", EQUAL),
    ("date", "1980-03-12", "1980-12-03", A_PART),
    ("date", "1980-03-12", "1980-03-21", A_PART),
    ("date", "1980-03-12", "1981-03-12", A_PART),
    ("date", "12.3.80", "1980-03-12", A_PART),
    ("date", "1980-03-12", "1985-07-01", "different"),
    ("date", "99.99.9999", "1980-01-01", "different"),
    ("date", "0000-00-00", "0000-00-00", "not said"),
    ("date", "1980-03-12", "n/a", "not said"),
    ("id", "AB-123 456", "ab123456", EQUAL),
    ("id", "ab123456", "ab123465", "a slip apart"),
    ("id", "ab123456", "ab12346", "a slip apart"),
    ("id", "ab123456", "zz123465", "different"),
    ("id", "ab123456", "NULL", "not said"),
    ("number", "12.50", "12.5", EQUAL),
    ("number", "1,5", "1.5", EQUAL),
    ("number", "0", "0.000", EQUAL),
    ("number", "100", "101", "close"),
    ("number", "100", "150", "different"),
    ("number", "1.0", "10", "different"),
    ("number", "-5", "5", "different"),
    ("number", "1e300", "5", "different"),
    ("number", "1e300", "1e300", EQUAL),
    ("number", "inf", "5", "different"),
    ("number", "many", "5", "different"),
    ("number", "nan", "5", "not said"),
    ("category", "Red", "red", EQUAL),
    ("category", "red", "reed", "different"),
    ("category", "", "red", "not said"),
    ("text", "Main Street 5", "main street, 5", EQUAL),
    ("text", "Main Street 5", "Main Strett 5", "much alike"),
    ("text", "Main Street 5", "Main Road 5", "somewhat alike"),
    ("text", "Main Street 5", "Hill Lane 77", "different"),
    ("text", "--", "Hill Lane 77", "not said"),
]


@pytest.mark.parametrize(("kind", "one", "other", "expected"), VALUES)
def test_values(kind: Kind, one: str, other: str, expected: str) -> None:
    assert levels({"c": one}, {"c": other}, extras={"c": kind})["column c"] == expected


@pytest.mark.parametrize(
    ("carriers", "expected"),
    [(4, EQUAL), (5, "equal, seen a few times"), (20, "equal, seen a few times"), (21, "equal, common"),
     (101, "equal, very common")],
)  # fmt: skip
def test_an_equal_value_is_known_by_how_many_carry_it(carriers: int, expected: str) -> None:
    row = {"c": "red"}
    assert levels(*[row] * carriers, extras={"c": "category"})["column c"] == expected


def test_a_column_that_no_row_has_is_not_said() -> None:
    assert levels({"first_name": "Ada"}, {"first_name": "Ada"}, extras={"c": "date"})["column c"] == "not said"
