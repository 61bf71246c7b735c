"""What the audit tells of who is who, and of what humans decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from syncengine.core.chain import OURS, Entry
from syncengine.store.audit import tell
from syncengine.store.tables import link, review

LINK = (link.c.id, link.c.person_id, link.c.system, link.c.ref_id, link.c.run_id)
REVIEW = (review.c.id, review.c.person_id, review.c.system, review.c.ref_id, review.c.kind, review.c.field)
"""Columns that `tell_of_link` and `tell_of_answers` need."""


def tell_of_link(connection: sa.Connection, row: sa.Row[Any], what: str, *, why: str, actor: str, now: float) -> None:
    """A link was ``made`` or ``undone``."""
    told = Entry(
        at=now,
        what=f"link {what}",
        actor=actor,
        person_id=row.person_id,
        system=row.system,
        ref_id=row.ref_id,
        subject=f"link:{row.id}",
        run_id=row.run_id,
        why=why,
    )
    tell(connection, told)


def in_words(evidence: Mapping[str, Any]) -> str:
    """How it was decided, and which kinds of identifiers agree: ``link: email, phone``."""
    keys = evidence.get("keys") or ()
    said = str(evidence.get("outcome", ""))
    return f"{said}: {', '.join(map(str, keys))}" if keys else said


def tell_of_answers(connection: sa.Connection, rows: Iterable[sa.Row[Any]], *, said: str, by: str, now: float) -> None:
    """Questions that were answered just now. Those that ended by themselves are nobody's decision."""
    if by == OURS:
        return
    tell(
        connection,
        *(
            Entry(
                at=now,
                what=f"review {said}",
                actor=by,
                person_id=row.person_id,
                system=row.system,
                ref_id=row.ref_id,
                subject=f"review:{row.id}",
                why=f"{row.kind}: {row.field}" if row.field else row.kind,
            )
            for row in rows
        ),
    )
