"""Which writes may make a vendor mail somebody, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mappings.policy import PushRule, When
from syncengine.core.mails import effects_of, guarded, unnamed_effects
from syncengine.core.model import Change, MayMail, NoteText, Operation, PersonId, Plan

TITLE = Change("title", "Engineer", "Lead", "edited on one side")
COMPANY = Change("company", None, "Initech", "fills a gap")
BIRTH = Operation("create", "ats", None, (COMPANY,), why="no record in this system")
UPDATE = Operation("update", "ats", "7", (TITLE, COMPANY))
JOIN = Operation("add_to_pool", "crm", "9", pool="nurture")
LEAVE = Operation("remove_from_pool", "crm", "9", pool="nurture")
NOTE = Operation("note", "crm", "9", note=NoteText("k", "body"))

PROSPECT = PushRule("by hand", When())
APPLICANT = PushRule("by hand", When(), "applicant", job="12")


def as_(push: PushRule) -> Operation:
    return replace(BIRTH, push=push)


def effect(verb: str, *, fields: tuple[str, ...] = (), push: tuple[str, ...] = ()) -> MayMail:
    return MayMail("told", verb, frozenset(fields), frozenset(push))  # type: ignore[arg-type]  # the verbs below


@pytest.mark.parametrize(
    ("operation", "declared", "has"),
    [
        (BIRTH, effect("create"), True),
        (UPDATE, effect("create"), False),
        (UPDATE, effect("update"), True),
        (UPDATE, effect("update", fields=("title", "emails")), True),
        (UPDATE, effect("update", fields=("emails",)), False),
        (BIRTH, effect("create", fields=("company",)), True),
        (BIRTH, effect("create", fields=("title",)), False),
        (JOIN, effect("add_to_pool"), True),
        (LEAVE, effect("add_to_pool"), False),
        (LEAVE, effect("remove_from_pool"), True),
        (NOTE, effect("note"), True),
        (BIRTH, effect("create", push=("applicant",)), False),  # nobody was pushed
        (as_(PROSPECT), effect("create", push=("applicant",)), False),
        (as_(APPLICANT), effect("create", push=("applicant",)), True),
        (as_(PROSPECT), effect("create", push=("prospect",)), True),
        (as_(PROSPECT), effect("create", push=("prospect_for_job",)), False),
        (as_(replace(PROSPECT, job="12")), effect("create", push=("prospect_for_job",)), True),
        (as_(APPLICANT), effect("create", push=("prospect_for_job",)), False),
    ],
)
def test_an_effect_is_of_the_writes_that_it_names(operation: Operation, declared: MayMail, has: bool) -> None:
    assert effects_of(operation, [declared]) == (("told",) if has else ())


def test_the_policy_allows_effects_by_name() -> None:
    both = [MayMail("told", "create"), MayMail("asked", "create")]
    assert effects_of(BIRTH, both) == ("asked", "told")
    assert unnamed_effects(BIRTH, both, may_mail=frozenset()) == ("asked", "told")
    assert unnamed_effects(BIRTH, both, may_mail=frozenset({"told"})) == ("asked",)
    assert unnamed_effects(BIRTH, both, may_mail=frozenset({"told", "asked"})) == ()


def plan(*operations: Operation) -> Plan:
    return Plan(PersonId("p_1"), operations)


def test_a_plan_that_mails_nobody_stays_as_it_is() -> None:
    planned = plan(BIRTH, UPDATE, JOIN, NOTE)
    assert guarded(planned, {"ats": (), "crm": ()}, may_mail=frozenset()) is planned
    assert guarded(planned, {"ats": (effect("create", push=("applicant",)),)}, may_mail=frozenset()) == planned


def test_what_is_allowed_is_done_and_says_what_it_may_lead_to() -> None:
    found = guarded(plan(as_(APPLICANT)), {"ats": (effect("create"),)}, may_mail=frozenset({"told"}))
    assert [each.mails for each in found.operations] == [("told",)]
    assert found.remarks == ()


def test_a_record_that_is_not_made_takes_along_what_would_be_written_to_it() -> None:
    later = Operation("update", "ats", None, (TITLE,))
    join = Operation("add_to_pool", "ats", None, pool="nurture")
    found = guarded(plan(as_(APPLICANT), later, join, JOIN), {"ats": (effect("create"),)}, may_mail=frozenset())
    assert found.operations == (JOIN,)
    [remark] = found.remarks
    assert (remark.code, remark.system, remark.field, remark.review) == ("would_mail", "ats", None, True)
    assert remark.text == (
        "ats may mail the candidate when somebody is made an applicant there (told): not done; "
        "to allow it, write told under may_mail in the policy"
    )
    assert found.held == frozenset()


def test_an_update_goes_on_without_the_field_that_would_mail_and_the_field_is_held() -> None:
    found = guarded(plan(UPDATE), {"ats": (effect("update", fields=("title",)),)}, may_mail=frozenset())
    assert [each.changes for each in found.operations] == [(COMPANY,)]
    assert (found.held, [each.field for each in found.remarks]) == (frozenset({"title"}), ["title"])


def test_an_update_of_which_every_field_would_mail_is_not_made() -> None:
    found = guarded(plan(UPDATE), {"ats": (effect("update"),)}, may_mail=frozenset())
    assert (found.operations, found.held) == ((), frozenset({"title", "company"}))


@pytest.mark.parametrize(
    ("operation", "words", "held"),
    [
        (JOIN, "somebody joins a list there", {"pools"}),
        (LEAVE, "somebody leaves a list there", {"pools"}),
        (NOTE, "a note is written there", set()),
        (BIRTH, "a record is made there", set()),
    ],
)
def test_every_other_write_that_would_mail_is_left_out_and_said(
    operation: Operation, words: str, held: set[str]
) -> None:
    effects = {operation.system: (effect(operation.verb),)}
    found = guarded(plan(operation), effects, may_mail=frozenset({"something else"}))
    assert found.operations == ()
    assert found.held == held
    assert words in found.remarks[0].text


def test_of_two_systems_only_the_one_that_mails_is_left_out() -> None:
    other = replace(BIRTH, system="other")
    found = guarded(plan(BIRTH, other), {"ats": (effect("create"),), "other": ()}, may_mail=frozenset())
    assert found.operations == (other,)
