"""What was written for people since a time, as far as it tells whether a plan of that time was carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from mappings.canonical import Value
from syncengine.core.model import PersonId
from syncengine.store.packing import fields_from_json
from syncengine.store.people import chunks
from syncengine.store.tables import operation, run


@dataclass(frozen=True, slots=True)
class Written:
    """One write that was made, or turned out to be made already. ``command`` is the one whose pass made it."""

    system: str
    verb: str
    ref_id: str | None
    pool: str | None
    note_key: str | None
    values: Mapping[str, Value]
    command: str | None


def since(connection: sa.Connection, people: Sequence[PersonId], *, at: float) -> dict[PersonId, list[Written]]:
    """person -> what was written for them at that time or later."""
    found: dict[PersonId, list[Written]] = {}
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(operation, run.c.command)
            .outerjoin(run, run.c.id == operation.c.run_id)
            .where(
                operation.c.person_id.in_(chunk),
                operation.c.state.in_(["done", "found"]),
                operation.c.ended_at >= at,
            )
            .order_by(operation.c.ended_at, operation.c.id)
        )
        for row in rows:
            values = fields_from_json({change["field"]: change["value"] for change in row.changes})
            found.setdefault(PersonId(row.person_id), []).append(
                Written(row.system, row.verb, row.ref_id, row.pool, row.note_key, values, row.command)
            )
    return found
