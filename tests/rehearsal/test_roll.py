"""Whose a record is: by its key, by what it shows, and last by whom the engine made it for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from connectors.sandbox.cast import Shown
from connectors.sandbox.personas import Persona, Profile
from syncengine.rehearsal import roll

ADA = Persona(
    "ada",
    "",
    "linked",
    (Profile("ada/ats", "Ada", "Lovelace", ("Ada@Post.example", "info@house.example"), phone="+12125550123"),),
    (Profile("ada/crm", "Ada", "Lovelace", (), linkedin="ada-lovelace"),),
    shared=frozenset({"info@house.example"}),
)
BO = Persona("bo", "", "apart", (Profile("bo/ats", "Bo", "Beep", ("info@house.example",)),), shared=ADA.shared)

RECORD = Shown("1", None, None, None, None, None, ())


def sorted_as(record: Shown, *, links: roll.Links | None = None) -> tuple[str | None, bool]:
    """Whose it is, and whether it shows something of somebody else."""
    owners = roll._owners((ADA, BO))
    found = roll._sort("crm", [record], owners, links or {}, {"p bo": "bo"})
    return next(iter(found.records), None), bool(found.mixed)


@pytest.mark.parametrize(
    "shows",
    [
        {"key": "ada/crm"},
        {"emails": ("ada@post.EXAMPLE",)},
        {"phones": ("(212) 555-0123",)},
        {"profiles": ("https://www.linkedin.com/in/Ada-Lovelace/",)},
        {"profiles": ("ada-lovelace",)},
    ],
)
def test_a_record_is_known_by_what_it_shows(shows: dict[str, object]) -> None:
    assert sorted_as(replace(RECORD, **shows)) == ("ada", False)  # type: ignore[arg-type]  # fields of Shown


def test_what_is_shared_names_nobody() -> None:
    assert sorted_as(replace(RECORD, emails=("info@house.example",))) == (None, False)


def test_a_record_that_shows_nothing_of_its_own_is_theirs_for_whom_it_was_made() -> None:
    shared = replace(RECORD, emails=("info@house.example",))
    assert sorted_as(shared, links={("crm", "1"): "p bo"}) == ("bo", False)


def test_what_a_record_shows_counts_more_than_whom_it_was_made_for() -> None:
    shows = replace(RECORD, emails=("ada@post.example",))
    assert sorted_as(shows, links={("crm", "1"): "p bo"}) == ("ada", False)


def test_a_record_with_contact_data_of_somebody_else_is_mixed() -> None:
    assert sorted_as(replace(RECORD, key="bo/ats", phones=("+12125550123",))) == ("bo", True)


def test_an_old_address_of_a_page_is_one_name_as_a_whole() -> None:
    assert roll._page("http://www.linkedin.com/pub/ada/1/2/3") == "pub/ada/1/2/3"
