"""Wire objects made from what the account holds: derived members are filled in, hidden things vanish [doc]."""

from __future__ import annotations

from urllib.parse import urlsplit

from connectors.gem.sandbox.org import Candidate, Org, Row
from connectors.types import Json

EMPTY_CANDIDATE: Row = {
    "last_updated_at": None,
    "candidate_greenhouse_id": None,
    "first_name": None,
    "last_name": None,
    "nickname": None,
    "emails": [],
    "phone_number": None,
    "location": None,
    "linked_in_handle": None,
    "profiles": [],
    "company": None,
    "title": None,
    "school": None,
    "education_info": [],
    "work_info": [],
    "due_date": None,
    "sourced_from": None,
    "gem_source": None,
}

NULLABLE = frozenset(name for name, value in EMPTY_CANDIDATE.items() if value is None) | {
    "project_ids",
    "description",
    "project_fields",
}

_NETWORKS = {"github.com": "github", "linkedin.com": "linkedin", "twitter.com": "twitter", "x.com": "twitter"}


def candidate(org: Org, row: Candidate) -> Row:
    """A candidate as every endpoint shows it."""
    return {
        **row.data,
        "weblink": f"https://www.gem.com/candidate/{row.id}",
        "custom_fields": [value for id_ in row.values if (value := _custom_field(org, row, id_)) is not None],
        "project_ids": org.projects_of(row.id),
    }


def _custom_field(org: Org, row: Candidate, field_id: str) -> Row | None:
    field = org.custom_fields[field_id]
    visible = {option["value"]: option["id"] for option in field["options"] if not option["is_hidden"]}
    value = _visible_value(field, row.values[field_id], visible)
    if field["is_hidden"] or value in (None, []):
        return None
    chosen = value if isinstance(value, list) else [value]
    return {
        **{name: field[name] for name in ("id", "name", "scope", "project_id", "value_type")},
        "value": value,
        "value_option_ids": [visible[item] for item in chosen] if field["options"] else [],
        "custom_field_category": field["name"],
        "custom_field_value": value,
    }


def _visible_value(field: Row, value: Json, visible: Row) -> Json:
    if field["value_type"] == "single_select":
        return value if value in visible else None
    if field["value_type"] == "multi_select":
        return [item for item in value if item in visible]
    return value


def profile(url: str) -> Row:
    """A profile derived from a URL, as Gem does on its own [doc]; names of networks are [guess]."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    network = next((name for site, name in _NETWORKS.items() if host == site or host.endswith(f".{site}")), "other")
    return {"network": network, "url": url, "username": parts.path.rstrip("/").rpartition("/")[2]}


def emails(given: Json) -> list[Row]:
    return [{"email_address": item["email_address"], "is_primary": item.get("is_primary", False)} for item in given]
