"""The most restrictive word of any record wins, and silence is no word."""

from __future__ import annotations

import pytest

from mappings.canonical import Fields
from syncengine.core.restrictions import Restrictions, restrictions_of

SITUATIONS: list[tuple[str, list[Fields], Restrictions]] = [
    ("nobody says anything", [{}, {}], Restrictions()),
    ("no records at all", [], Restrictions()),
    ("one says yes, one says no", [{"private": True}, {"private": False}], Restrictions(private=True)),
    ("one says yes, one says nothing", [{}, {"do_not_contact": True}], Restrictions(do_not_contact=True)),
    ("unknown is not yes", [{"private": None, "do_not_contact": None}], Restrictions()),
    ("each says something", [{"private": True}, {"do_not_contact": True}], Restrictions(True, True)),
]


@pytest.mark.parametrize(("about", "records", "expected"), SITUATIONS, ids=[row[0] for row in SITUATIONS])
def test_restrictions(about: str, records: list[Fields], expected: Restrictions) -> None:
    assert restrictions_of(records) == expected
    assert restrictions_of(reversed(records)) == expected


def test_restrictions_have_names_for_messages() -> None:
    assert (Restrictions().any, Restrictions().names) == (False, ())
    assert Restrictions(True, True).names == ("private", "do not contact")
