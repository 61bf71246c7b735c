"""Plans for people with several records in one system."""

from __future__ import annotations

from datetime import date

from mappings.loader import load_policy
from syncengine.core.model import Operation, PersonId
from syncengine.work.apply import parked_names
from syncengine.work.facts import Facts
from syncengine.work.planning import Planner
from tests.core.sides import side

LEADING = side("crm", {"pools": ("nurture",)}, {"pools": ("nurture",)}, ref="7")
GHOST = side("crm", {"pools": ("nurture",)}, ref="8")
OPTED_OUT = side("ats", {"do_not_contact": True}, ref="1")


def facts(*, parked: frozenset[tuple[str, str]] = frozenset()) -> Facts:
    return Facts(
        person=PersonId("p_1"),
        sides=(OPTED_OUT, LEADING),
        snapshots=(),
        applications=(),
        baselines={},
        seconds=(GHOST,),
        parked=parked,
    )


def leavers(known: Facts) -> list[str | None]:
    plan = Planner(load_policy(), today=lambda: date(2026, 11, 22)).plan(known).plan
    return [each.ref for each in plan.operations if (each.verb, each.pool) == ("remove_from_pool", "nurture")]


def test_what_restricts_a_person_is_carried_out_on_the_ghost_first() -> None:
    assert leavers(facts()) == ["8", "7"]


def test_a_list_that_a_ghost_cannot_leave_keeps_nobody_else_in_it() -> None:
    operation = Operation("remove_from_pool", "crm", "8", pool="nurture")
    [name] = parked_names(operation, seconds=facts().second_refs)
    assert leavers(facts(parked=frozenset({("crm", name)}))) == ["7"]


def test_a_list_that_the_leading_record_cannot_leave_keeps_no_ghost_in_it() -> None:
    operation = Operation("remove_from_pool", "crm", "7", pool="nurture")
    [name] = parked_names(operation, seconds=facts().second_refs)
    assert leavers(facts(parked=frozenset({("crm", name)}))) == ["8"]
