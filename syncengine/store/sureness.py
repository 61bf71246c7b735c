"""How sure matching was of each standing link and of each open question, when it decided."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.tables import link, review

Ref = tuple[str, str]
"""(system, ref id)."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """An open question whether two people are one. ``refs`` is the pair of records that raised it, if a pair did."""

    people: tuple[PersonId, PersonId]
    refs: tuple[Ref, Ref] | None
    probability: float | None


def of_links(connection: sa.Connection, *, kind: str) -> dict[Ref, float]:
    """The probability by which a record was linked to records that were there before it, where it was compared."""
    probability = link.c.evidence["match"]["probability"].as_float()
    rows = connection.execute(
        sa.select(link.c.system, link.c.ref_id, probability).where(
            link.c.kind == kind,
            link.c.undone_at.is_(None),
            link.c.evidence["outcome"].as_string() == "link",
            probability.is_not(None),
        )
    )
    return {(system, ref_id): float(found) for system, ref_id, found in rows}


def doubts(connection: sa.Connection) -> list[Doubt]:
    """Every open question once."""
    rows = connection.execute(
        sa.select(review.c.subject, review.c.detail)
        .where(review.c.kind == "possible_match", review.c.closed_at.is_(None))
        .order_by(review.c.id)
    )
    found: dict[frozenset[str], Doubt] = {}
    for subject, detail in rows:
        one, _, other = subject.partition("~")
        refs = [(str(system), str(ref_id)) for system, ref_id in detail.get("refs", ())]
        match = detail.get("match") or {}
        pair = (refs[0], refs[1]) if len(refs) == 2 else None
        found[frozenset((one, other))] = Doubt((PersonId(one), PersonId(other)), pair, match.get("probability"))
    return list(found.values())
