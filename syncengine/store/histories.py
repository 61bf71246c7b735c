"""All that is remembered about somebody: links, standing and ended, what was asked and answered, what was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.people import chunks
from syncengine.store.tables import link, operation, person, review

QUESTIONS = ("possible_match", "ghost")
"""Kinds of reviews that are about who somebody is."""


@dataclass(frozen=True, slots=True)
class PastLink:
    """A link as an event. Times are seconds since the epoch; ``undone_at`` is None while it stands."""

    person: PersonId
    system: str
    kind: str
    ref_id: str
    evidence: Mapping[str, Any]
    actor: str
    made_at: float
    undone_at: float | None
    id: int
    run_id: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, from the side of one of the two people. ``decision`` is None while it is open."""

    id: int
    kind: str
    subject: str
    person: PersonId
    system: str | None
    ref_id: str | None
    reason: str
    detail: Mapping[str, Any]
    opened_at: float
    closed_at: float | None
    decision: str | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class Write:
    """A write that was made. ``fields`` are names; ``rule`` is the policy's rule behind it, where there was one, and
    ``policy`` the fingerprint of the policy that was in force."""

    ended_at: float
    system: str
    verb: str
    ref_id: str | None
    pool: str | None
    fields: tuple[str, ...]
    why: str
    rule: str | None
    policy: str | None


def writes_for(connection: sa.Connection, id_: PersonId) -> list[Write]:
    """Writes that were made for somebody, the oldest first."""
    names = ("ended_at", "system", "verb", "ref_id", "pool", "why", "rule", "policy")
    rows = connection.execute(
        sa.select(operation.c.changes, *(operation.c[name] for name in names))
        .where(operation.c.person_id == id_, operation.c.state == "done")
        .order_by(operation.c.ended_at, operation.c.id)
    )
    return [
        Write(
            fields=tuple(change["field"] for change in row.changes),
            **{name: row._mapping[name] for name in names},
        )
        for row in rows
    ]


def made_at(connection: sa.Connection, id_: PersonId) -> float | None:
    """When somebody became known; None for nobody, and for who has become part of somebody else."""
    return connection.execute(sa.select(person.c.made_at).where(person.c.id == id_)).scalar_one_or_none()


def links_of(connection: sa.Connection, id_: PersonId) -> list[PastLink]:
    """Every link that a person ever had, the oldest first."""
    return _links(connection, link.c.person_id == id_)


def links_of_record(connection: sa.Connection, *, system: str, kind: str, ref_id: str) -> list[PastLink]:
    """Every link that a record ever had, the oldest first."""
    return _links(connection, sa.and_(link.c.system == system, link.c.kind == kind, link.c.ref_id == ref_id))


def asked_about(connection: sa.Connection, people: Sequence[PersonId]) -> list[Asked]:
    """Questions about these people, open and answered, the oldest first."""
    found: list[Asked] = []
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(*(review.c[name] for name in _ASKED)).where(
                review.c.person_id.in_(chunk), review.c.kind.in_(QUESTIONS)
            )
        )
        found.extend(Asked(*row) for row in rows)
    return sorted(found, key=lambda asked: asked.id)


_ASKED = (
    "id",
    "kind",
    "subject",
    "person_id",
    "system",
    "ref_id",
    "reason",
    "detail",
    "opened_at",
    "closed_at",
    "decision",
    "decided_by",
)
_PAST_LINK = ("person_id", "system", "kind", "ref_id", "evidence", "actor", "made_at", "undone_at", "id", "run_id")


def _links(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[PastLink]:
    rows = connection.execute(sa.select(*(link.c[name] for name in _PAST_LINK)).where(where).order_by(link.c.id))
    return [PastLink(*row) for row in rows]
