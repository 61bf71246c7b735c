"""What webhooks say, in the shapes of the old API (v1) [doc: the samples under "Webhooks" of the developers' pages].

Each event puts its record at a place of its own, and some leave fields out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.greenhouse.sandbox.org import Org, Row
from connectors.greenhouse.sandbox.people import COLLECTIONS
from connectors.types import Json

Payload = Callable[[Org, str, Row, Mapping[str, Any]], Json]
"""(organisation, event, row, details) -> what is under "payload"."""

_PAGES = "https://app.greenhouse.io/people"
_STATUS = {"in_process": "active"}
_NAMES_SOURCE = frozenset({"new_candidate_application", "application_updated", "candidate_stage_change"})
"""Events in whose samples the source has a ``name``; in the others it is a ``public_name``."""


def _application(org: Org, event: str, row: Row, details: Mapping[str, Any]) -> Json:
    shown = {
        "id": row["id"],
        "status": _STATUS.get(row["status"], row["status"]),
        "prospect": row["prospect"],
        "applied_at": _seconds(row["created_at"]),
        "rejected_at": _seconds(row["rejected_at"]),
        "last_activity_at": _seconds(row["last_activity_at"]),
        "url": f"{_PAGES}/{row['candidate_id']}?application_id={row['id']}",
        "source": _source(org, row["source_id"], "name" if event in _NAMES_SOURCE else "public_name"),
        "credited_to": _user(org, row["referrer_id"]),
        "rejection_reason": _reason(org, row["rejection_reason_id"]),
        "rejection_details": None if row["rejected_at"] is None else {"custom_fields": {}},
        "current_stage": _stage(org, row),
        "prospect_detail": dict.fromkeys(("prospect_pool", "prospect_stage", "prospect_owner")),
        "custom_fields": org.show("applications", row)["custom_fields"],
        "candidate": _candidate_within(org, org.row("candidates", row["candidate_id"])),
        "jobs": [_job(org, org.row("jobs", id_)) for id_ in _job_ids(row)],
    }
    return {"application": shown}


_NOT_WHEN_HIRED = frozenset(
    {
        *("status", "prospect", "applied_at", "rejected_at", "last_activity_at", "rejection_reason"),
        *("rejection_details", "current_stage", "prospect_detail"),
    }
)


def _hired(org: Org, event: str, row: Row, details: Mapping[str, Any]) -> Json:
    """The odd one out: it does not say that the application is hired, except by its name [doc]."""
    whole = _application(org, event, row, details)["application"]
    kept = {name: value for name, value in whole.items() if name not in _NOT_WHEN_HIRED}
    job = kept["jobs"][0]
    short = {name: job[name] for name in ("id", "name", "requisition_id", "departments", "offices", "custom_fields")}
    return {"application": {**kept, "opening": None, "offer": None, "job": short}}


def _deleted_application(org: Org, event: str, row: Row, details: Mapping[str, Any]) -> Json:
    shown = {
        "id": row["id"],
        "candidate_id": row["candidate_id"],
        "job_id": row["job_id"],
        "created_at": _seconds(row["created_at"]),
        "source_id": row["source_id"],
        "candidate_rejection_reason_id": row["rejection_reason_id"],
        "rejection_note_id": None,
        "rejected_at": _seconds(row["rejected_at"]),
        "referrer_id": row["referrer_id"],
        "prospect": row["prospect"],
        "rejected_by_user_id": None,
    }
    return {"application": shown}


def _candidate(org: Org, event: str, row: Row, details: Mapping[str, Any]) -> Json:
    """Without ``is_private`` and ``can_email`` [doc]."""
    shown = {
        "id": row["id"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "title": row["title"],
        "company": row["company"],
        "created_at": _seconds(row["created_at"]),
        "external_id": None,
        "photo_url": None,
        "url": f"{_PAGES}/{row['id']}",
        **{name: row[name] for name in COLLECTIONS},
        "educations": [],
        "employments": [],
        "recruiter": None,
        "coordinator": None,
        "attachments": [],
        "tags": row["tags"],
        "custom_fields": org.show("candidates", row)["custom_fields"],
    }
    return {"candidate": shown}


def _candidate_within(org: Org, row: Row) -> Row:
    shown: Row = _candidate(org, "", row, {})["candidate"]
    return {**shown, "is_private": row["private"], "can_email": row["can_email"]}


def _person(org: Org, event: str, row: Row, details: Mapping[str, Any]) -> Json:
    shown = {
        "id": row["id"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "company": row["company"],
        "title": row["title"],
        "created_at": _seconds(row["created_at"]),
        "headline": None,
        "is_private": row["private"],
        "recruiter_user_id": None,
        "coordinator_user_id": None,
        "can_email": row["can_email"],
    }
    return {"person": {**shown, **details}}


def _anonymized(org: Org, event: str, row: Row, details: Mapping[str, Any]) -> Json:
    return {"candidate_id": row["id"], **details}


def _new_job(org: Org, event: str, row: Row, details: Mapping[str, Any]) -> Json:
    return {"job": _job(org, row)}


def _job_ids(application: Row) -> list[int]:
    """A prospect may have any number of jobs, and none."""
    return application["prospective_job_ids"] if application["prospect"] else [application["job_id"]]


def _job(org: Org, row: Row) -> Row:
    """A confidential job shows its name here, though the API hides it."""
    return {
        **{name: row[name] for name in ("id", "name", "requisition_id", "notes", "confidential")},
        "job_post_id": None,
        "status": row["status"],
        "created_by_id": None,
        "created_at": _seconds(row["created_at"]),
        "opened_at": _seconds(row["opened_at"]),
        "closed_at": _seconds(row["closed_at"]),
        "departments": [_part(org, "departments", row["department_id"])] if row["department_id"] else [],
        "offices": [_part(org, "offices", id_) for id_ in row["office_ids"]],
        "custom_fields": {},
    }


def _part(org: Org, table: str, id_: int) -> Row:
    shown = org.row(table, id_)
    return {name: shown[name] for name in ("id", "name", "location", "external_id") if name in shown}


def _stage(org: Org, application: Row) -> Row | None:
    """The id is the stage's definition, not this visit to it [guess]."""
    if application["job_interview_stage_id"] is None:
        return None
    return {"id": application["job_interview_stage_id"], "name": application["stage_name"], "interviews": []}


def _reason(org: Org, id_: int | None) -> Row | None:
    if id_ is None:
        return None
    row = org.row("rejection_reasons", id_)
    return {"id": row["id"], "name": row["name"], "type": {name: row["type"][name] for name in ("id", "name")}}


def _source(org: Org, id_: int | None, naming: str) -> Row | None:
    """An id that nobody can look up, as the API lets one write it [guess], has a name of its own."""
    if id_ is None:
        return None
    return {"id": id_, naming: org.row("sources", id_)["name"] if org.has("sources", id_) else f"Source {id_}"}


def _user(org: Org, id_: int | None) -> Row | None:
    if id_ is None or not org.has("users", id_):
        return None
    row = org.row("users", id_)
    return {"id": id_, "email": row["primary_email"], "name": row["name"], "employee_id": row["employee_id"]}


def _seconds(text: str | None) -> str | None:
    """Time stamps of webhooks have no milliseconds."""
    return None if text is None else f"{text[:19]}Z"


PAYLOADS: Mapping[str, Payload] = {
    "new_candidate_application": _application,
    "new_prospect_application": _application,
    "application_updated": _application,
    "candidate_stage_change": _application,
    "reject_candidate": _application,
    "unreject_candidate": _application,
    "hire_candidate": _hired,
    "unhire_candidate": _application,
    "delete_application": _deleted_application,
    "update_candidate": _candidate,
    "delete_candidate": _person,
    "merge_candidate": _person,
    "candidate_anonymized": _anonymized,
    "job_created": _new_job,
}
"""By event: all that this sandbox sends."""
