"""Which fields the account really has: the fixed ones, and the custom ones with their options."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from connectors.errors import Unsupported
from connectors.greenhouse.api import Api
from connectors.greenhouse.endpoints import MAX_IDS
from connectors.types import FieldInfo, Json, Kind

_CANDIDATE = {
    "first_name": "text",
    "last_name": "text",
    "preferred_name": "text",
    "company": "text",
    "title": "text",
    "email_addresses": "list",
    "phone_numbers": "list",
    "addresses": "list",
    "website_addresses": "list",
    "social_media_addresses": "list",
    "tags": "list",
    "private": "boolean",
    "can_email": "boolean",
    "time_zone": "text",
    "linked_user_ids": "list",
}
_APPLICATION = {
    "source_id": "number",
    "referrer_id": "number",
    "recruiter_id": "number",
    "coordinator_id": "number",
}
_READ_ONLY = {
    "candidate": ("id", "created_at", "updated_at", "last_activity_at"),
    "application": (
        "id",
        "candidate_id",
        "job_id",
        "status",
        "prospect",
        "job_interview_stage_id",
        "rejection_reason_id",
        "created_at",
        "updated_at",
        "rejected_at",
        "last_activity_at",
    ),
}
_FIXED: Mapping[Kind, Mapping[str, str]] = {"candidate": _CANDIDATE, "application": _APPLICATION}


def describe(api: Api, kind: Kind) -> Sequence[FieldInfo]:
    """Fields by their path in a record's data: ``title``, ``custom_fields.notice_period``. Raises Unsupported."""
    if kind not in _FIXED:
        raise Unsupported(f"fields of {kind} are not described", system=api.system)
    fixed = [FieldInfo(name, _label(name), type_, writable=True) for name, type_ in _FIXED[kind].items()]
    read_only = [FieldInfo(name, _label(name), "text", writable=False) for name in _READ_ONLY[kind]]
    return (*fixed, *read_only, *_custom(api, kind))


def _custom(api: Api, kind: Kind) -> list[FieldInfo]:
    rows = [row for row in api.all_rows("/custom_fields", {"field_type": kind}) if row.get("active") is not False]
    options = _options(api, [row["id"] for row in rows if str(row.get("value_type")).endswith("_select")])
    return [
        FieldInfo(
            name=f"custom_fields.{row['name_key']}",
            label=str(row.get("name") or row["name_key"]),
            type=str(row.get("value_type")),
            writable=not str(row.get("value_type")).endswith("_hris"),  # masked values cannot be written [client]
            options=tuple(options[row["id"]]),
        )
        for row in rows
    ]


def _options(api: Api, field_ids: list[int]) -> Mapping[int, list[str]]:
    options: defaultdict[int, list[str]] = defaultdict(list)
    for start in range(0, len(field_ids), MAX_IDS):
        ids = ",".join(map(str, field_ids[start : start + MAX_IDS]))
        rows: list[Json] = list(api.all_rows("/custom_field_options", {"custom_field_ids": ids}))
        for row in sorted(rows, key=lambda row: row.get("sort_order") or 0):
            if row.get("active") is not False:
                options[row["custom_field_id"]].append(str(row["name"]))
    return options


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()
