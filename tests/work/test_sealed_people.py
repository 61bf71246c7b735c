"""Plans for people of whom little, or nothing, may be passed on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from mappings.canonical import Value
from mappings.loader import load_policy
from syncengine.core.model import Operation, PersonId, Plan
from syncengine.work.facts import Facts
from syncengine.work.planning import KEPT_OUT, Planner
from tests.core.sides import side

KNOWN: Mapping[str, Value] = {"title": "Engineer", "company": "Acme"}
IN_NURTURE = {**KNOWN, "pools": ("nurture",)}


def plan(ats: Mapping[str, Value], crm: Mapping[str, Value], *, kept_out: bool = False) -> Plan:
    """Both sides had agreed on the same, and since then show this as well. In each there is a second record."""
    sides = (side("ats", {**KNOWN, **ats}, KNOWN, ref="1"), side("crm", {**IN_NURTURE, **crm}, IN_NURTURE, ref="7"))
    ghosts = (side("ats", {"do_not_contact": False}, ref="2"), side("crm", {"pools": ("nurture",)}, ref="8"))
    facts = Facts(PersonId("p_1"), sides, (), (), {}, seconds=ghosts, kept_out=kept_out)
    return Planner(load_policy(), today=lambda: date(2026, 11, 22)).plan(facts).plan


def spelt(operation: Operation) -> tuple[str, ...]:
    return (operation.verb, operation.system, operation.ref or "", operation.pool or ",".join(sorted(operation.fields)))


LEFT = [("remove_from_pool", "crm", "8", "nurture"), ("remove_from_pool", "crm", "7", "nurture")]


@pytest.mark.parametrize(
    ("ats", "crm"),
    [
        ({"erased": True, "title": None}, {"company": "Globex"}),
        ({"company": "Globex"}, {"erased": True, "title": None}),
        ({"title": "Duchess"}, {"erased": True, "company": "Globex"}),
    ],
)
def test_who_is_anonymous_in_one_system_is_filled_in_by_none(
    ats: Mapping[str, Value], crm: Mapping[str, Value]
) -> None:
    found = plan(ats, crm)
    assert [spelt(each) for each in found.operations] == LEFT
    assert {(each.code, each.system) for each in found.remarks if each.field in KNOWN} == {
        ("sealed", "ats"),
        ("sealed", "crm"),
    }


def test_of_who_is_private_the_crm_learns_nothing_and_the_ats_does() -> None:
    found = plan({"private": True, "title": "Duchess"}, {"company": "Globex"})
    assert [spelt(each) for each in found.operations] == [*LEFT, ("update", "ats", "1", "company")]


def test_of_who_is_kept_out_only_restrictions_go_on() -> None:
    found = plan({"do_not_contact": True, "title": "Duchess"}, {"company": "Globex"}, kept_out=True)
    assert [spelt(each) for each in found.operations] == [("update", "ats", "2", "do_not_contact"), *LEFT]
    assert (found.remarks, found.conflicts) == ((KEPT_OUT,), ())


def test_of_who_is_kept_out_and_free_nothing_goes_on() -> None:
    assert plan({"title": "Duchess"}, {"company": "Globex"}, kept_out=True).operations == ()
