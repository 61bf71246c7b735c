"""What is parked: fields and operations that are not written until a human acts or the facts change, and those that a
human dropped, which only the facts bring back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.people import chunks
from syncengine.store.reviews import close
from syncengine.store.tables import parked, review


def park(
    connection: sa.Connection,
    person: PersonId,
    *,
    system: str,
    fields: Sequence[str],
    facts: Mapping[str, str],
    review_id: int,
    now: float,
) -> None:
    """Write these fields no more until their facts (a fingerprint per field) change or the review is closed."""
    for name in fields:
        connection.execute(
            parked.delete().where(parked.c.person_id == person, parked.c.system == system, parked.c.field == name)
        )
        connection.execute(
            parked.insert().values(
                person_id=person,
                system=system,
                field=name,
                facts=facts.get(name, ""),
                review_id=review_id,
                parked_at=now,
            )
        )


@dataclass(frozen=True, slots=True)
class Parked:
    """One field or operation that is not written. ``facts`` is a fingerprint of what was known at the time; ``dropped``
    says that a human gave it up."""

    system: str
    field: str
    facts: str
    dropped: bool = False


def parked_of(connection: sa.Connection, people: Sequence[PersonId]) -> dict[PersonId, list[Parked]]:
    """person -> what is parked for them, or was dropped."""
    found: dict[PersonId, list[Parked]] = {}
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(parked.c.person_id, parked.c.system, parked.c.field, parked.c.facts, parked.c.dropped_at)
            .join(review, review.c.id == parked.c.review_id)
            .where(
                parked.c.person_id.in_(chunk),
                sa.or_(review.c.closed_at.is_(None), parked.c.dropped_at.is_not(None)),
            )
        )
        for person_id, system, field, facts, dropped_at in rows:
            kept = Parked(system, field, facts, dropped=dropped_at is not None)
            found.setdefault(PersonId(person_id), []).append(kept)
    return found


def close_unparked(
    connection: sa.Connection, person: PersonId, *, standing: Collection[tuple[str, str]], now: float
) -> None:
    """Close questions about writes of a person that nothing waits for any more. ``standing`` are the (system, field)
    pairs that still do; a question about the person as a whole names none."""
    rows = connection.execute(
        sa.select(review.c.id, parked.c.system, parked.c.field)
        .outerjoin(parked, parked.c.review_id == review.c.id)
        .where(review.c.kind == "parked", review.c.person_id == person, review.c.closed_at.is_(None))
    )
    still_open: dict[int, bool] = {}
    for id_, system, field in rows:
        still_open[id_] = still_open.get(id_, False) or (system, field) in standing
    for id_ in (id_ for id_, waits in still_open.items() if not waits):
        close(connection, id_, decision="settled by itself", by="talentsync", now=now)


def has_parked(connection: sa.Connection, person: PersonId) -> bool:
    """Is there an open question about a write of this person?"""
    found = sa.select(review.c.id).where(
        review.c.kind == "parked", review.c.person_id == person, review.c.closed_at.is_(None)
    )
    return connection.execute(found.limit(1)).one_or_none() is not None


def count_parked(connection: sa.Connection) -> int:
    return connection.execute(
        sa.select(sa.func.count(sa.distinct(parked.c.person_id)))
        .select_from(parked.join(review, review.c.id == parked.c.review_id))
        .where(review.c.closed_at.is_(None))
    ).scalar_one()
