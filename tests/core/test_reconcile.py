"""From merged fields to operations: what is written, in which form, and what is held back, by whom and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mappings.canonical import Value
from syncengine.core.model import Abilities, Change, NoteText, Operation, PersonId, Plan, Remark, Side
from syncengine.core.reconcile import CREATE, Wishes, reconcile, settled_fields
from tests.core.sides import ABLE, rule, side

ADA = PersonId("p_ada")
RULES = {
    "company": rule("crm"),
    "title": rule("crm"),
    "emails": rule("union"),
    "private": rule("ats", write=""),
    "due_date": rule("crm", write="crm"),
    "pools": rule("union", write="crm"),
}
NOTE = NoteText("rejection:1", "Closed in the ATS.")


def plan(*sides: Side, wishes: Wishes | None = None, **rules: object) -> Plan:
    return reconcile(ADA, sides, rules={**RULES, **rules}, wishes=wishes or Wishes())  # type: ignore[dict-item]  # rules by name


def verbs(found: Plan) -> list[tuple[str, str, str | None]]:
    return [(each.verb, each.system, each.pool) for each in found.operations]


def codes(found: Plan) -> list[tuple[str, str | None, str | None]]:
    return [(each.code, each.system, each.field) for each in found.remarks]


def test_all_edits_of_a_record_are_one_update_in_the_order_of_the_fields() -> None:
    before: dict[str, Value] = {"company": "x", "title": "t", "emails": ("a@x.io",)}
    ats = side("ats", {"company": "y", "title": "u", "emails": ("a@x.io", "b@x.io")}, before)
    assert plan(ats, side("crm", before, before)).operations == (
        Operation(
            "update",
            "crm",
            "7",
            (
                Change("company", "x", "y", "edited on one side"),
                Change("title", "t", "u", "edited on one side"),
                Change("emails", ("a@x.io",), ("a@x.io", "b@x.io"), "edited on one side"),
            ),
        ),
    )


def test_a_change_says_why() -> None:
    gap = plan(side("ats", {"company": "x"}), side("crm", {"company": None}))
    conflict = plan(side("ats", {"company": "x"}), side("crm", {"company": "y"}))
    assert gap.operations[0].changes[0].why == "fills a gap"
    assert conflict.operations == (Operation("update", "ats", "7", (Change("company", "x", "y", "owner: crm"),)),)


def test_an_undecided_conflict_is_asked_and_written_nowhere() -> None:
    ats, crm = side("ats", {"company": "y"}, {"company": "x"}), side("crm", {"company": "z"}, {"company": "x"})
    found = plan(ats, crm, company=rule("review"))
    assert found.operations == ()
    assert found.undecided == {"company"}
    assert settled_fields(ats, found, failed=frozenset()) == {"company": "x"}


def test_a_system_without_a_record_is_left_alone_unless_one_is_wished_for() -> None:
    ats, nobody = side("ats", {"company": "x"}), side("crm", ref=None)
    assert plan(ats, nobody).operations == ()
    found = plan(ats, nobody, wishes=Wishes(create_in=frozenset({"crm"})))
    assert found.operations == (
        Operation(
            "create", "crm", None, (Change("company", None, "x", "fills a gap"),), why="no record in this system"
        ),
    )


def test_what_cannot_be_said_at_birth_is_said_after_it() -> None:
    abilities = Abilities(frozenset({"company", "due_date"}), frozenset({"company"}))
    ats = side("ats", {"company": "x", "due_date": "2026-12-01"})
    found = plan(
        ats, side("crm", ref=None, abilities=abilities), wishes=Wishes(create_in=frozenset({"crm"}), notes=(NOTE,))
    )
    assert [(each.verb, sorted(each.fields), each.ref) for each in found.operations] == [
        ("create", ["company"], None),
        ("update", ["due_date"], None),
        ("note", [], None),
    ]


@pytest.mark.parametrize("at_birth", [True, False])
def test_pools_of_a_new_record(at_birth: bool) -> None:
    abilities = replace(ABLE, creatable=ABLE.creatable | {"pools"} if at_birth else ABLE.creatable)
    wishes = Wishes(create_in=frozenset({"crm"}), forbidden_pools=frozenset({"nurture"}))
    policy = side("policy", {"pools": ("alumni", "nurture")}, ref=None)
    found = plan(side("ats", {"company": "x"}), side("crm", ref=None, abilities=abilities), policy, wishes=wishes)
    expected = [("create", "crm", None)] if at_birth else [("create", "crm", None), ("add_to_pool", "crm", "alumni")]
    assert verbs(found) == expected
    pools = [change.value for change in found.operations[0].changes if change.field == "pools"]
    assert pools == ([("alumni",)] if at_birth else [])


def test_a_refused_creation_is_not_tried_again_while_it_waits() -> None:
    wishes = Wishes(create_in=frozenset({"crm"}), parked=frozenset({("crm", CREATE)}), notes=(NOTE,))
    assert plan(side("ats", {"company": "x"}), side("crm", ref=None), wishes=wishes).operations == ()


def test_memberships_follow_the_policy_and_leave_other_pools_alone() -> None:
    policy = side("policy", {"pools": ("interviewing",)}, {"pools": ("in_process",)}, ref=None)
    before: dict[str, Value] = {"pools": ("in_process", "sourced")}
    assert verbs(plan(side("crm", before, before), policy)) == [
        ("add_to_pool", "crm", "interviewing"),
        ("remove_from_pool", "crm", "in_process"),
    ]


def test_a_pool_that_a_human_left_is_not_joined_again() -> None:
    policy = side("policy", {"pools": ("nurture",)}, {"pools": ("nurture",)}, ref=None)
    assert plan(side("crm", {"pools": ()}, {"pools": ("nurture",)}), policy).operations == ()


def test_a_forbidden_pool_is_left_even_if_a_human_put_the_person_there() -> None:
    crm = side("crm", {"pools": ("nurture",)}, {"pools": ()})
    found = plan(crm, wishes=Wishes(forbidden_pools=frozenset({"nurture"})))
    assert found.operations == (Operation("remove_from_pool", "crm", "7", pool="nurture", why="must not be in it"),)


def test_where_no_pool_may_be_written_a_forbidden_one_is_asked_about() -> None:
    crm = side("crm", {"pools": ("nurture",)}, {"pools": ()})
    found = plan(crm, wishes=Wishes(forbidden_pools=frozenset({"nurture"})), pools=rule("ats", write=""))
    assert found.operations == ()
    assert [(each.code, each.review) for each in found.remarks] == [("forbidden_direction", True)]


def test_pools_that_are_not_reported_are_not_touched() -> None:
    wishes = Wishes(forbidden_pools=frozenset({"nurture"}))
    assert plan(side("crm", {}), side("policy", {"pools": ("alumni",)}, ref=None), wishes=wishes).operations == ()


def test_a_sealed_record_learns_nothing_and_leaves_what_is_forbidden() -> None:
    wishes = Wishes(
        create_in=frozenset({"crm-2"}),
        sealed=frozenset({"crm", "crm-2"}),
        forbidden_pools=frozenset({"nurture"}),
        notes=(NOTE,),
    )
    ats = side("ats", {"company": "y"}, {"company": "x"})
    crm = side("crm", {"company": "x", "pools": ("nurture",)}, {"company": "x", "pools": ("nurture",)})
    policy = side("policy", {"pools": ("interviewing",)}, {"pools": ()}, ref=None)
    found = plan(ats, crm, side("crm-2", ref=None), policy, wishes=wishes)
    assert verbs(found) == [("remove_from_pool", "crm", "nurture")]
    assert codes(found) == [("sealed", "crm", "company"), ("sealed", "crm", "pools")]


def test_a_sealed_record_leaves_every_list_that_it_must_leave_at_once() -> None:
    """Not only those that are forbidden, and whatever it would join if it were not sealed."""
    wishes = Wishes(sealed=frozenset({"crm"}), forbidden_pools=frozenset({"push"}))
    crm = side("crm", {"pools": ("nurture", "push")}, {"pools": ("nurture",)})
    left = side("policy", {"pools": ()}, {"pools": ("nurture",)}, ref=None)
    both = [("remove_from_pool", "crm", "nurture"), ("remove_from_pool", "crm", "push")]
    assert sorted(verbs(plan(crm, left, wishes=wishes))) == both
    moved = side("policy", {"pools": ("alumni",)}, {"pools": ("nurture",)}, ref=None)
    found = plan(crm, moved, wishes=wishes)
    assert sorted(verbs(found)) == both
    assert codes(found) == [("sealed", "crm", "pools")]


def test_a_sealed_record_still_speaks() -> None:
    crm = side("crm", {"company": "y"}, {"company": "x"})
    found = plan(side("ats", {"company": "x"}, {"company": "x"}), crm, wishes=Wishes(sealed=frozenset({"crm"})))
    assert verbs(found) == [("update", "ats", None)]


HELD: list[tuple[str, Wishes, dict[str, Value], str]] = [
    ("parked", Wishes(parked=frozenset({("crm", "company")})), {"company": "x"}, "parked"),
    ("sealed", Wishes(sealed=frozenset({"crm"})), {"company": "x"}, "sealed"),
    ("not reported at the moment", Wishes(), {}, "unreported"),
]


@pytest.mark.parametrize(("about", "wishes", "shown", "code"), HELD, ids=[row[0] for row in HELD])
def test_what_is_held_is_said_and_still_due_later(
    about: str, wishes: Wishes, shown: dict[str, Value], code: str
) -> None:
    ats, crm = side("ats", {"company": "y"}, {"company": "x"}), side("crm", shown, {"company": "x"})
    held = plan(ats, crm, wishes=wishes)
    assert held.operations == ()
    assert codes(held) == [(code, "crm", "company")]
    ats = replace(ats, base=settled_fields(ats, held, failed=frozenset()))
    crm = replace(crm, now={"company": "x"}, base=settled_fields(crm, held, failed=frozenset()))
    assert verbs(plan(ats, crm)) == [("update", "crm", None)]


def test_a_parked_pool_is_still_due_later() -> None:
    policy = side("policy", {"pools": ("nurture",)}, {"pools": ()}, ref=None)
    crm = side("crm", {"pools": ()}, {"pools": ()})
    held = plan(crm, policy, wishes=Wishes(parked=frozenset({("crm", "pool:nurture")})))
    assert held.operations == ()
    policy = replace(policy, base=settled_fields(policy, held, failed=frozenset()))
    assert verbs(plan(crm, policy)) == [("add_to_pool", "crm", "nurture")]


REFUSED: list[tuple[str, str, Abilities, tuple[str, str]]] = [
    ("the rule forbids the direction", "ats", ABLE, ("forbidden_direction", "company")),
    (
        "the vendor cannot change the field",
        "ats crm",
        Abilities(frozenset(), ABLE.creatable),
        ("unwritable", "company"),
    ),
]


@pytest.mark.parametrize(("about", "write", "abilities", "expected"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_never_written_is_said_once_and_settled(
    about: str, write: str, abilities: Abilities, expected: tuple[str, str]
) -> None:
    ats = side("ats", {"company": "y"}, {"company": "x"})
    crm = side("crm", {"company": "x"}, {"company": "x"}, abilities=abilities)
    found = plan(ats, crm, company=rule("crm", write=write))
    assert found.operations == ()
    assert [(each.code, each.field) for each in found.remarks] == [expected]
    assert settled_fields(ats, found, failed=frozenset()) == {"company": "y"}


def test_a_field_without_a_rule_does_not_travel() -> None:
    found = plan(side("ats", {"location": "Rome"}, {"location": "Oslo"}), side("crm", {"location": "Oslo"}))
    assert found == Plan(ADA)


def test_a_note_is_written_once_and_not_while_it_is_parked() -> None:
    crm = side("crm", {})
    assert verbs(plan(crm, wishes=Wishes(notes=(NOTE,)))) == [("note", "crm", None)]
    assert plan(crm, wishes=Wishes(notes=(NOTE,), noted=frozenset({NOTE.key}))).operations == ()
    parked = frozenset({("crm", f"note:{NOTE.key}")})
    assert plan(crm, wishes=Wishes(notes=(NOTE,), parked=parked)).operations == ()
    assert plan(side("ats", {}), wishes=Wishes(notes=(NOTE,))).operations == ()


def test_remarks_of_the_wishes_come_first() -> None:
    remark = Remark("restricted", "no record is made: private", "crm")
    assert plan(side("ats", {}), wishes=Wishes(remarks=(remark,))).remarks == (remark,)


SETTLED: list[tuple[str, dict[str, Value], str, dict[str, Value]]] = [
    ("what is shown is agreed", {"company": "y"}, "", {"company": "y"}),
    ("what is not shown stays agreed", {}, "", {"company": "x"}),
    ("what failed stays news", {"company": "y"}, "company", {"company": "x"}),
    ("what failed at first contact stays unheard of", {"company": "x", "title": "t"}, "title", {"company": "x"}),
]


@pytest.mark.parametrize(("about", "now", "failed", "settled"), SETTLED, ids=[row[0] for row in SETTLED])
def test_settling(about: str, now: dict[str, Value], failed: str, settled: dict[str, Value]) -> None:
    crm = side("crm", now, {"company": "x"})
    assert settled_fields(crm, Plan(ADA), failed=frozenset({failed})) == settled


def test_an_addition_that_met_a_refusal_is_not_forgotten_before_the_removal_it_beats() -> None:
    """The CRM's own "push" beats the policy's leaving of it, also after the policy's other pool was refused."""
    policy = side("policy", {"pools": ("nurture",)}, {"pools": ("push",)}, ref=None)
    crm = side("crm", {"pools": ("push",)}, {"pools": ()})
    refused = plan(crm, policy)
    assert verbs(refused) == [("add_to_pool", "crm", "nurture")]
    crm, policy = (
        replace(each, base=settled_fields(each, refused, failed=frozenset({"pools"}))) for each in (crm, policy)
    )
    assert plan(crm, policy, wishes=Wishes(parked=frozenset({("crm", "pool:nurture")}))).operations == ()
