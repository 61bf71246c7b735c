"""What transforms refuse: records of another shape, and values that cannot be said. No refusal quotes a value."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.canonical import FIELDS, Value
from mappings.transforms import (
    CrossId,
    DueDate,
    FirstOf,
    Flag,
    HandleAndProfiles,
    IdList,
    KeyedCustomField,
    Malformed,
    NamedCustomField,
    NotFlag,
    OneOfMany,
    Place,
    PrimaryEmails,
    Text,
    Texts,
    Transform,
    TypedValues,
    Unsayable,
    change,
)

Row = dict[str, Any]

MALFORMED: list[tuple[Transform, str, Row]] = [
    (Text(path="x"), "company", {"x": 5}),
    (Flag(path="x"), "private", {"x": "yes"}),
    (NotFlag(path="x"), "do_not_contact", {"x": 0}),
    (DueDate(path="x"), "due_date", {"x": "2026-01-01"}),
    (DueDate(path="x"), "due_date", {"x": {"date": "soon"}}),
    (FirstOf(path="x"), "location", {"x": ["Madrid"]}),
    (TypedValues(places=(Place(path="x"),)), "emails", {"x": ["a@x.org"]}),
    (TypedValues(places=(Place(path="x"),)), "emails", {"x": [{"value": {}}]}),
    (PrimaryEmails(path="x"), "emails", {"x": "a@x.org"}),
    (OneOfMany(path="x"), "phones", {"x": ["1"]}),
    (Texts(path="x"), "phones", {"x": [1]}),
    (IdList(path="x"), "pools", {"x": {}}),
    (HandleAndProfiles(handle_path="x", profiles_path="y", write_path="z"), "profiles", {"x": "a", "y": [{"url": 1}]}),
    (KeyedCustomField(name="k", path="x"), "ats_id", {"x": []}),
    (KeyedCustomField(name="k", path="x"), "ats_id", {"x": {"k": {"value": 1}}}),
    (NamedCustomField(name="k", path="x"), "ats_id", {"x": [{"name": "k", "value": ["a"]}]}),
    (CrossId(path="x", prefix="p:"), "cross_ids", {"x": 5}),
]


@pytest.mark.parametrize(("transform", "field", "row"), MALFORMED, ids=lambda part: type(part).__name__)
def test_a_record_of_another_shape_is_malformed(transform: Transform, field: str, row: Row) -> None:
    with pytest.raises(Malformed) as caught:
        transform.read(FIELDS[field], row)
    assert "a@x.org" not in str(caught.value)


UNSAYABLE: list[tuple[Transform, str, Value, str]] = [
    (Text(path="x", max_length=3), "company", "secret", "longer than 3 characters"),
    (Text(path="x", required=True), "first_name", None, "does not accept it empty"),
    (Texts(path="x", capacity=1), "emails", ("a@x.org", "b@x.org"), "more than 1"),
    (OneOfMany(path="x"), "phones", ("600000001", "600000002"), "more than 1"),
    (DueDate(path="x"), "due_date", "soon", "yyyy-mm-dd"),
    (Flag(path="x"), "private", "yes", "true or false"),
    (Text(path="x"), "company", True, "must be text"),
    (NamedCustomField(name="k", type="choice", options=("A",)), "ats_status", "secret", "not one of the options"),
]


@pytest.mark.parametrize(("transform", "field", "value", "reason"), UNSAYABLE, ids=lambda part: str(part)[:12])
def test_what_cannot_be_said_is_refused_by_field_and_rule(
    transform: Transform, field: str, value: Value, reason: str
) -> None:
    before = "before" if isinstance(transform, Text) else None
    with pytest.raises(Unsayable, match=reason) as caught:
        change(transform, FIELDS[field], value, {"x": before, "custom_fields": []})
    assert caught.value.field == field
    assert "secret" not in str(caught.value)
