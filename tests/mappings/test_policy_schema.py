"""The schema for editors takes what we take, and refuses what we refuse where a schema can see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types

import mappings
from mappings.loader import load_policy
from mappings.policy_schema import policy_schema
from mappings.policy_writing import as_file

DEFAULT = Path(mappings.__file__ or "").parent / "policies" / "default.yaml"
VALIDATOR = Draft202012Validator(policy_schema())


def complaints(data: dict[str, Any]) -> list[str]:
    """Where the schema refuses, as dotted paths."""
    return [".".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(data)]


def test_it_is_a_schema_with_a_name_and_no_place() -> None:
    Draft202012Validator.check_schema(policy_schema())
    assert policy_schema()["$id"] == "urn:talentsync:policy:2"
    assert str(DEFAULT.parent.parent) not in str(policy_schema())


def test_the_shipped_policy_fits() -> None:
    assert complaints(yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))) == []
    assert complaints(as_file(load_policy(), over=load_policy())) == []


@pytest.mark.parametrize(
    "data",
    [
        {"version": 2},
        {"version": 2, "rules": [{"name": "nurture", "off": True}]},
        {"version": 2, "pools": {"nurture": "Talent pool"}},
        {
            "version": 2,
            "rules": [{"name": "x", "into": "nurture", "when": {"outcome": "hired", "score": {"below": 2}}}],
        },
        {"version": 2, "push": [{"name": "x", "as": "applicant", "job": "7", "when": {"in_pool": ["a", "b"]}}]},
        {"version": 2, "passport": None},
    ],
)
def test_what_we_take_fits(data: dict[str, Any]) -> None:
    assert complaints(data) == []


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ({}, ""),
        ({"version": 1}, "version"),
        ({"version": 2, "pool": {}}, ""),
        ({"version": 2, "fields": {"titel": {"owner": "crm", "write": []}}}, "fields"),
        ({"version": 2, "rules": [{"name": "x", "when": {"outcome": "fired"}}]}, "rules.0.when.outcome"),
        ({"version": 2, "rules": [{"name": "x", "when": {"outcome": []}}]}, "rules.0.when.outcome"),
        ({"version": 2, "reasons": {"x": {"recycle": "cool_down", "days": -1}}}, "reasons.x.days"),
    ],
)
def test_what_we_refuse_does_not_fit(data: dict[str, Any], where: str) -> None:
    assert complaints(data) == [where]


def test_parts_are_described() -> None:
    described = policy_schema()["$defs"]
    assert described["WhenLine"]["description"] == "What must hold, all of it. A list means: any of these."
