"""Cases played against a policy: what fails says what was got, which rule decided, and why the others did not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml

from mappings.loader import load_policy
from mappings.policy import FieldRule, Policy
from mappings.policy_cases import cases_of, read_cases, shipped_cases
from mappings.yamlfile import parse_document
from syncengine.front.policy.trying import Tried, try_cases

POLICY = load_policy()
FINAL = {"applications": [{"status": "rejected", "category": "we_rejected", "milestone": "final"}]}


def person(given: dict[str, Any], expect: dict[str, Any], *, policy: Policy = POLICY) -> Tried:
    text = yaml.safe_dump({"version": 1, "people": [{"name": "one", "given": given, "expect": expect}]})
    return try_cases(policy, cases_of(parse_document(text, file="cases.yaml")))[0]


def field(policy: Policy = POLICY, /, **case: Any) -> Tried:
    text = yaml.safe_dump({"version": 1, "fields": [{"name": "one", **case}]})
    return try_cases(policy, cases_of(parse_document(text, file="cases.yaml")))[0]


def without(*rules: str) -> Policy:
    return replace(POLICY, rules=tuple(rule for rule in POLICY.rules if rule.name not in rules))


def test_every_shipped_case_holds_for_the_shipped_policy() -> None:
    failed = [(tried.at, tried.name) for tried in try_cases(POLICY, read_cases(shipped_cases())) if not tried.passed]
    assert failed == []


@pytest.mark.parametrize("rule", [rule.name for rule in POLICY.rules])
def test_without_a_rule_some_shipped_case_fails(rule: str) -> None:
    assert not all(tried.passed for tried in try_cases(without(rule), read_cases(shipped_cases())))


def test_a_case_that_expects_nothing_passes() -> None:
    assert person(FINAL, {}).passed


def test_what_was_got_instead_is_told() -> None:
    tried = person(FINAL, {"pools": ["nurture"], "due_in_days": 90, "ats_status": "Rejected"})
    assert [(each.what, each.expected, each.got) for each in tried.differences] == [
        ("due_in_days", 90, 180),
        ("pools", ("nurture",), ("silver",)),
    ]


def test_the_rules_that_decided_are_told_and_why_the_others_did_not() -> None:
    tried = person(FINAL, {"pools": ["nurture"]})
    assert tried.decided == {
        "nurture": "silver medalists are nurtured after the cool-down",
        "silver": "silver medalists",
    }
    assert [(each.rule, each.why) for each in tried.why_not] == [
        ("nurture", "'silver medalists are nurtured after the cool-down' decided before it")
    ]


def test_a_rule_that_was_expected_says_what_did_not_hold() -> None:
    tried = person({"applications": [{"status": "active", "milestone": "screen"}]}, {"rule": "offer"})
    assert [(each.rule, each.why) for each in tried.why_not] == [("offer", "milestone is screen, not offer")]


def test_the_contact_lock_can_be_what_decides() -> None:
    given = {**FINAL, "restrictions": ["do_not_contact"], "pools": ["nurture"]}
    assert person(given, {"rule": "(contact lock)", "pools": []}).passed


def test_the_lists_that_somebody_must_not_be_in_are_told() -> None:
    [difference] = person({"pools": ["alumni", "silver"]}, {"not_pools": ["silver", "nurture"]}).differences
    assert (difference.what, difference.got) == ("not_pools", ("silver",))


def test_a_milestone_without_a_stage_cannot_be_played() -> None:
    none = replace(POLICY, stages={"Offer": "offer"})
    tried = person(FINAL, {}, policy=none)
    assert (tried.passed, tried.impossible) == (False, "the policy has no stage for the milestone final")


def test_a_milestone_stands_for_any_stage_of_the_policy_at_hand() -> None:
    renamed = replace(POLICY, stages={"Board Meeting": "final"})
    assert person(FINAL, {"pools": ["silver"]}, policy=renamed).passed


@pytest.mark.parametrize(
    ("given", "when"),
    [
        ({"department": "Sales"}, {"department": ("sales",)}),
        ({"office": ["Oslo", "Rome"]}, {"office": ("Rome",)}),
        ({"job": "Senior Nurse"}, {"job": ("Senior *",)}),
        ({"source": "Referral"}, {"source": ("Referral",)}),
        ({"score": 4}, {"score_at_least": 4.0}),
        ({"reason": "Cheated"}, {"reason": ("cheated",)}),
    ],
)
def test_whatever_rules_may_ask_of_a_candidacy_can_be_given(given: dict[str, Any], when: dict[str, Any]) -> None:
    asking = replace(POLICY.rules[-1], name="asking", into="alumni", when=replace(POLICY.rules[-1].when, **when))
    policy = replace(POLICY, rules=(asking,))
    closed = {"status": "rejected", "category": "we_rejected"}
    assert person({"applications": [{**closed, **given}]}, {"pools": ["alumni"]}, policy=policy).passed
    assert person({"applications": [closed]}, {"pools": []}, policy=policy).passed


def test_tags_can_be_given() -> None:
    asking = replace(POLICY.rules[-1], when=replace(POLICY.rules[-1].when, tag=("vip",)))
    policy = replace(POLICY, rules=(asking,))
    closed = [{"status": "rejected", "category": "we_rejected"}]
    assert person({"applications": closed, "tags": ["VIP"]}, {"pools": ["nurture"]}, policy=policy).passed
    assert person({"applications": closed}, {"pools": []}, policy=policy).passed


def test_a_push_for_a_job_says_so() -> None:
    push = (replace(POLICY.push[0], as_="applicant", job="7"),)
    given = {"records": {"ats": 0}, "pools": ["push"]}
    assert person(given, {"writes": ["create ats applicant"]}, policy=replace(POLICY, push=push)).passed
    assert person(given, {"writes": ["create ats"], "push": "by hand"}).passed


def test_a_field_shows_what_each_side_got() -> None:
    [difference] = field(field="title", before="A", ats="B", crm="C", expect={"ats": "B", "crm": "C"}).differences
    assert (difference.what, difference.expected, difference.got) == ("ats", "B", "C")


def test_a_field_that_waits_for_a_human_must_be_expected_to() -> None:
    asks = replace(POLICY, fields={**POLICY.fields, "title": FieldRule("review", frozenset({"ats", "crm"}))})
    case = {"field": "title", "before": "A", "ats": "B", "crm": "C"}
    assert field(asks, **case, expect={"ats": "B", "crm": "C", "asks": True}).passed
    assert [each.what for each in field(asks, **case, expect={}).differences] == ["asks"]


def test_the_later_edit_wins_where_the_policy_says_so() -> None:
    newest = replace(POLICY, fields={**POLICY.fields, "title": FieldRule("newest", frozenset({"ats", "crm"}))})
    case = {"field": "title", "before": "A", "ats": "B", "crm": "C"}
    assert field(newest, **case, later="ats", expect={"ats": "B", "crm": "B"}).passed
    assert field(newest, **case, later="crm", expect={"ats": "C", "crm": "C"}).passed
    assert field(newest, **case, expect={"asks": True}).passed


def test_a_side_that_shows_nothing_of_a_field_is_not_one_that_is_empty() -> None:
    assert field(field="title", ats="B", expect={"ats": "B", "crm": None}).passed
    assert field(field="title", ats="B", crm=None, expect={"ats": "B", "crm": "B"}).passed
