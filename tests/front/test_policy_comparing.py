"""What two policies say otherwise, in words, and what would be otherwise for one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import yaml

from mappings.loader import load_policy
from mappings.policy import Policy
from mappings.policy_case_file import TODAY
from mappings.policy_cases import cases_of
from mappings.yamlfile import parse_document
from syncengine.front.policy.differing import Move, moves_between
from syncengine.front.policy.staging import person_of
from syncengine.front.policy.wording import changed_keys
from syncengine.work.planning import Planned, Planner

POLICY = load_policy()


def changed(overrides: dict[str, Any]) -> list[str]:
    return list(changed_keys(POLICY, load_policy(None, overrides)))


def test_the_same_policy_has_nothing_to_tell() -> None:
    assert changed({"name": "another name"}) == []


def test_single_keys_are_told_from_what_to_what() -> None:
    assert changed(
        {
            "fields": {"title": {"owner": "ats", "write": ["ats"]}},
            "reason_categories": {"we_rejected": {"recycle": "cool_down", "days": 365}},
            "reasons": {"Cheated": {"recycle": "never"}},
            "note_on_rejection": False,
            "passport": None,
            "stages": {"final": ["Onsite"]},
        }
    ) == [
        "fields.title.owner: crm -> ats",
        "fields.title.write: ats, crm -> ats",
        "note_on_rejection: yes -> no",
        "passport.again_after_days: 30 -> (nothing)",
        "passport.visibility: private -> (nothing)",
        "reason_categories.we_rejected.days: 180 -> 365",
        "reasons.Cheated.days: (nothing) -> 0",
        "reasons.Cheated.recycle: (nothing) -> never",
        "stages.Onsite: interview -> final",
    ]


def test_rules_are_told_by_name() -> None:
    assert changed(
        {
            "rules": [
                {"name": "vip", "into": "silver", "when": {"tag": "vip"}},
                {"name": "alumni", "off": True},
                {"name": "offer", "into": "offer", "when": {"outcome": "active", "milestone": ["final", "offer"]}},
            ]
        }
    ) == [
        "rules: 'alumni' is gone",
        "rules: 'vip' is new",
        "rules: 'offer': when.milestone: offer -> final, offer",
    ]


def test_another_order_is_told() -> None:
    turned = replace(POLICY, rules=tuple(reversed(POLICY.rules)))
    assert list(changed_keys(POLICY, turned)) == ["rules: they are asked in another order"]


def moves(given: dict[str, Any], overrides: dict[str, Any]) -> list[Move]:
    """What would be otherwise under the shipped policy with ``overrides``."""
    text = yaml.safe_dump({"version": 1, "people": [{"name": "one", "given": given, "expect": {}}]})
    [case] = cases_of(parse_document(text, file="cases.yaml")).file.people

    def planned(policy: Policy) -> Planned:
        return Planner(policy, today=_today).plan(person_of(case, policy, today=TODAY))

    return list(moves_between(planned(POLICY), planned(load_policy(None, overrides))))


def _today() -> date:
    return TODAY


CLOSED = {"applications": [{"status": "rejected", "category": "we_rejected", "milestone": "interview"}]}


def test_who_would_come_into_another_list_and_leave_one() -> None:
    silver = {"outcome": "rejected", "milestone": ["interview"]}
    overrides = {"rules": [{"name": "nurture", "off": True}, {"name": "good", "into": "silver", "when": silver}]}
    assert moves(CLOSED, overrides) == [Move("crm", "comes into", "silver"), Move("crm", "leaves", "nurture")]


def test_what_would_be_shown_otherwise() -> None:
    overrides = {"reason_categories": {"we_rejected": {"recycle": "cool_down", "days": 30}}}
    assert moves(CLOSED, overrides) == [Move("crm", "shows another", "due_date")]


def test_notes_that_would_not_be_written() -> None:
    assert moves(CLOSED, {"note_on_rejection": False}) == [Move("crm", "notes")]


def test_who_would_not_be_created_any_more() -> None:
    given = {**CLOSED, "records": {"crm": 0}}
    assert moves(given, {"create_in_crm": "never"}) == [
        Move("crm", "leaves", "nurture"),
        Move("crm", "is not created"),
        Move("crm", "notes"),
    ]


def test_who_would_be_created() -> None:
    given = {"records": {"ats": 0}, "pools": ["silver"]}
    overrides = {"push": [{"name": "silver", "when": {"in_pool": "silver"}}]}
    assert moves(given, overrides) == [Move("ats", "is created")]


def test_what_is_already_so_is_no_move() -> None:
    before = {"pools": ["nurture"], "ats_status": "Rejected"}
    assert moves({**CLOSED, "before": before}, {"name": "other"}) == []
