"""What is to be taken back of whom, and what came of it; and the writes that it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import Change, PersonId
from syncengine.core.undoing import Ref, Write
from syncengine.store import former
from syncengine.store.packing import fields_from_json
from syncengine.store.people import chunks
from syncengine.store.tables import operation, undoing

COMMAND = "undo"
"""The command whose runs take something back."""

CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Undoing:
    """What is to be taken back of one person. ``target`` is what a human named, ``run`` the run that takes it back.
    ``forbidden`` are lists that the person is not put back into, with why. ``hold``: no record is made for the person
    until their facts change. ``undone`` is what came of it, once ``ended_at`` is known: see :func:`end`."""

    id: int
    run: str
    target: str
    person: PersonId
    operations: tuple[str, ...]
    forbidden: Mapping[str, str]
    hold: bool
    actor: str
    asked_at: float
    ended_at: float | None = None
    undone: Mapping[str, Any] = field(default_factory=dict)


def ask(
    connection: sa.Connection,
    person: PersonId,
    *,
    run_id: str,
    target: str,
    operations: Sequence[str],
    forbidden: Mapping[str, str],
    hold: bool,
    by: str,
    now: float,
) -> None:
    """From now on, until it is done, to take this back is all that is done about the person."""
    connection.execute(
        undoing.insert().values(
            run_id=run_id,
            target=target,
            person_id=person,
            operations=list(operations),
            forbidden=dict(forbidden),
            hold=hold,
            actor=by,
            asked_at=now,
            undone={},
        )
    )


def wanted(connection: sa.Connection, person: PersonId) -> list[Undoing]:
    """What is to be taken back of a person, what was asked for last first."""
    still = sa.and_(undoing.c.person_id == person, undoing.c.ended_at.is_(None))
    return [_undoing(row) for row in connection.execute(sa.select(undoing).where(still).order_by(undoing.c.id.desc()))]


def of_run(connection: sa.Connection, run_id: str) -> list[Undoing]:
    """All that a run takes back, done or not."""
    return [_undoing(row) for row in connection.execute(sa.select(undoing).where(undoing.c.run_id == run_id))]


def unfinished(connection: sa.Connection, target: str) -> str | None:
    """The run that takes this target back and has not come to its end."""
    still = sa.and_(undoing.c.target == target, undoing.c.ended_at.is_(None))
    return connection.execute(sa.select(undoing.c.run_id).where(still).limit(1)).scalar_one_or_none()


def people_open(connection: sa.Connection, run_id: str) -> list[PersonId]:
    """Of whom a run has something left to take back."""
    still = sa.and_(undoing.c.run_id == run_id, undoing.c.ended_at.is_(None))
    rows = connection.execute(sa.select(undoing.c.person_id).where(still).distinct().order_by(undoing.c.person_id))
    return [PersonId(row[0]) for row in rows]


def end(connection: sa.Connection, id_: int, *, undone: Mapping[str, Any], now: float) -> None:
    """Done, as far as it can be. ``undone`` names fields, ids and reasons, and no value."""
    connection.execute(undoing.update().where(undoing.c.id == id_).values(ended_at=now, undone=dict(undone)))


def give_up(connection: sa.Connection, run_id: str, *, now: float) -> None:
    """What a run has not taken back yet stays as it is."""
    still = sa.and_(undoing.c.run_id == run_id, undoing.c.ended_at.is_(None))
    connection.execute(undoing.update().where(still).values(ended_at=now, undone={"given_up": True}))


def hand_over(connection: sa.Connection, *, stays: PersonId, leaves: PersonId) -> None:
    """One person became part of another: what is to be taken back of the one is to be taken back of the other."""
    connection.execute(undoing.update().where(undoing.c.person_id == leaves).values(person_id=stays))


# --- the writes ------------------------------------------------------------------------------------------------------


def writes_in_run(connection: sa.Connection, run_id: str) -> dict[PersonId, list[str]]:
    """person -> ids of the writes that a run made, or may have made."""
    rows = connection.execute(
        sa.select(operation.c.person_id, operation.c.id)
        .where(operation.c.run_id == run_id, operation.c.state.in_(["done", "sent"]))
        .order_by(operation.c.planned_at, operation.c.id)
    )
    found: dict[PersonId, list[str]] = {}
    for person, id_ in rows:
        found.setdefault(PersonId(person), []).append(id_)
    return found


def writes_since(connection: sa.Connection, person: PersonId, *, since: float) -> list[str]:
    """Ids of the writes that were made, or may have been made, for a person since then."""
    rows = connection.execute(
        sa.select(operation.c.id)
        .where(
            operation.c.person_id == person,
            operation.c.planned_at >= since,
            operation.c.state.in_(["done", "sent"]),
        )
        .order_by(operation.c.planned_at, operation.c.id)
    )
    return [row[0] for row in rows]


@dataclass(frozen=True, slots=True)
class Known:
    """A write as it stands in the journal, made or not."""

    write: Write
    person: PersonId
    state: str


def find(connection: sa.Connection, ids: Sequence[str]) -> list[Known]:
    """Those of these writes that there are."""
    found: list[Known] = []
    for chunk in chunks(ids):
        rows = connection.execute(sa.select(operation).where(operation.c.id.in_(chunk)))
        found.extend(Known(_write(row), PersonId(row.person_id), row.state) for row in rows)
    return found


def history(connection: sa.Connection, records: Collection[Ref]) -> list[Write]:
    """Everything that was written to these records, whoever they were taken for; of what was found there already, only
    what it took back."""
    found: list[Write] = []
    ours = sa.or_(operation.c.state == "done", sa.and_(operation.c.state == "found", operation.c.undoes.is_not(None)))
    for system in sorted({system for system, _ in records}):
        ids = sorted(ref for name, ref in records if name == system and ref is not None)
        shown = _shown(connection, system, ids)
        for chunk in chunks(ids):
            rows = connection.execute(
                sa.select(operation).where(operation.c.system == system, operation.c.ref_id.in_(chunk), ours)
            )
            found.extend(_write(row, shown.get(row.ref_id, ())) for row in rows)
    return sorted(found, key=lambda each: (each.at, each.id))


def _shown(connection: sa.Connection, system: str, ids: Sequence[str]) -> dict[str, list[former.State]]:
    states: dict[str, list[former.State]] = {}
    for state in former.states_of(connection, system=system, kind=CANDIDATE, ref_ids=ids):
        states.setdefault(state.ref_id, []).append(state)
    return states


def _write(row: sa.Row[Any], states: Sequence[former.State] = ()) -> Write:
    at = row.ended_at or row.sent_at or row.planned_at
    after = next((state.fields for state in reversed(states) if state.since <= at and state.holds_at(at)), {})
    return Write(
        id=row.id,
        run=row.run_id,
        verb=row.verb,
        system=row.system,
        ref=row.ref_id,
        at=at,
        changes=tuple(_change(each) for each in row.changes),
        pool=row.pool,
        note_key=row.note_key,
        undoes=row.undoes,
        shown={name: value for name, value in after.items() if name != "pools"},
    )


def _change(stored: Mapping[str, Any]) -> Change:
    values = fields_from_json({"was": stored["was"], "value": stored["value"]})
    return Change(stored["field"], values["was"], values["value"], stored["why"])


def _undoing(row: sa.Row[Any]) -> Undoing:
    return Undoing(
        id=row.id,
        run=row.run_id,
        target=row.target,
        person=PersonId(row.person_id),
        operations=tuple(row.operations),
        forbidden=row.forbidden,
        hold=row.hold,
        actor=row.actor,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        undone=row.undone,
    )
