"""Request bodies: what is written has other names and shapes than what is read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.types import Json, Kind

REPLACED_WHOLE: Mapping[Kind, frozenset[str]] = {
    "candidate": frozenset(
        {
            "email_addresses",
            "phone_numbers",
            "addresses",
            "website_addresses",
            "social_media_addresses",
            "tags",
            "linked_user_ids",
            "custom_fields",
        }
    ),
    "application": frozenset({"custom_fields", "prospective_job_ids"}),
}
"""Fields that a PATCH replaces as a whole [client]."""

CLEARED_WITH_EMPTY_TEXT = frozenset({"company", "title", "preferred_name"})
"""These are emptied with "" and not with null [client]."""

_WRITE_NAMES = {"private": "is_private"}

_ONLY_BY_PATCH: Mapping[str, Json] = {"private": False, "can_email": True, "time_zone": None, "linked_user_ids": []}
"""Fields that POST does not take, with the value that a new candidate has."""


def creation(data: Mapping[str, Json], *, mark_field: str, mark: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The body of ``POST /candidates``, and the changes that only a PATCH afterwards can make (mostly none)."""
    body = {name: value for name, value in data.items() if name not in _ONLY_BY_PATCH and value is not None}
    body["custom_fields"] = as_list({**(data.get("custom_fields") or {}), mark_field: mark})
    if isinstance(body.get("application"), Mapping):
        body["application"] = application(body["application"])
    later = {
        name: data[name] for name, usual in _ONLY_BY_PATCH.items() if name in data and data[name] not in (usual, None)
    }
    return body, later


def application(data: Mapping[str, Json]) -> dict[str, Any]:
    """The body of ``POST /applications``, or its nested form. The two arms must not be mixed [client].

    A candidate arm says nothing of ``prospect``; a prospect arm has no ``job_id``.
    """
    prospect = bool(data.get("prospect"))
    foreign = "job_id" if prospect else "prospect"
    body = {name: value for name, value in data.items() if name != foreign and value is not None}
    if prospect and data.get("job_id") is not None:
        body["job_ids"] = [data["job_id"]]
    if "custom_fields" in body:
        body["custom_fields"] = as_list(body["custom_fields"])
    return body


def patch(kind: Kind, changes: Mapping[str, Json], *, current: Mapping[str, Json]) -> dict[str, Any]:
    """The body of a PATCH. ``current`` are the custom fields as read, whose other values must be sent along."""
    body = {_WRITE_NAMES.get(name, name): _cleared(kind, name, value) for name, value in changes.items()}
    if "custom_fields" in changes:
        body["custom_fields"] = as_list({**kept_values(current), **(changes["custom_fields"] or {})})
    return body


def kept_values(current: Mapping[str, Json]) -> dict[str, Json]:
    """Custom field values as read, in the form in which they are written back.

    Unset ones are left out, which keeps them unset. Masked ones (``…_hris``) cannot be written at all [client].
    """
    kept = {}
    for key, field in current.items():
        value = field.get("value") if isinstance(field, Mapping) else None
        if value in (None, []) or str(field.get("type")).endswith("_hris"):
            continue
        # A user field shows the user and takes its id [guess, after the webhook's shape].
        kept[key] = value["user_id"] if isinstance(value, Mapping) and "user_id" in value else value
    return kept


def as_list(values: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Custom fields as they are written: a list, where reading gives an object."""
    return [{"name_key": key, "value": value} for key, value in values.items()]


def _cleared(kind: Kind, name: str, value: Json) -> Json:
    if value is not None:
        return value
    if name in REPLACED_WHOLE.get(kind, ()):
        return []
    return "" if name in CLEARED_WITH_EMPTY_TEXT else None
