"""Employers, titles and places side by side."""

from __future__ import annotations

import pytest

from tests.core.matching.meeting import Row, levels, named

STRANGERS = [named(f"Name{at}x", f"Other{at}y") for at in range(2_000)]

EMPLOYERS: list[tuple[str, Row, Row, str]] = [
    ("legal form", {"company": "Acme Inc."}, {"company": "ACME"}, "same employer"),
    ("acronym", {"company": "International Business Machines"}, {"company": "IBM"}, "same employer"),
    ("in the title", {"title": "Engineer at Acme"}, {"company": "acme"}, "same employer"),
    ("behind the address", {"company": "Acme"}, {"emails": "zoe@acme.com"}, "employer and address agree"),
    ("mailbox for all", {"company": "Gmail"}, {"emails": "zoe@gmail.com"}, "not said"),
    ("group", {"company": "Acme"}, {"company": "Acme Group"}, "same group"),
    ("slip", {"company": "Initech"}, {"company": "Inittech"}, "spelled alike"),
    ("a word", {"company": "Acme Widgets"}, {"company": "Acme Foods"}, "a word in common"),
    ("another", {"company": "Initech"}, {"company": "Globex"}, "different"),
    ("not said", {}, {"company": "Acme"}, "not said"),
]


@pytest.mark.parametrize(("case", "one", "other", "expected"), EMPLOYERS)
def test_employers(case: str, one: Row, other: Row, expected: str) -> None:
    assert levels(one, other)["employer"].partition(",")[0] == expected, case


@pytest.mark.parametrize("name", ["Acme", "JPMorgan Chase & Co."])
def test_an_employer_is_as_common_as_its_share_of_the_base(name: str) -> None:
    row = {"company": name}
    assert levels(row, row, *STRANGERS)["employer"] == "same employer, commonness 4 of 7"
    assert levels(row, row, *STRANGERS, *[row] * 50)["employer"] == "same employer, commonness 7 of 7"


TITLES = [
    ("same", "Engineer", "engineer", "same title, commonness 1 of 3", "rank not said, title agrees"),
    ("another rank", "Junior Engineer", "Senior Engineer", "same title, commonness 1 of 3", "two steps apart"),
    ("abbreviated rank", "Sr. Software Engineer", "Senior Software Engineer", "same title", "rank equal, title agrees"),
    ("a word", "Software Engineer", "Data Engineer", "some words agree", "rank not said, title differs"),
    ("another", "Nurse", "Engineer", "different", "rank not said, title differs"),
    ("not said", "", "Engineer", "not said", "rank not said, title not said"),
]


@pytest.mark.parametrize(("case", "one", "other", "title", "rank"), TITLES)
def test_titles(case: str, one: str, other: str, title: str, rank: str) -> None:
    found = levels({"title": one}, {"title": other}, *STRANGERS)
    assert title in found["title"], case
    assert rank in found["rank"], case


PLACES = [
    ("less said", "Berlin, Germany", "Berlin", "same city, commonness 1 of 4"),
    ("abbreviated", "Austin, TX", "Austin, Texas, United States", "same city, commonness 1 of 4"),
    ("same state", "Austin, TX", "Dallas, TX", "same region"),
    ("same country", "Berlin, Germany", "Munich, Germany", "other city of the country"),
    ("country only", "Germany", "Berlin, Germany", "same country, city not said, commonness 0 of 2"),
    ("elsewhere", "Berlin, Germany", "Paris, France", "other country"),
    ("not said", "", "Paris, France", "not said"),
]


@pytest.mark.parametrize(("case", "one", "other", "expected"), PLACES)
def test_places(case: str, one: str, other: str, expected: str) -> None:
    assert levels({"location": one}, {"location": other}, *STRANGERS)["place"] == expected, case


def test_a_city_where_many_live_is_common() -> None:
    paris = {"location": "Paris, France"}
    assert levels(paris, paris, *STRANGERS, *[paris] * 100)["place"] == "same city, commonness 4 of 4"
