"""A policy that is written as one file decides the same when it is read again."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.loader import load_policy
from mappings.policy_writing import as_file

EVERYTHING: dict[str, Any] = {
    "name": "ours",
    "fields": {"title": {"owner": {"ats": "crm", "crm": "crm"}, "write": ["ats"], "clear": False}},
    "stages": {"final": ["Board Meeting"], "screen": ["Onsite"]},
    "job_stages": [{"job": "Executive *", "stages": {"offer": ["Chat"]}}],
    "pools": {"nurture": "Talent pool", "vip": {"name": "VIP", "keeps": True}},
    "rules": [
        {"name": "vip", "into": "vip", "when": {"tag": "vip", "score": {"at_least": 3}}},
        {"name": "never", "out_of": ["vip", "silver"], "when": {"reason": ["Cheated*"], "not_in_pool": "push"}},
        {"name": "alumni", "off": True},
    ],
    "push": [
        {"name": "by hand", "off": True},
        {"name": "vip", "when": {"in_pool": "vip"}, "as": "applicant", "job": "7", "source": "CRM"},
    ],
    "reasons": {"Cheated": {"recycle": "never"}, "Too Junior": {"recycle": "cool_down", "days": 365}},
    "create_in_crm": "all",
    "passport": None,
    "may_mail": ["a", "b"],
}


@pytest.mark.parametrize("overrides", [None, EVERYTHING], ids=["default", "everything"])
def test_it_decides_the_same(overrides: dict[str, Any] | None) -> None:
    policy = load_policy(None, overrides)
    again = load_policy(None, as_file(policy, over=load_policy()))
    assert again.fingerprint == policy.fingerprint
    assert again.name == policy.name


def test_rules_that_are_gone_are_said_to_be_off() -> None:
    data = as_file(load_policy(None, EVERYTHING), over=load_policy())
    assert data["rules"][-1] == {"name": "alumni", "off": True}
    assert data["push"][-1] == {"name": "by hand", "off": True}
