"""What the journal says was written: for those who plan, match and count."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.people import chunks
from syncengine.store.tables import operation, run


def people_by_mark(connection: sa.Connection, marks: Sequence[str]) -> dict[str, PersonId]:
    """mark -> the person for whom we sent a create that carried it."""
    found: dict[str, PersonId] = {}
    for chunk in chunks(marks):
        rows = connection.execute(
            sa.select(operation.c.mark, operation.c.person_id).where(
                operation.c.mark.in_(chunk), operation.c.verb == "create"
            )
        )
        found.update((mark, PersonId(person_id)) for mark, person_id in rows)
    return found


def people_made(connection: sa.Connection, run_id: str) -> list[PersonId]:
    """People for whom a record was made in a run."""
    made = sa.select(operation.c.person_id).where(
        operation.c.run_id == run_id, operation.c.verb == "create", operation.c.state == "done"
    )
    return [PersonId(row[0]) for row in connection.execute(made.distinct())]


def noted(connection: sa.Connection, people: Sequence[PersonId]) -> dict[PersonId, dict[str, float]]:
    """person -> keys of the notes that were written, each with the time (seconds since the epoch)."""
    found: dict[PersonId, dict[str, float]] = {}
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(operation.c.person_id, operation.c.note_key, operation.c.ended_at).where(
                operation.c.person_id.in_(chunk),
                operation.c.verb == "note",
                operation.c.state.in_(["done", "found"]),
                operation.c.note_key.is_not(None),  # of somebody who was erased, it is not known any more
                ~_taken_back(),
            )
        )
        for person_id, key, ended_at in rows:
            found.setdefault(PersonId(person_id), {})[key] = ended_at
    return found


def _taken_back() -> sa.ColumnElement[bool]:
    """Was the write undone? Where that was undone, too, it is for the next plan to say what is due."""
    undo = operation.alias()
    return sa.exists().where(undo.c.undoes == operation.c.id, undo.c.state.in_(["done", "found"]))


def left(connection: sa.Connection, people: Sequence[PersonId]) -> dict[PersonId, frozenset[str]]:
    """person -> lists (our keys) that we took the person out of."""
    found: dict[PersonId, set[str]] = {}
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(operation.c.person_id, operation.c.pool).where(
                operation.c.person_id.in_(chunk),
                operation.c.verb == "remove_from_pool",
                operation.c.state == "done",
                operation.c.pool.is_not(None),
                ~_taken_back(),
            )
        )
        for person_id, pool in rows:
            found.setdefault(PersonId(person_id), set()).add(pool)
    return {person: frozenset(pools) for person, pools in found.items()}


def counts(connection: sa.Connection, run_id: str) -> dict[str, int]:
    """``verb system`` -> how many were done in a run."""
    rows = connection.execute(
        sa.select(operation.c.verb, operation.c.system, sa.func.count())
        .where(operation.c.run_id == run_id, operation.c.state == "done")
        .group_by(operation.c.verb, operation.c.system)
    )
    return {f"{verb} {system}": number for verb, system, number in rows}


def people_changed(
    connection: sa.Connection, *, command: str, since: float
) -> tuple[frozenset[PersonId], frozenset[PersonId]]:
    """For whom passes of a command have created a record, and whom they have changed at all, since then."""
    rows = connection.execute(
        sa.select(operation.c.person_id, operation.c.verb)
        .distinct()
        .join(run, run.c.id == operation.c.run_id)
        .where(run.c.command == command, operation.c.ended_at >= since, operation.c.state == "done")
    )
    changed = [(PersonId(person_id), verb) for person_id, verb in rows]
    return frozenset(person for person, verb in changed if verb == "create"), frozenset(dict(changed))
