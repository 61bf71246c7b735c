"""The human queue: questions that only a human can answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.audit_decisions import REVIEW, tell_of_answers
from syncengine.store.people import chunks
from syncengine.store.tables import review

ReviewKind = Literal[
    "possible_match",
    "ghost",
    "conflict",
    "bad_record",
    "unknown_value",
    "parked",
    "vanished",
    "unpushed",
    "drift",
    "returned",
    "erased_elsewhere",
]


@dataclass(frozen=True, slots=True)
class Review:
    """One question to a human. ``reason`` and ``detail`` name fields and rules; values stay in the snapshots."""

    id: int
    kind: str
    subject: str
    person: PersonId | None
    system: str | None
    ref_id: str | None
    field: str | None
    reason: str
    detail: Mapping[str, Any]
    opened_at: float


def open_review(
    connection: sa.Connection,
    kind: ReviewKind,
    *,
    subject: str,
    reason: str,
    now: float,
    person: PersonId | None = None,
    system: str | None = None,
    ref_id: str | None = None,
    field: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Ask, unless the same question is open already. Returns the id of the open question."""
    standing = connection.execute(
        sa.select(review.c.id).where(review.c.kind == kind, review.c.subject == subject, review.c.closed_at.is_(None))
    ).scalar_one_or_none()
    if standing is not None:
        return int(standing)
    result = connection.execute(
        review.insert().values(
            kind=kind,
            subject=subject,
            person_id=person,
            system=system,
            ref_id=ref_id,
            field=field,
            reason=reason,
            detail=dict(detail or {}),
            opened_at=now,
        )
    )
    key = result.inserted_primary_key
    assert key is not None  # noqa: S101  # an insert of one row always has a key
    return int(key[0])


def close_matching(
    connection: sa.Connection, kind: ReviewKind, *, subjects: Sequence[str], decision: str, by: str, now: float
) -> None:
    """Close questions that answered themselves (a bad record that can be read again, a conflict that ended)."""
    for chunk in chunks(subjects):
        closed = (
            review.update()
            .where(review.c.kind == kind, review.c.subject.in_(chunk), review.c.closed_at.is_(None))
            .values(closed_at=now, decision=decision, decided_by=by)
        )
        tell_of_answers(connection, connection.execute(closed.returning(*REVIEW)), said=decision, by=by, now=now)


def answers(connection: sa.Connection, kind: ReviewKind, *, subjects: Sequence[str]) -> dict[str, str]:
    """subject -> the latest answer to questions of a kind that are closed."""
    found: dict[str, str] = {}
    for chunk in chunks(subjects):
        rows = connection.execute(
            sa.select(review.c.subject, review.c.decision)
            .where(review.c.kind == kind, review.c.subject.in_(chunk), review.c.closed_at.is_not(None))
            .order_by(review.c.id)
        )
        found.update((subject, decision) for subject, decision in rows if decision is not None)
    return found


def standing(connection: sa.Connection, kind: ReviewKind, *, subjects: Sequence[str]) -> set[str]:
    """Those of these subjects about which a question of a kind is open."""
    found: set[str] = set()
    for chunk in chunks(subjects):
        rows = connection.execute(
            sa.select(review.c.subject).where(
                review.c.kind == kind, review.c.subject.in_(chunk), review.c.closed_at.is_(None)
            )
        )
        found.update(row[0] for row in rows)
    return found


def open_fields(connection: sa.Connection, kind: ReviewKind, *, person: PersonId) -> set[str]:
    """Fields of a person about which questions of a kind are open."""
    rows = connection.execute(
        sa.select(review.c.field).where(
            review.c.person_id == person, review.c.kind == kind, review.c.closed_at.is_(None)
        )
    )
    return {row[0] for row in rows if row[0]}


def close_all(connection: sa.Connection, kind: ReviewKind, *, decision: str, by: str, now: float) -> None:
    """Close every question of a kind: what raised them has changed, and what still holds is asked again."""
    connection.execute(
        review.update()
        .where(review.c.kind == kind, review.c.closed_at.is_(None))
        .values(closed_at=now, decision=decision, decided_by=by)
    )


def close_nameless(connection: sa.Connection, *, system: str, kind: str, now: float) -> None:
    """Close questions about bad records of a kind that had no id."""
    connection.execute(
        review.update()
        .where(
            review.c.kind == "bad_record",
            review.c.ref_id.is_(None),
            review.c.subject.startswith(f"{system}:{kind}:", autoescape=True),
            review.c.closed_at.is_(None),
        )
        .values(closed_at=now, decision="readable again", decided_by="talentsync")
    )


def open_reviews(connection: sa.Connection, *, limit: int = 1000) -> list[Review]:
    rows = connection.execute(sa.select(review).where(review.c.closed_at.is_(None)).order_by(review.c.id).limit(limit))
    return [_review(row) for row in rows]


def find(connection: sa.Connection, id_: int) -> Review | None:
    row = connection.execute(sa.select(review).where(review.c.id == id_, review.c.closed_at.is_(None))).one_or_none()
    return None if row is None else _review(row)


def close(connection: sa.Connection, id_: int, *, decision: str, by: str, now: float) -> None:
    closed = review.update().where(review.c.id == id_).values(closed_at=now, decision=decision, decided_by=by)
    tell_of_answers(connection, connection.execute(closed.returning(*REVIEW)), said=decision, by=by, now=now)


def counts(connection: sa.Connection) -> dict[str, int]:
    """kind -> open questions. A possible match stands on both people and is one question."""
    rows = connection.execute(
        sa.select(review.c.kind, sa.func.count()).where(review.c.closed_at.is_(None)).group_by(review.c.kind)
    )
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    if "possible_match" in found:
        subjects = connection.execute(
            sa.select(review.c.subject).where(review.c.kind == "possible_match", review.c.closed_at.is_(None))
        ).scalars()
        found["possible_match"] = len({frozenset(subject.split("~")) for subject in subjects})
    return found


def doubtful(connection: sa.Connection, people: Sequence[PersonId]) -> set[PersonId]:
    """People with an open question whether they are somebody else: nothing is created for them."""
    found: set[PersonId] = set()
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(review.c.person_id).where(
                review.c.person_id.in_(chunk), review.c.kind == "possible_match", review.c.closed_at.is_(None)
            )
        )
        found.update(PersonId(row[0]) for row in rows)
    return found


DIFFERENT = "different"
"""A human's word that two people are not the same. It stands for ever."""


def decided_different(connection: sa.Connection, person: PersonId, other: PersonId) -> bool:
    """Has a human said that these two are not the same?"""
    subjects = (f"{person}~{other}", f"{other}~{person}")
    return (
        connection.execute(
            sa.select(review.c.id)
            .where(review.c.kind == "possible_match", review.c.subject.in_(subjects), review.c.decision == DIFFERENT)
            .limit(1)
        ).one_or_none()
        is not None
    )


def _review(row: sa.Row[Any]) -> Review:
    return Review(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        person=PersonId(row.person_id) if row.person_id else None,
        system=row.system,
        ref_id=row.ref_id,
        field=row.field,
        reason=row.reason,
        detail=row.detail,
        opened_at=row.opened_at,
    )
