"""Custom field values that a body may carry: the field must exist, the value must fit its type."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.gem.sandbox import bodies
from connectors.gem.sandbox.org import Org, Row
from connectors.gem.sandbox.refusals import invalid
from connectors.types import Json


def accepted(org: Org, given: Sequence[Row]) -> Row:
    """Values by field id. Raises the 422 refusal when a field is unknown or a value does not fit [guess: status]."""
    values = {item["custom_field_id"]: item["value"] for item in given}
    for field_id, value in values.items():
        complaint = _complaint(org.custom_fields.get(field_id), value)
        if complaint:
            raise invalid({"custom_fields": [complaint]})
    return values


def _complaint(field: Row | None, value: Json) -> str | None:
    if field is None or field["is_hidden"]:
        return "Invalid custom field."
    if value in (None, []):
        return None
    if field["value_type"] == "date":
        return bodies.date(value)
    if field["value_type"] == "text":
        return None if isinstance(value, str) else "Not a valid string."
    options = {option["value"] for option in field["options"] if not option["is_hidden"]}
    chosen = [value] if field["value_type"] == "single_select" else value
    fits = isinstance(chosen, list) and all(isinstance(item, str) and item in options for item in chosen)
    return None if fits else "Invalid option."
