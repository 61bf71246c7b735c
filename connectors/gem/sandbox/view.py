"""The account as a user would see it, without ids and times, so that two runs can be compared."""

from __future__ import annotations

from typing import Any

import orjson

from connectors.gem.sandbox.org import Candidate, Org, Row
from connectors.gem.sandbox.shapes import EMPTY_CANDIDATE, candidate

_VOLATILE = {"last_updated_at", "due_date"}


def visible_state(org: Org) -> dict[str, Any]:
    """Plain JSON; lists whose order means nothing are sorted."""
    return {
        "candidates": _sorted([_candidate(org, row) for row in org.candidates.values()]),
        "projects": _sorted(
            [{name: row[name] for name in ("name", "privacy_type", "is_archived")} for row in org.projects.values()]
        ),
        "custom_fields": _sorted(
            [
                {"options": sorted(option["value"] for option in row["options"])}
                | {name: row[name] for name in ("name", "value_type", "scope", "is_hidden")}
                for row in org.custom_fields.values()
            ]
        ),
        "users": _sorted([{"name": row["name"], "email": row["email"]} for row in org.users.values()]),
    }


def _candidate(org: Org, row: Candidate) -> Row:
    shown = candidate(org, row)
    due = row.data["due_date"]
    return {
        **{name: row.data[name] for name in EMPTY_CANDIDATE if name not in _VOLATILE},
        "created_by": _email(org, row.data["created_by"]),
        "custom_fields": {field["name"]: field["value"] for field in shown["custom_fields"]},
        "due_date": due and {"date": due["date"], "note": due.get("note"), "user": _email(org, due["user_id"])},
        "projects": sorted(org.projects[id_]["name"] for id_ in shown["project_ids"]),
        "notes": _sorted(
            [
                {"content": note["content"], "is_private": note["is_private"], "user": _email(org, note["user_id"])}
                for note in org.notes.values()
                if note["candidate_id"] == row.id
            ]
        ),
    }


def _email(org: Org, user_id: str) -> str | None:
    user = org.users.get(user_id)
    return None if user is None else user["email"]


def _sorted(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: orjson.dumps(row, option=orjson.OPT_SORT_KEYS))
