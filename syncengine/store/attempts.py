"""What was tried before and decided before about one write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.core.reconcile import CREATE
from syncengine.store.tables import operation, review

_LOOKED_AT = 200
"""So many of a person's latest operations are looked through."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One write that was made or tried. ``ended_at`` is in seconds since the epoch; ``error`` is the class of the
    error, ``reason`` what it said."""

    id: str
    verb: str
    state: str
    error: str | None
    reason: str | None
    request_id: str | None
    sent_at: float
    ended_at: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An earlier letter about the same write, and what became of it."""

    id: int
    reason: str
    opened_at: float
    closed_at: float
    decision: str | None
    decided_by: str | None


def attempts_of(
    connection: sa.Connection, person: PersonId, *, system: str, names: Sequence[str], limit: int = 10
) -> list[Attempt]:
    """Attempts at any of these parked names (none means at anything of the person), the latest first."""
    rows = connection.execute(
        sa.select(operation)
        .where(operation.c.person_id == person, operation.c.system == system)
        .order_by(operation.c.planned_at.desc(), operation.c.id)
        .limit(_LOOKED_AT)
    )
    plain = {name.partition("@")[0] if not name.startswith("note:") else name for name in names}
    found = [_attempt(row) for row in rows if not plain or plain & _names(row)]
    return found[:limit]


def answers_to(connection: sa.Connection, subject: str) -> list[Answer]:
    """The latest first."""
    rows = connection.execute(
        sa.select(
            review.c.id,
            review.c.reason,
            review.c.opened_at,
            review.c.closed_at,
            review.c.decision,
            review.c.decided_by,
        )
        .where(review.c.kind == "parked", review.c.subject == subject, review.c.closed_at.is_not(None))
        .order_by(review.c.id.desc())
        .limit(10)
    )
    return [Answer(*row) for row in rows]


def _names(row: sa.Row[Any]) -> set[str]:
    if row.verb == "create":
        return {CREATE}
    if row.verb == "note":
        return {f"note:{row.note_key}", f"note:{str(row.note_key).partition(':')[0]}"}  # itself, and its row of notes
    return {f"pool:{row.pool}"} if row.pool else {change["field"] for change in row.changes}


def _attempt(row: sa.Row[Any]) -> Attempt:
    return Attempt(
        id=row.id,
        verb=row.verb,
        state=row.state,
        error=row.error_code,
        reason=row.error_text,
        request_id=row.request_id,
        sent_at=row.sent_at or row.planned_at,
        ended_at=row.ended_at,
    )
