"""Which fields a row of each kind has, and what may stand in them."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.types import Json, Kind

Row = dict[str, Json]

SHAPES: Mapping[Kind, Mapping[str, type]] = {
    "candidate": {
        "first_name": str,
        "last_name": str,
        "emails": list,
        "phones": list,
        "title": str,
        "company": str,
        "location": str,
        "profiles": list,
        "private": bool,
        "can_email": bool,
        "due_date": str,
        "tags": list,
        "sourced_from": str,
        "owner_id": str,
        "touches": int,
        "last_contact": str,
        "erased": bool,
    },
    "application": {
        "candidate_id": str,
        "job_id": str,
        "stage_id": str,
        "status": str,
        "rejection_reason_id": str,
        "prospect": bool,
        "source_id": str,
        "owner_id": str,
        "score": int,
    },
    "job": {"name": str, "status": str, "confidential": bool, "department_id": str, "office_ids": list},
    "department": {"name": str},
    "office": {"name": str},
    "source": {"name": str},
    "stage": {"job_id": str, "name": str, "position": int},
    "rejection_reason": {"name": str, "type": str},
    "user": {"name": str, "email": str},
    "note": {"candidate_id": str, "body": str, "private": bool},
    "custom_field": {"name": str, "type": str, "options": list},
    "pool": {"name": str},
    "membership": {"candidate_id": str, "pool_id": str, "action": str},
}

MARKED: frozenset[Kind] = frozenset({"candidate", "application"})

POINTS_AT: Mapping[str, Kind] = {
    "candidate_id": "candidate",
    "job_id": "job",
    "department_id": "department",
    "source_id": "source",
    "owner_id": "user",
    "stage_id": "stage",
    "rejection_reason_id": "rejection_reason",
    "pool_id": "pool",
}

_FIRST_VALUES: Mapping[str, Json] = {"can_email": True, "status": "active"}


class NotAccepted(ValueError):
    """The world refuses a value. ``field`` names it; the value itself is in no text."""

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"{field}: {rule}")
        self.field = field


def blank(kind: Kind) -> Row:
    """A row of which nothing is known: lists are empty, switches are off, all else is null."""
    empty: Mapping[type, Json] = {list: (), bool: False}
    row = {name: _FIRST_VALUES.get(name, empty.get(shape)) for name, shape in SHAPES[kind].items()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in row.items()}


def require_accepted(kind: Kind, values: Mapping[str, Json], *, added: frozenset[str]) -> None:
    """Raises NotAccepted for a field that the kind does not have, or a value of the wrong shape. Null always fits."""
    shapes = SHAPES[kind]
    for name, value in values.items():
        if kind == "candidate" and name in added:
            continue
        if name not in shapes:
            raise NotAccepted(name, "there is no such field")
        if value is not None and not isinstance(value, shapes[name]):
            raise NotAccepted(name, f"must be {shapes[name].__name__}")
        if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            raise NotAccepted(name, "must hold text")
