"""Query parameters of the listings: each becomes a predicate on rows, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from connectors.greenhouse.sandbox.org import Refusal, Row, parse

Predicate = Callable[[Row], bool]
Filter = Callable[[str, str], Predicate]
"""(parameter, text) -> predicate; raises Refusal."""

_COMPARE: Mapping[str, Callable[[datetime, datetime], bool]] = {
    "gte": lambda left, right: left >= right,
    "gt": lambda left, right: left > right,
    "lte": lambda left, right: left <= right,
    "lt": lambda left, right: left < right,
}


def ids(field: str) -> Filter:
    """A comma list of at most 50 ids; the row's field is one of them, or (a list itself) shares one."""

    def build(parameter: str, text: str) -> Predicate:
        wanted = _ids(parameter, text)
        return lambda row: bool(wanted & set(row[field] if isinstance(row[field], list) else [row[field]]))

    return build


def _ids(parameter: str, text: str) -> set[int]:
    parts = text.split(",")
    if len(parts) > 50:
        raise Refusal({parameter: "array size is greater than: 50"})
    if not all(part.isdecimal() for part in parts):
        raise Refusal({parameter: "is not a list of integers"})
    return {int(part) for part in parts}


def exact(field: str) -> Filter:
    return lambda parameter, text: lambda row: row[field] == text


def truth(field: str) -> Filter:
    def build(parameter: str, text: str) -> Predicate:
        if text not in {"true", "false"}:
            raise Refusal({parameter: "is not a boolean"})
        return lambda row: row[field] is (text == "true")

    return build


def choice(field: str, values: Mapping[str, str]) -> Filter:
    """One of a closed list, perhaps spelled otherwise in the row."""

    def build(parameter: str, text: str) -> Predicate:
        if text not in values:
            raise Refusal({parameter: f"value is not one of: {', '.join(values)}"})
        return lambda row: row[field] == values[text]

    return build


def email(parameter: str, text: str) -> Predicate:
    return lambda row: any(item["value"].lower() == text.lower() for item in row["email_addresses"])


def tag(parameter: str, text: str) -> Predicate:
    return lambda row: text in row["tags"]


def private(parameter: str, text: str) -> Predicate:
    """True, the default, includes private candidates; false leaves them out [doc]."""
    return (lambda row: not row["private"]) if text == "false" else (lambda row: True)


def include_defaults(parameter: str, text: str) -> Predicate:
    return (lambda row: True) if text == "true" else (lambda row: not row["_built_in"])


def show_service_accounts(parameter: str, text: str) -> Predicate:
    return (lambda row: True) if text == "true" else (lambda row: not row["_service"])


def dates(field: str, *, two_sided: bool) -> Filter:
    """``gte|2026-11-01T00:00:00Z``, or two such pairs one after the other; a date alone is refused."""

    def build(parameter: str, text: str) -> Predicate:
        parts = text.split("|")
        if len(parts) not in ({2, 4} if two_sided else {2}):
            raise Refusal({parameter: "is not operator|date-time"})
        bounds = [_bound(parameter, *pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
        return lambda row: row[field] is not None and all(holds(parse(row[field])) for holds in bounds)

    return build


def _bound(parameter: str, operator: str, text: str) -> Callable[[datetime], bool]:
    if operator not in _COMPARE:
        raise Refusal({parameter: "unknown operator"})
    try:
        edge = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal({parameter: "is not a date-time"}) from None
    if "T" not in text or edge.tzinfo is None:
        raise Refusal({parameter: "is not a date-time"})
    return lambda at: _COMPARE[operator](at, edge)


STATUS = {"active": "in_process", "rejected": "rejected", "hired": "hired", "converted": "converted"}
"""Filter word -> word in rows: they differ [doc]."""

FILTERS: Mapping[str, Mapping[str, Filter]] = {
    "candidates": {"email": email, "tag": tag, "private": private},
    "applications": {
        "candidate_ids": ids("candidate_id"),
        "job_ids": ids("job_id"),
        "prospective_job_ids": ids("prospective_job_ids"),
        "source_ids": ids("source_id"),
        "stage_ids": ids("stage_id"),
        "job_interview_stage_ids": ids("job_interview_stage_id"),
        "stage_name": exact("stage_name"),
        "prospect": truth("prospect"),
        "status": choice("status", STATUS),
    },
    "jobs": {
        "status": choice("status", {name: name for name in ("open", "draft", "closed")}),
        "confidential": truth("confidential"),
    },
    "job_interview_stages": {"job_ids": ids("job_id"), "active": truth("active")},
    "rejection_reasons": {"include_defaults": include_defaults},
    "rejection_details": {
        "application_ids": ids("application_id"),
        "rejection_reason_ids": ids("rejection_reason_id"),
    },
    "users": {
        "primary_email": exact("primary_email"),
        "deactivated": truth("deactivated"),
        "show_service_accounts": show_service_accounts,
    },
    "notes": {
        "candidate_ids": ids("candidate_id"),
        "user_ids": ids("user_id"),
        "application_ids": ids("application_id"),
        "type": exact("type"),
        "visibility": exact("visibility"),
    },
    "candidate_tags": {},
    "applied_candidate_tags": {
        "candidate_ids": ids("candidate_id"),
        "candidate_tag_ids": ids("candidate_tag_id"),
    },
    "custom_fields": {"field_type": exact("field_type"), "name_key": exact("name_key"), "active": truth("active")},
    "custom_field_options": {"custom_field_ids": ids("custom_field_id")},
    "departments": {},
    "offices": {},
    "sources": {},
}
"""Parameters of every listing beside the common ones. Any other is refused, so that mistakes show [guess]."""

ASSUMED: Mapping[str, Mapping[str, str]] = {
    "rejection_reasons": {"include_defaults": "false"},
    "users": {"show_service_accounts": "false"},
}
"""Parameters that count as given."""

DATES: Mapping[str, tuple[str, ...]] = {
    "candidates": ("last_activity_at",),
    "applications": ("last_activity_at",),
    "jobs": ("opened_at", "closed_at"),
}
"""Date parameters beside created_at and updated_at."""
