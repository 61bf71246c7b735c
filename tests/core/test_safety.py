"""Stops: when the world looks wrong, and when it is only small."""

from __future__ import annotations

import pytest

from syncengine.core.model import Operation, PersonId, Plan, Verb
from syncengine.core.safety import Limits, emptied_side, mass_change, wrong_account

LIMITS = Limits(max_create_share=0.2, max_change_share=0.3, always_allowed=5, emptied_share=0.5)


def plans(number: int, *verbs: Verb) -> list[Plan]:
    operations = tuple(Operation(verb, "crm", "7") for verb in verbs)
    return [Plan(PersonId(f"p_{index}"), operations) for index in range(number)]


MASS: list[tuple[str, list[Plan], int, str | None]] = [
    ("nothing to write", plans(100), 100, None),
    ("as many changes as allowed", plans(30, "update"), 100, None),
    ("one change too many", plans(31, "update"), 100, "mass-change"),
    ("as many new records as allowed", plans(20, "create", "note"), 100, None),
    ("one new record too many", plans(21, "create"), 100, "mass-create"),
    ("several writes for one person are one change", plans(30, "update", "add_to_pool", "note"), 100, None),
    ("few people may change whatever their share", plans(5, "create"), 5, None),
    ("one more than few", plans(6, "create"), 6, "mass-create"),
]


@pytest.mark.parametrize(("about", "found", "people", "name"), MASS, ids=[row[0] for row in MASS])
def test_mass_change(about: str, found: list[Plan], people: int, name: str | None) -> None:
    alarm = mass_change(found, people=people, limits=LIMITS)
    assert (alarm.name if alarm else None) == name


def test_an_alarm_says_what_was_seen_in_figures() -> None:
    alarm = mass_change(plans(31, "update"), people=100, limits=LIMITS)
    assert alarm is not None
    assert alarm.seen == "31 of 100 people would be changed"


@pytest.mark.parametrize(
    ("known", "listed", "alarmed"), [(100, 49, True), (100, 50, False), (100, 0, True), (5, 0, False), (6, 0, True)]
)
def test_emptied_side(known: int, listed: int, alarmed: bool) -> None:
    alarm = emptied_side(system="crm", kind="candidate", known=known, listed=listed, limits=LIMITS)
    assert (alarm.name if alarm else None) == ("emptied-side" if alarmed else None)


@pytest.mark.parametrize(("before", "now", "alarmed"), [(None, "a", False), ("a", "a", False), ("a", "b", True)])
def test_wrong_account(before: str | None, now: str, alarmed: bool) -> None:
    alarm = wrong_account(system="crm", before=before, now=now)
    assert (alarm.name if alarm else None) == ("wrong-account" if alarmed else None)
