"""Thirty policies that loop, all of them found, and each seen to go round; thirty that do not, none of them refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from mappings.canonical import Value
from mappings.policy import FieldRule, Policy
from syncengine.core.loops import Loop, loops
from syncengine.work.planning import Planner
from tests.core.loops.corpus import LOOPING, SAFE, Entry
from tests.core.loops.person import Person, passed
from tests.core.simulator import System, World


def _about(entry: Entry) -> str:
    return entry.about


def test_there_are_thirty_of_each() -> None:
    assert (len(LOOPING), len(SAFE)) == (30, 30)
    assert len({entry.about for entry in (*LOOPING, *SAFE)}) == 60


@pytest.mark.parametrize("entry", SAFE, ids=_about)
def test_no_safe_policy_is_refused(entry: Entry) -> None:
    assert loops(entry.policy()) == []


@pytest.mark.parametrize("entry", LOOPING, ids=_about)
def test_every_loop_is_found_and_goes_round(entry: Entry) -> None:
    policy = entry.policy()
    found = loops(policy)
    assert found
    for loop in found:
        assert loop.words.endswith("and so on for ever")
        if loop.about is None:
            assert goes_round(loop, policy)
        else:
            assert swaps_for_ever(policy.fields[loop.about], loop.about)


def goes_round(loop: Loop, policy: Policy) -> bool:
    """Does somebody to whom the loop's events happen come to rest after each but the last, and never after that?"""
    planners: Mapping[date, Planner] = {
        event.case.today: Planner(policy, today=lambda day=event.case.today: day)  # type: ignore[misc]
        for event in loop.events
    }
    person = Person()
    rests: list[bool] = []
    for event in loop.events:
        case = event.case
        person = replace(
            person,
            applications=case.applications,
            restrictions=case.restrictions,
            tags=case.tags,
            today=case.today,
        ).put_into(event.pools)
        person, rest = until_quiet(person, planners)
        rests.append(rest)
    return rests == [True] * (len(rests) - 1) + [False]


def until_quiet(person: Person, planners: Mapping[date, Planner]) -> tuple[Person, bool]:
    """Passes until one writes nothing, or until everything is as it was before. False: it goes round."""
    seen: set[Person] = set()
    while person not in seen:
        seen.add(person)
        person, written = passed(person, planners)
        if not written:
            return person, True
    return person, False


def swaps_for_ever(rule: FieldRule, name: str) -> bool:
    """Is there an edit on both sides after which passes that are cut short before they settle write for ever?"""
    return any(_never_quiet(rule, name, order=order) for order in permutations(("ats", "crm")))


def _never_quiet(rule: FieldRule, name: str, *, order: tuple[str, ...]) -> bool:
    agreed, ats_value, crm_value = VALUES.get(name, ("z", "a", "b"))
    ats = System("ats", "ats", {name: ats_value}, {name: agreed}, changed=order.index("ats"))
    crm = System("crm", "crm", {name: crm_value}, {name: agreed}, changed=order.index("crm"))
    systems = {"ats": ats, "crm": crm}
    world = World([systems[each] for each in order], {name: rule})
    for _ in range(20):
        if not world.run().operations:
            return False
        ats.base, crm.base, world.policy_base = {name: agreed}, {name: agreed}, {}
    return True


VALUES: Mapping[str, tuple[Value, Value, Value]] = {
    "emails": (("a@x.io", "b@x.io"), ("a@x.io",), ("b@x.io",)),
    "phones": (("+14155550101", "+14155550102"), ("+14155550101",), ("+14155550102",)),
}
"""What was agreed on, and what both sides show now."""
