"""The journal of writes. An operation is `planned`, then `sent` (committed before the request leaves), then `done`,
`found` (it was there already; a create was not even sent then), `refused` or `abandoned`. One that is still `sent` when
its person is run again has an unknown outcome."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from connectors.errors import ConnectorError, ServerFailedDuringWrite
from syncengine.core.model import Operation, PersonId
from syncengine.store.packing import fields_to_json
from syncengine.store.people import chunks
from syncengine.store.tables import operation, run


@dataclass(frozen=True, slots=True)
class Entry:
    """A journalled operation whose outcome matters. ``answered``: the vendor did answer, if only that it failed."""

    id: str
    person: PersonId
    system: str
    verb: str
    ref_id: str | None
    note_key: str | None
    mark: str
    sent_at: float
    answered: bool = False


def new_mark() -> str:
    """A mark: short, unguessable, says nothing about the person."""
    return f"ts-{secrets.token_hex(8)}"


@dataclass(frozen=True, slots=True)
class Cause:
    """What led to a write: the lane of the run, the delivery that told of the change, if one did, when we were first
    told, and the policy in force by its fingerprint."""

    lane: int | None = None
    correlation: str | None = None
    told_at: float | None = None
    policy: str | None = None


NO_CAUSE = Cause()


def write_down(
    connection: sa.Connection,
    planned: Operation,
    *,
    person: PersonId,
    run_id: str,
    mark: str,
    now: float,
    cause: Cause = NO_CAUSE,
) -> str:
    """Journal an operation as about to be sent, with the values that it replaces. Returns its id."""
    return _insert(connection, planned, person=person, run_id=run_id, mark=mark, now=now, cause=cause)


def averted(
    connection: sa.Connection, planned: Operation, *, person: PersonId, run_id: str, now: float, cause: Cause = NO_CAUSE
) -> None:
    """Journal a create that was not sent, because a last look found somebody there already."""
    ended: dict[str, Any] = {"state": "found", "sent_at": None, "ended_at": now}
    _insert(connection, planned, person=person, run_id=run_id, mark=new_mark(), now=now, cause=cause, **ended)


def recalled(
    connection: sa.Connection,
    planned: Operation,
    *,
    person: PersonId,
    run_id: str,
    mark: str,
    at: float,
    now: float,
    cause: Cause = NO_CAUSE,
) -> None:
    """Journal a write that another store made, at a time, and that this one found there."""
    ended: dict[str, Any] = {"state": "found", "sent_at": None, "ended_at": at}
    _insert(connection, planned, person=person, run_id=run_id, mark=mark, now=now, cause=cause, **ended)


def _insert(
    connection: sa.Connection,
    planned: Operation,
    *,
    person: PersonId,
    run_id: str,
    mark: str,
    now: float,
    cause: Cause,
    **ended: Any,
) -> str:
    id_ = f"o_{secrets.token_hex(8)}"
    sent: dict[str, Any] = {"state": "sent", "sent_at": now}
    connection.execute(
        operation.insert().values(
            id=id_,
            person_id=person,
            run_id=run_id,
            system=planned.system,
            verb=planned.verb,
            ref_id=planned.ref,
            pool=planned.pool,
            note_key=planned.note.key if planned.note else None,
            changes=[_change_row(planned, index) for index in range(len(planned.changes))],
            why=planned.why,
            mark=mark,
            planned_at=now,
            correlation=cause.correlation,
            lane=cause.lane,
            told_at=cause.told_at,
            policy=cause.policy,
            rule=planned.rule or None,
            **{**sent, **ended},
        )
    )
    return id_


def _change_row(planned: Operation, index: int) -> dict[str, Any]:
    change = planned.changes[index]
    values = fields_to_json({"was": change.was, "value": change.value})
    return {"field": change.field, "why": change.why, **values}


def done(connection: sa.Connection, id_: str, *, ref_id: str | None, now: float, was_there: bool = False) -> None:
    """The write happened, or (``was_there``) turned out not to be needed: that is not counted as a write."""
    values: dict[str, Any] = {"state": "found" if was_there else "done", "ended_at": now}
    if ref_id is not None:
        values["ref_id"] = ref_id
    connection.execute(operation.update().where(operation.c.id == id_).values(**values))


def failed(connection: sa.Connection, id_: str, error: ConnectorError, *, state: str, now: float) -> None:
    """``state`` is ``sent`` while the outcome is unknown, ``refused`` or ``abandoned`` once it is known."""
    connection.execute(
        operation.update()
        .where(operation.c.id == id_)
        .values(
            state=state,
            ended_at=None if state == "sent" else now,
            error_code=error.code,
            error_text=error.reason,
            request_id=error.request_id,
        )
    )


def person_of(connection: sa.Connection, id_: str) -> PersonId:
    """For whom an operation was: the person may have become part of another one since it was sent."""
    return PersonId(connection.execute(sa.select(operation.c.person_id).where(operation.c.id == id_)).scalar_one())


def hand_over(connection: sa.Connection, *, stays: PersonId, leaves: PersonId) -> None:
    """One person became part of another: what was written for the one was written for the other."""
    connection.execute(operation.update().where(operation.c.person_id == leaves).values(person_id=stays))


def abandon(connection: sa.Connection, id_: str, *, now: float) -> None:
    """The write did not happen; if it is still wanted, the next plan says so."""
    connection.execute(operation.update().where(operation.c.id == id_).values(state="abandoned", ended_at=now))


def abandon_all(connection: sa.Connection, person: PersonId, *, now: float) -> None:
    """Nobody will find out any more what became of the unanswered writes of a person."""
    unanswered = sa.and_(operation.c.person_id == person, operation.c.state == "sent")
    connection.execute(operation.update().where(unanswered).values(state="abandoned", ended_at=now))


def unresolved(connection: sa.Connection, person: PersonId) -> list[Entry]:
    """Operations that were sent and never answered, oldest first."""
    rows = connection.execute(
        sa.select(operation)
        .where(operation.c.person_id == person, operation.c.state == "sent")
        .order_by(operation.c.sent_at)
    )
    return [
        Entry(
            id=row.id,
            person=PersonId(row.person_id),
            system=row.system,
            verb=row.verb,
            ref_id=row.ref_id,
            note_key=row.note_key,
            mark=row.mark,
            sent_at=row.sent_at,
            answered=row.error_code == ServerFailedDuringWrite.__name__,
        )
        for row in rows
    ]


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


def people_with_unresolved(connection: sa.Connection) -> list[PersonId]:
    # Said literally: only so does the index of unanswered operations serve.
    unanswered = operation.c.state == sa.literal_column("'sent'")
    rows = connection.execute(sa.select(operation.c.person_id).where(unanswered).distinct())
    return [PersonId(row[0]) for row in rows]


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
            )
        )
        for person_id, key, ended_at in rows:
            found.setdefault(PersonId(person_id), {})[key] = ended_at
    return found


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


def people_changed(connection: sa.Connection, *, command: str, since: float) -> tuple[int, int]:
    """How many people passes of a command have created a record for, and how many they have changed at all, since
    then."""
    made = sa.func.count(sa.distinct(sa.case((operation.c.verb == "create", operation.c.person_id))))
    created, changed = connection.execute(
        sa.select(made, sa.func.count(sa.distinct(operation.c.person_id)))
        .join(run, run.c.id == operation.c.run_id)
        .where(run.c.command == command, operation.c.ended_at >= since, operation.c.state == "done")
    ).one()
    return created, changed
