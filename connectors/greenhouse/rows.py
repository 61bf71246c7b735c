"""From a row of Greenhouse's to a Record, or to a BadRecord that says what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.errors import ConnectorError, UnexpectedReply, Unsettled
from connectors.types import BadRecord, Json, Kind, Record, Ref

NOT_SHOWN = "the vendor sent a message instead of the row: it is still being made, or hidden from us"

_SHAPES: Mapping[Kind, Mapping[str, type]] = {
    "candidate": {
        "first_name": str,
        "last_name": str,
        "email_addresses": list,
        "phone_numbers": list,
        "addresses": list,
        "website_addresses": list,
        "social_media_addresses": list,
        "tags": list,
        "custom_fields": dict,
    },
    "application": {"candidate_id": int, "status": str, "prospective_job_ids": list, "custom_fields": dict},
    "stage": {"job_id": int, "name": str},
    "job": {"name": str, "office_ids": list},
    "department": {"name": str},
    "office": {"name": str},
    "source": {"name": str},
    "note": {"body": str},
}
"""Types without which a row cannot be understood. A field may always be null or absent."""


def read_row(row: Json, *, kind: Kind, system: str) -> Record | BadRecord:
    """One row of a listing. ``version`` is ``updated_at``; fields that nobody documented are kept."""
    if not isinstance(row, Mapping):
        return BadRecord(system, kind, None, "the row is not an object", row)
    id_ = row.get("id")
    if is_message(row):
        return BadRecord(system, kind, None if id_ is None else str(id_), NOT_SHOWN, row)
    if not isinstance(id_, int) or isinstance(id_, bool):
        return BadRecord(system, kind, None, "id is missing or not a number", row)
    wrong = wrong_field(row, kind)
    if wrong is not None:
        return BadRecord(system, kind, str(id_), wrong, row)
    return Record(Ref(system, kind, str(id_)), row, row.get("updated_at"))


def is_message(row: Json) -> bool:
    """Whether this is ``{"message": …}`` in place of a row [client: "being processed", or "redacted": contested]."""
    return isinstance(row, Mapping) and row.get("message") is not None and "created_at" not in row


def wrong_field(row: Mapping[str, Json], kind: Kind) -> str | None:
    """The first field that has a type which makes the row unreadable, and the type it should have."""
    for name, type_ in _SHAPES.get(kind, {}).items():
        value = row.get(name)
        if value is not None and not isinstance(value, type_):
            return f"{name} is not a {type_.__name__}"
    return None


def not_readable(bad: BadRecord) -> ConnectorError:
    """The error for a bad row where one whole record was wanted: later, if it may yet appear; else broken."""
    ref = None if bad.id is None else Ref(bad.system, bad.kind, bad.id)
    if bad.reason == NOT_SHOWN:
        return Unsettled(bad.reason, system=bad.system, ref=ref)
    return UnexpectedReply(f"a {bad.kind} cannot be read: {bad.reason}", system=bad.system, ref=ref)
