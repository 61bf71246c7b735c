"""From a row on the wire to a Record, or to a BadRecord that names the field and the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import blake2b

import orjson

from connectors.types import BadRecord, Json, Note, Record, Ref


class BadRow(ValueError):
    """A row that breaks a rule we rely on. The message names the field, never the value."""


def read(system: str, kind: str, row: Json) -> Record | BadRecord:
    """A row of a listing."""
    try:
        return record(system, kind, row)
    except BadRow as bad:
        id_ = row.get("id") if isinstance(row, dict) else None
        return BadRecord(system, kind, id_ if isinstance(id_, str) else None, str(bad), row)


def record(system: str, kind: str, row: Json) -> Record:
    """A row that must be readable. Raises BadRow. Fields nobody documented are kept."""
    if not isinstance(row, dict):
        raise BadRow("the row is not an object")
    _RULES.get(kind, _nothing_more)(row)
    id_ = _membership_id(row) if kind == "membership" else _text(row, "id")
    return Record(Ref(system, kind, id_), row, _version(kind, row))


def note(system: str, row: Json) -> Note:
    """A note row. Raises BadRow."""
    read_ = record(system, "note", row)
    candidate = Ref(system, "candidate", _text(row, "candidate_id"))
    at = row.get("timestamp")
    return Note(
        ref=read_.ref,
        candidate=candidate,
        body=_text(row, "content"),
        private=row.get("is_private") is True,
        created_at=datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None,
    )


def addresses(row: Json) -> Iterator[str]:
    """E-mail addresses of a candidate row, lower-case; what cannot be read is skipped."""
    emails = row.get("emails") if isinstance(row, dict) else None
    for item in emails if isinstance(emails, list) else ():
        address = item.get("email_address") if isinstance(item, dict) else None
        if isinstance(address, str):
            yield address.strip().lower()


def custom_value(row: Json, name: str) -> Json:
    """The value of a team custom field on a candidate row, or None."""
    fields = row.get("custom_fields") if isinstance(row, dict) else None
    for item in fields if isinstance(fields, list) else ():
        if isinstance(item, dict) and item.get("name") == name and item.get("scope") == "team":
            return item.get("value")
    return None


def _version(kind: str, row: Mapping[str, Json]) -> str | None:
    """Candidates tell when they changed; ``last_updated_at`` is null until they first do [guess].

    They tell it in whole seconds, and two edits fit into one. What a PUT replaces as a whole is therefore part of the
    version: there an edit that we did not see would be lost.
    """
    if kind == "membership":
        return str(row["timestamp"])
    at = row.get("last_updated_at") or row.get("created_at")
    if kind != "candidate" or at is None:
        return None
    lists = orjson.dumps([row.get("emails"), row.get("profiles")], option=orjson.OPT_SORT_KEYS)
    return f"{at}-{blake2b(lists, digest_size=4).hexdigest()}"


def _membership_id(row: Mapping[str, Json]) -> str:
    """The log gives no ids, so an entry is named by all that it says."""
    return f"{row['project_id']}|{row['candidate_id']}|{row['timestamp']}|{row['action']}"


def _text(row: Mapping[str, Json], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise BadRow(f"{name}: missing or not a text")
    return value


def _seconds(row: Mapping[str, Json], name: str) -> None:
    value = row.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise BadRow(f"{name}: not a whole number of seconds")


def _list(row: Mapping[str, Json], name: str, *, of: type) -> None:
    value = row.get(name)
    if value is not None and not (isinstance(value, list) and all(isinstance(item, of) for item in value)):
        raise BadRow(f"{name}: not a list of {'objects' if of is dict else 'texts'}")


def _candidate_rules(row: Mapping[str, Json]) -> None:
    _text(row, "id")
    _seconds(row, "created_at")
    _seconds(row, "last_updated_at")
    for name in ("emails", "profiles", "custom_fields"):
        _list(row, name, of=dict)
    _list(row, "project_ids", of=str)
    for item in row.get("emails") or ():
        if not isinstance(item.get("email_address"), str):
            raise BadRow("emails.email_address: missing or not a text")


def _membership_rules(row: Mapping[str, Json]) -> None:
    for name in ("project_id", "candidate_id", "action"):
        _text(row, name)
    if row.get("timestamp") is None:
        raise BadRow("timestamp: missing")
    _seconds(row, "timestamp")


def _nothing_more(row: Mapping[str, Json]) -> None:
    """Other kinds need their id and no more."""


_RULES: Mapping[str, Callable[[Mapping[str, Json]], None]] = {
    "candidate": _candidate_rules,
    "membership": _membership_rules,
}
