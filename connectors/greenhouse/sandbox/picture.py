"""The state as a user of Greenhouse could see it, comparable between two runs: no ids, no time stamps, no marks."""

from __future__ import annotations

import re
from typing import Any

from connectors.greenhouse.sandbox.org import Org, Row
from connectors.greenhouse.sandbox.people import COLLECTIONS

_MARK = re.compile(r"\[talentsync:[^\]]*\]")


def picture(org: Org, *, mark_field: str | None) -> dict[str, Any]:
    """Candidates with their applications and notes, sorted by content. A mark shows as "set": its value is chance."""
    candidates = [_candidate(org, row, mark_field) for row in org.rows("candidates")]
    return {"candidates": sorted(candidates, key=repr)}


def _candidate(org: Org, row: Row, mark_field: str | None) -> dict[str, Any]:
    custom = dict(row["custom_fields"])
    if mark_field is not None and custom.get(mark_field):
        custom[mark_field] = "set"
    return {
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        **{name: row[name] for name in ("preferred_name", "company", "title", "private", "can_email")},
        **{name: row[name] for name in COLLECTIONS},
        "tags": sorted(row["tags"]),
        "custom_fields": dict(sorted(custom.items())),
        "applications": sorted(
            (_application(org, a) for a in org.rows("applications", candidate_id=row["id"])), key=repr
        ),
        "notes": sorted((_note(n) for n in org.rows("notes", candidate_id=row["id"])), key=repr),
    }


def _application(org: Org, row: Row) -> dict[str, Any]:
    jobs = [row["job_id"]] if row["job_id"] is not None else row["prospective_job_ids"]
    reason = row["rejection_reason_id"]
    return {
        "prospect": row["prospect"],
        "jobs": [org.row("jobs", id_)["name"] for id_ in jobs],
        "status": row["status"],
        "stage": row["stage_name"],
        "rejection_reason": None if reason is None else org.row("rejection_reasons", reason)["name"],
    }


def _note(row: Row) -> dict[str, Any]:
    return {"body": _MARK.sub("[talentsync:…]", row["body"]), "visibility": row["visibility"]}
