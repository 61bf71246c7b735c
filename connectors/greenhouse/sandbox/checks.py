"""What the vendor refuses in a request body before anything happens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.greenhouse.sandbox.org import Org, Refusal, Row
from connectors.greenhouse.sandbox.people import TEXTS

_TYPES: Mapping[str, frozenset[str]] = {
    "email_addresses": frozenset({"personal", "work", "other"}),
    "phone_numbers": frozenset({"home", "work", "mobile", "skype", "other"}),
    "addresses": frozenset({"home", "work", "other"}),
    "website_addresses": frozenset({"personal", "company", "portfolio", "blog", "other"}),
    "social_media_addresses": frozenset(),
}
"""The ``type`` of items per collection [doc]; social media addresses have none."""

CREATES = frozenset({*TEXTS, *_TYPES, "tags", "custom_fields", "application"}) - {"time_zone"}
PATCHES = CREATES - {"application"} | {"is_private", "can_email", "time_zone", "linked_user_ids"}


def body_of(body: Any, *, allowed: frozenset[str], required: Sequence[str] = ()) -> dict[str, Any]:
    """An object with known fields only, and all required ones. That unknown ones are refused is a [guess]."""
    if not isinstance(body, dict):
        raise Refusal("The body must be an object")
    problems: list[str | dict[str, str]] = [{name: "is missing"} for name in required if body.get(name) in (None, "")]
    problems += [{name: "is not allowed"} for name in body if name not in allowed]
    if problems:
        raise Refusal(*problems)
    return body


def candidate_fields(org: Org, body: Mapping[str, Any]) -> Row:
    """The fields of a candidate as stored, from a checked body. Raises Refusal with every problem."""
    problems: list[str | dict[str, str]] = []
    for name, value in body.items():
        problem = _problem(org, name, value)
        if problem:
            problems.append({name: problem})
    if problems:
        raise Refusal(*problems)
    fields = {("private" if name == "is_private" else name): value for name, value in body.items()}
    fields.pop("application", None)
    if "custom_fields" in fields:
        fields["custom_fields"] = custom_values(org, fields["custom_fields"])
    return fields


def _problem(org: Org, name: str, value: Any) -> str | None:
    if name in {"first_name", "last_name"}:
        return None if isinstance(value, str) and value.strip() else "can't be blank"
    if name in TEXTS:
        return None if value is None or isinstance(value, str) else "is not a string"
    if name in {"is_private", "can_email"}:
        return None if isinstance(value, bool) else "is not a boolean"
    if name == "tags":
        return None if _is_list_of(str, value) else "is not a list of strings"
    return _item_problem(name, value) if name in _TYPES else None


def _item_problem(name: str, value: Any) -> str | None:
    if not _is_list_of(dict, value):
        return "is not a list of objects"
    for item in value:
        if not isinstance(item.get("value"), str):
            return "value is missing"
        if item.get("type") not in (_TYPES[name] or {None}):
            return "type is not in the list of types"
        if name == "email_addresses" and "@" not in item["value"]:
            return f"`{item['value']}` is not a valid e-mail address"
    return None


def _is_list_of(type_: type, value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, type_) for item in value)


def custom_values(org: Org, items: Any) -> Row:
    """Custom fields as stored, from the list in which they are written: the complete set, whatever was there."""
    if not _is_list_of(dict, items):
        raise Refusal({"custom_fields": "is not a list of objects"})
    known = {field["name_key"]: field for field in org.custom_fields("candidate")}
    by_id = {field["id"]: field for field in known.values()}
    values: Row = {}
    for item in items:
        field = known.get(item.get("name_key")) or by_id.get(item.get("custom_field_id"))
        if field is None:
            raise Refusal({"custom_fields": "holds a field that does not exist"})
        if field["value_type"].endswith("_hris"):
            raise Refusal({"custom_fields": "holds a field that cannot be written"})
        values[field["name_key"]] = _custom_value(org, field, item.get("value"))
    return {key: value for key, value in values.items() if value not in (None, "", [])}


def _custom_value(org: Org, field: Row, value: Any) -> Any:
    """Selects take names of options; the other types are not looked into."""
    if not field["value_type"].endswith("_select") or value is None:
        return value
    names = value if isinstance(value, list) else [value]
    options = {row["name"] for row in org.rows("custom_field_options", custom_field_id=field["id"], active=True)}
    if not set(names) <= options:
        raise Refusal({field["name_key"]: "is not one of the options"})
    return value
