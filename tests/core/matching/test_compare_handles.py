"""The letters of addresses against names, and against each other."""

from __future__ import annotations

import pytest

from tests.core.matching.meeting import levels, named

HANDLES = [
    ("ada.lovelace@x.example", "spells the name"),
    ("lovelace_ada@x.example", "spells the name"),
    ("alovelace@x.example", "abbreviates the name"),
    ("adal@x.example", "abbreviates the name"),
    ("lovelace7@x.example", "has the family name"),
    ("bluebird@x.example", "has another name"),
    ("info@x.example", "has none"),
    ("", "has none"),
]


@pytest.mark.parametrize(("address", "answer"), HANDLES)
def test_a_handle_is_held_against_the_name_of_the_other(address: str, answer: str) -> None:
    found = levels(named("Ada", "Lovelace", emails=address), named("Ada", "Lovelace"))
    assert found["handle"] == f"one handle has none, the other {answer}"


def test_the_own_name_is_no_evidence() -> None:
    found = levels(named("Ada", "Lovelace", emails="ada.lovelace@x.example"), named("Bob", "Stone"))
    assert found["handle"] == "one handle has none, the other has another name"


@pytest.mark.parametrize(
    "other",
    [{"emails": "adalovelace7@y.example"}, {"linkedin_url": "https://www.linkedin.com/in/ada-lovelace"},
     {"github_url": "https://github.com/AdaLovelace"}],
)  # fmt: skip
def test_one_handle_in_two_places(other: dict[str, str]) -> None:
    found = levels(named("Ada", "Lovelace", emails="ada.lovelace@x.example"), named("Ada", "King", **other))
    assert found["same handle"] == "yes"


def test_a_handle_that_a_role_has_is_nobodys() -> None:
    info = {"emails": "info@x.example"}
    assert levels(info, {"emails": "info@y.example"})["same handle"] == "no"
