"""Rows on the wire become records, or say what is wrong with them without saying a value."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.gem import rows
from connectors.types import BadRecord, Record, Ref

FIXTURES = Path(__file__).parent / "fixtures"
FULL: dict[str, Any] = json.loads((FIXTURES / "candidate_full.json").read_text())
SPARSE: dict[str, Any] = json.loads((FIXTURES / "candidate_sparse.json").read_text())


def test_a_full_candidate_is_kept_as_it_came() -> None:
    read = rows.read("gem", "candidate", FULL)
    assert isinstance(read, Record)
    assert (read.ref, read.data) == (Ref("gem", "candidate", "Y2FuZGlkYXRlczo0Mg=="), FULL)


def test_a_candidate_that_never_changed_has_its_creation_as_version() -> None:
    version = rows.record("gem", "candidate", SPARSE).version
    assert version is not None
    assert version.startswith("1780000500-")


def test_joining_a_project_does_not_change_the_version() -> None:
    moved = {**FULL, "project_ids": ["UHJvamVjdDo3", "UHJvamVjdDo4"]}
    version = rows.record("gem", "candidate", moved).version
    assert version is not None
    assert version.startswith("1780003600-")


def test_another_address_within_the_same_second_is_another_version() -> None:
    seen = rows.record("gem", "candidate", SPARSE).version
    edited = {**SPARSE, "emails": [{"email_address": "new@example.com", "is_primary": True}]}
    assert rows.record("gem", "candidate", edited).version != seen


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": None}, "id: missing or not a text"),
        ({"id": 42}, "id: missing or not a text"),
        ({"created_at": "2026-05-01T00:00:00Z"}, "created_at: not a whole number of seconds"),
        ({"last_updated_at": True}, "last_updated_at: not a whole number of seconds"),
        ({"emails": "noor@haddad.example"}, "emails: not a list of objects"),
        ({"emails": [{"is_primary": True}]}, "emails.email_address: missing or not a text"),
        ({"project_ids": [7]}, "project_ids: not a list of texts"),
        ({"custom_fields": [None]}, "custom_fields: not a list of objects"),
    ],
)
def test_a_broken_candidate_says_which_field(change: dict[str, Any], reason: str) -> None:
    read = rows.read("gem", "candidate", {**FULL, **change})
    assert isinstance(read, BadRecord)
    assert read.reason == reason


@pytest.mark.parametrize("row", [None, "text", 7, [FULL]])
def test_a_row_that_is_not_an_object_is_bad(row: object) -> None:
    assert rows.read("gem", "candidate", row) == BadRecord("gem", "candidate", None, "the row is not an object", row)


def test_lists_may_be_null() -> None:
    row = {**FULL, "emails": None, "custom_fields": None, "profiles": None}
    assert isinstance(rows.read("gem", "candidate", row), Record)
    assert list(rows.addresses(row)) == []
    assert rows.custom_value(row, "talentsync") is None


def test_the_mark_is_read_from_the_team_field_only() -> None:
    assert rows.custom_value(FULL, "talentsync") == "mark-42"
    only_project = {**FULL, "custom_fields": FULL["custom_fields"][1:]}
    assert rows.custom_value(only_project, "talentsync") is None


def test_a_membership_is_named_by_all_it_says() -> None:
    row = {"candidate_id": "c", "project_id": "p", "action": "add", "timestamp": 5}
    assert rows.record("gem", "membership", row).ref.id == "p|c|5|add"
    bad = rows.read("gem", "membership", {**row, "timestamp": None})
    assert isinstance(bad, BadRecord)
    assert bad.reason == "timestamp: missing"
