"""Erasures: whom we were told to forget, in which records, and how far that is. Nothing of it is personal: people and
records are ids here. An erasure is `asked`, then `purged` (our own store holds nothing any more), then `done`."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.audit import OURS, Entry, tell
from syncengine.store.audit_writes import tell_writes
from syncengine.store.tables import erasure, operation

State = Literal["asked", "purged", "done"]

Ref = tuple[str, str]
"""System and id of a candidate record."""


@dataclass(frozen=True, slots=True)
class Target:
    """One record that is to be erased. ``how`` it was, and what the vendor keeps (``left``), once it is ``done``; with
    ``by_hand`` it is what a human must do there. ``at`` is in seconds since the epoch."""

    system: str
    ref_id: str
    done: bool = False
    how: str = ""
    left: tuple[str, ...] = ()
    was_gone: bool = False
    by_hand: str = ""
    at: float | None = None

    @property
    def ref(self) -> Ref:
        return self.system, self.ref_id

    @property
    def open(self) -> bool:
        """Is there still something that we shall try?"""
        return not self.done and not self.by_hand


@dataclass(frozen=True, slots=True)
class Erasure:
    """``receipt`` is empty until the end. Times are seconds since the epoch; ``lifted_at`` is when the person was let
    in again."""

    id: str
    person: PersonId
    asked_at: float
    asked_by: str
    why: str
    state: State
    targets: tuple[Target, ...]
    receipt: Mapping[str, Any]
    ended_at: float | None = None
    lifted_at: float | None = None

    def with_target(self, changed: Target) -> Erasure:
        """The same, with that record as it is now."""
        others = [changed if each.ref == changed.ref else each for each in self.targets]
        return replace(self, targets=tuple(others))


def ask(connection: sa.Connection, person: PersonId, refs: Sequence[Ref], *, by: str, why: str, now: float) -> Erasure:
    """Write down that a person, or some records of one, are to be erased. The audit keeps ``why`` as it is said."""
    asked = Erasure(f"e_{secrets.token_hex(8)}", person, now, by, why, "asked", tuple(Target(*ref) for ref in refs), {})
    connection.execute(
        erasure.insert().values(
            id=asked.id,
            person_id=person,
            asked_at=now,
            asked_by=by,
            why=why,
            state=asked.state,
            refs=[asdict(target) for target in asked.targets],
            receipt={},
        )
    )
    tell_of(connection, asked, "asked", by=by, why=why, now=now)
    return asked


def tell_of(connection: sa.Connection, of: Erasure, what: str, *, now: float, by: str = OURS, why: str = "") -> None:
    """Tell the audit how far an erasure is: ``asked``, ``purged``, ``done`` or ``lifted``."""
    told = Entry(at=now, what=f"erasure {what}", actor=by, person_id=of.person, subject=of.id, why=why)
    tell(connection, told)


def find(connection: sa.Connection, id_: str) -> Erasure | None:
    row = connection.execute(sa.select(erasure).where(erasure.c.id == id_)).one_or_none()
    return None if row is None else _erasure(row)


def asked_at(connection: sa.Connection, ids: Sequence[str]) -> dict[str, float]:
    """id -> when it was asked for, in seconds since the epoch."""
    rows = connection.execute(sa.select(erasure.c.id, erasure.c.asked_at).where(erasure.c.id.in_(ids)))
    return {row.id: row.asked_at for row in rows}


def of_person(connection: sa.Connection, person: PersonId) -> list[Erasure]:
    """All erasures of a person, the oldest first."""
    rows = connection.execute(sa.select(erasure).where(erasure.c.person_id == person).order_by(erasure.c.asked_at))
    return [_erasure(row) for row in rows]


def of_record(connection: sa.Connection, ref: Ref) -> Erasure | None:
    """The latest erasure that a record was part of."""
    rows = connection.execute(sa.select(erasure).order_by(erasure.c.asked_at.desc()))
    return next((found for found in map(_erasure, rows) if ref in {each.ref for each in found.targets}), None)


def unfinished(connection: sa.Connection, person: PersonId | None = None) -> list[Erasure]:
    """Erasures that have not come to their end, of everybody or of one person; the oldest first."""
    rows = sa.select(erasure).where(erasure.c.ended_at.is_(None)).order_by(erasure.c.asked_at)
    if person is not None:
        rows = rows.where(erasure.c.person_id == person)
    return [_erasure(row) for row in connection.execute(rows)]


def any_unfinished(connection: sa.Connection, people: Collection[PersonId]) -> bool:
    """Is one of these few people being forgotten?"""
    wanted = sa.select(erasure.c.id).where(erasure.c.ended_at.is_(None), erasure.c.person_id.in_(people))
    return connection.execute(wanted.limit(1)).first() is not None


def people_to_erase(connection: sa.Connection) -> list[PersonId]:
    """People with an erasure that has not come to its end."""
    rows = connection.execute(sa.select(erasure.c.person_id).where(erasure.c.ended_at.is_(None)).distinct())
    return [PersonId(row[0]) for row in rows]


def with_by_hand(connection: sa.Connection) -> list[Erasure]:
    """Finished ones of which something is left that a human must do at a vendor."""
    rows = connection.execute(sa.select(erasure).where(erasure.c.ended_at.is_not(None), erasure.c.lifted_at.is_(None)))
    return [found for found in map(_erasure, rows) if any(each.by_hand for each in found.targets)]


def done_by_hand(connection: sa.Connection, how: Mapping[Ref, str], *, now: float) -> None:
    """These records are erased: whatever asked for hands there has them. record -> how."""
    for of in with_by_hand(connection):
        targets = tuple(_erased(each, how, now=now) for each in of.targets)
        if targets != of.targets:
            keep(connection, replace(of, targets=targets))


def _erased(each: Target, how: Mapping[Ref, str], *, now: float) -> Target:
    if not each.by_hand or each.ref not in how:
        return each
    return replace(each, done=True, by_hand="", how=how[each.ref], at=now)


def keep(connection: sa.Connection, changed: Erasure) -> None:
    """Store how far it is."""
    connection.execute(
        erasure.update()
        .where(erasure.c.id == changed.id)
        .values(
            state=changed.state,
            refs=[asdict(target) for target in changed.targets],
            receipt=dict(changed.receipt),
            ended_at=changed.ended_at,
        )
    )


def lift(connection: sa.Connection, id_: str, *, by: str, now: float) -> None:
    """The person consented anew."""
    lifted = erasure.update().where(erasure.c.id == id_).values(lifted_at=now, lifted_by=by)
    of = _erasure(connection.execute(lifted.returning(*erasure.c)).one())
    tell_of(connection, of, "lifted", by=by, why="consented anew", now=now)


def put_into_history(connection: sa.Connection, of: Erasure, target: Target, *, run_id: str, now: float) -> None:
    """A record was erased at its vendor: the journal says so, and nothing more."""
    made = connection.execute(
        operation.insert()
        .values(
            id=f"o_{secrets.token_hex(8)}",
            person_id=of.person,
            run_id=run_id,
            system=target.system,
            verb="erase",
            ref_id=target.ref_id,
            changes=[],
            why=f"erasure {of.id}",
            mark="",
            state="done",
            planned_at=now,
            sent_at=now,
            ended_at=now,
        )
        .returning(*operation.c)
    )
    tell_writes(connection, made, now=now)


def _erasure(row: sa.Row[Any]) -> Erasure:
    return Erasure(
        id=row.id,
        person=PersonId(row.person_id),
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        why=row.why,
        state=row.state,
        targets=tuple(Target(**{**each, "left": tuple(each["left"])}) for each in row.refs),
        receipt=row.receipt,
        ended_at=row.ended_at,
        lifted_at=row.lifted_at,
    )
