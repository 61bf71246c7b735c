"""The journal of writes. An operation is `planned`, then `sent` (committed before the request leaves), then `done`,
`found` (it was there already; a create was not even sent then), `refused` or `abandoned`. One that is still `sent` when
its person is run again has an unknown outcome."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from connectors.errors import ConnectorError, ServerFailedDuringWrite
from syncengine.core.model import Operation, PersonId
from syncengine.store.audit_writes import tell_writes
from syncengine.store.packing import fields_to_json
from syncengine.store.tables import operation


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
    id_ = _insert(connection, planned, person=person, run_id=run_id, mark=new_mark(), now=now, cause=cause, **ended)
    tell_writes(connection, _row(connection, id_), now=now)


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
    id_ = _insert(connection, planned, person=person, run_id=run_id, mark=mark, now=now, cause=cause, **ended)
    tell_writes(connection, _row(connection, id_), now=now)


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
            undoes=planned.undoes or None,
            **{**sent, **ended},
        )
    )
    return id_


def _change_row(planned: Operation, index: int) -> dict[str, Any]:
    change = planned.changes[index]
    values = fields_to_json({"was": change.was, "value": change.value})
    return {"field": change.field, "why": change.why, **values}


def done(
    connection: sa.Connection,
    id_: str,
    *,
    ref_id: str | None,
    now: float,
    was_there: bool = False,
    request_id: str | None = None,
) -> None:
    """The write happened, or (``was_there``) turned out not to be needed: that is not counted as a write.
    ``request_id`` is what the vendor called the request, where it said so."""
    values: dict[str, Any] = {"state": "found" if was_there else "done", "ended_at": now}
    if ref_id is not None:
        values["ref_id"] = ref_id
    if request_id is not None:
        values["request_id"] = request_id
    _end(connection, operation.c.id == id_, values, now=now)


def failed(connection: sa.Connection, id_: str, error: ConnectorError, *, state: str, now: float) -> None:
    """``state`` is ``sent`` while the outcome is unknown, ``refused`` or ``abandoned`` once it is known. Of a write
    that was given up meanwhile, as of somebody who was forgotten, no words are kept, and nothing is unknown again."""
    waited_for = operation.c.state == "sent"
    words = sa.case((waited_for, error.reason), else_=None)
    said = {"error_code": error.code, "error_text": words, "request_id": error.request_id}
    if state == "sent":
        lost = operation.update().where(operation.c.id == id_, waited_for)
        connection.execute(lost.values(state=state, ended_at=None, **said))
    else:
        _end(connection, operation.c.id == id_, {"state": state, "ended_at": now, **said}, now=now)


def person_of(connection: sa.Connection, id_: str) -> PersonId:
    """For whom an operation was: the person may have become part of another one since it was sent."""
    return PersonId(connection.execute(sa.select(operation.c.person_id).where(operation.c.id == id_)).scalar_one())


def hand_over(connection: sa.Connection, *, stays: PersonId, leaves: PersonId) -> None:
    """One person became part of another: what was written for the one was written for the other. For whom it was at
    first stays known."""
    first = sa.func.coalesce(operation.c.made_for, operation.c.person_id)
    handed = operation.update().where(operation.c.person_id == leaves)
    connection.execute(handed.values(person_id=stays, made_for=first))


def follow_record(connection: sa.Connection, ref: tuple[str, str], *, former: PersonId, person: PersonId) -> None:
    """A record, by system and ref id, is another person than was thought: what was written to it was written for that
    one. For whom it was at first stays known."""
    first = sa.func.coalesce(operation.c.made_for, operation.c.person_id)
    to_record = sa.and_(operation.c.person_id == former, operation.c.system == ref[0], operation.c.ref_id == ref[1])
    connection.execute(operation.update().where(to_record).values(person_id=person, made_for=first))


def abandon(connection: sa.Connection, id_: str, *, now: float) -> None:
    """The write did not happen; if it is still wanted, the next plan says so."""
    _end(connection, operation.c.id == id_, {"state": "abandoned", "ended_at": now}, now=now)


def abandon_all(connection: sa.Connection, person: PersonId, *, now: float) -> None:
    """Nobody will find out any more what became of the unanswered writes of a person."""
    unanswered = sa.and_(operation.c.person_id == person, operation.c.state == "sent")
    _end(connection, unanswered, {"state": "abandoned", "ended_at": now}, now=now)


def _end(connection: sa.Connection, which: sa.ColumnElement[bool], values: dict[str, Any], *, now: float) -> None:
    """It is known what became of these writes: that is told in the same transaction."""
    ended = operation.update().where(which).values(**values).returning(*operation.c)
    tell_writes(connection, connection.execute(ended), now=now)


def _row(connection: sa.Connection, id_: str) -> sa.CursorResult[Any]:
    return connection.execute(sa.select(operation).where(operation.c.id == id_))


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


def people_with_unresolved(connection: sa.Connection) -> list[PersonId]:
    # Said literally: only so does the index of unanswered operations serve.
    unanswered = operation.c.state == sa.literal_column("'sent'")
    rows = connection.execute(sa.select(operation.c.person_id).where(unanswered).distinct())
    return [PersonId(row[0]) for row in rows]
