"""What can happen to candidates, whoever does it: the API and a human in the pages use the same functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.greenhouse.sandbox.org import Org, Refusal, Row

COLLECTIONS = ("email_addresses", "phone_numbers", "addresses", "website_addresses", "social_media_addresses")
TEXTS = ("first_name", "last_name", "preferred_name", "company", "title", "time_zone")
EMPTIED = frozenset({"preferred_name", "company", "title"})
"""Texts that "" clears [client]."""


def add(org: Org, fields: Mapping[str, Any], *, by_api: bool = False) -> Row:
    """A new candidate. Nobody looks whether the e-mail is known already [doc]."""
    _require_known(fields)
    row = org.insert("candidates", dict.fromkeys(TEXTS))
    row |= {name: [] for name in COLLECTIONS}
    row |= {"private": False, "can_email": True, "tags": [], "linked_user_ids": [], "custom_fields": {}}
    row |= {"last_activity_at": row["created_at"], "_by_api": by_api}
    _apply(org, row, fields)
    return row


def edit(org: Org, row: Row, changes: Mapping[str, Any]) -> None:
    """Change some fields: those not named stay, collections are replaced as a whole."""
    _require_known(changes)
    _apply(org, row, changes)
    org.touch(row, last_activity_at=org.now())
    if set(changes) - org.knobs.untold:
        org.tell("update_candidate", row)


def _require_known(fields: Mapping[str, Any]) -> None:
    known = {*TEXTS, *COLLECTIONS, "private", "can_email", "tags", "linked_user_ids", "custom_fields"}
    for name in set(fields) - known:
        raise Refusal({name: "is not a field of a candidate"})


def _apply(org: Org, row: Row, changes: Mapping[str, Any]) -> None:
    for name, value in changes.items():
        row[name] = None if value == "" and name in EMPTIED else value
    for tag in row["tags"]:
        tag_named(org, tag)


def tag_named(org: Org, name: str) -> Row:
    """The tag of that name, letter case ignored, made when there is none."""
    for tag in org.rows("candidate_tags"):
        if tag["name"].lower() == name.lower():
            return tag
    return org.insert("candidate_tags", {"name": name})


def delete(org: Org, row: Row) -> None:
    """The candidate and all that hangs on it is gone without a trace; nobody tells of its applications [doc]."""
    gone = [application["id"] for application in org.rows("applications", candidate_id=row["id"])]
    for detail in [detail for id_ in gone for detail in org.rows("rejection_details", application_id=id_)]:
        del org.tables["rejection_details"][detail["id"]]
    del org.tables["candidates"][row["id"]]
    for table in ("applications", "notes", "applied_candidate_tags"):
        for child in org.rows(table, candidate_id=row["id"]):
            del org.tables[table][child["id"]]
    org.tell("delete_candidate", row, deleted_application_ids=gone)


def merge(org: Org, primary: Row, secondary: Row) -> None:
    """The secondary ceases to exist; its applications, notes and contact data move to the primary."""
    if primary is secondary:
        raise Refusal({"secondary_candidate_id": "must be another candidate"})
    for table in ("applications", "notes", "applied_candidate_tags"):
        for child in org.rows(table, candidate_id=secondary["id"]):
            org.touch(child, candidate_id=primary["id"])
    for name in (*COLLECTIONS, "tags"):
        primary[name] = [*primary[name], *(item for item in secondary[name] if item not in primary[name])]
    primary["private"] = primary["private"] or secondary["private"]
    del org.tables["candidates"][secondary["id"]]
    org.touch(primary, last_activity_at=org.now())
    org.tell("merge_candidate", secondary, new_candidate_id=primary["id"])  # and nothing of the primary [guess]


def note(org: Org, candidate: Row, body: str, *, visibility: str, user_id: int, type_: str = "NOTE") -> Row:
    """A note moves the candidate's last_activity_at, and not its updated_at [guess]."""
    candidate["last_activity_at"] = org.now()
    return org.insert(
        "notes",
        {
            "candidate_id": candidate["id"],
            "application_id": None,
            "user_id": user_id,
            "type": type_,
            "visibility": visibility,
            "subject": None,
            "body": body,
            "body_with_tags": body,
            "email_from": None,
            "email_to": None,
            "email_cc": None,
            "email_attachment_file_names": None,
            "import_hash": None,
        },
    )
