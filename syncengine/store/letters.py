"""Dead letters: open questions about writes that will not work as they are, one by one and by their cause.

A letter is no stored request. It is a review of kind ``parked``: closing it lets the next plan try again, from facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from syncengine.core.causes import PERSON, UNCERTAIN, Cause, cause_of
from syncengine.core.model import PersonId
from syncengine.store.audit_decisions import REVIEW, tell_of_answers
from syncengine.store.people import chunks
from syncengine.store.reviews import open_review
from syncengine.store.tables import parked, review

ALL = 1_000_000
"""More letters than any store has."""

DROPPED = "dropped"
"""The decision that a write is given up for as long as its facts stay as they are."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What is known of a failure besides its reason. ``code`` is the class of the error; ``status`` is of HTTP."""

    code: str = ""
    status: int | None = None
    request_id: str | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """One open letter. ``names`` are those under which the write is parked, none for a whole person; ``opened_at`` is
    in seconds since the epoch."""

    id: int
    person: PersonId
    system: str
    ref_id: str | None
    names: tuple[str, ...]
    subject: str
    reason: str
    failure: Failure
    opened_at: float

    @property
    def cause(self) -> Cause:
        return cause_of(system=self.system, reason=self.reason, names=self.names, code=self.failure.code)


@dataclass(slots=True)
class Group:
    """Open letters with one cause. ``people`` counts them; times are seconds since the epoch."""

    cause: Cause
    letters: int
    people: int
    since: float
    last: float
    _who: set[str] = field(default_factory=set, repr=False)

    def add(self, letter: Letter) -> None:
        """Count one more, of a person who is not counted yet unless by this method."""
        self.letters += 1
        self.people += letter.person not in self._who
        self._who.add(letter.person)
        self.since, self.last = min(self.since, letter.opened_at), max(self.last, letter.opened_at)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which open letters are meant: those of these ids, of a cause, or all; by default none. All does not take in
    records that may have been made: those a human looks for one by one."""

    ids: tuple[int, ...] = ()
    cause: str | None = None
    everything: bool = False


def open_letter(
    connection: sa.Connection,
    person: PersonId,
    *,
    system: str,
    ref_id: str | None,
    names: Sequence[str],
    reason: str,
    failure: Failure,
    now: float,
) -> int:
    """Write a letter, or let the one that is open about the same write say the latest reason. Returns its id."""
    about = ",".join(names)
    id_ = open_review(
        connection,
        "parked",
        subject=f"{person}:{system}:{about or PERSON}",
        reason=reason,
        now=now,
        person=person,
        system=system,
        ref_id=ref_id,
        field=about or None,
    )
    cause = cause_of(system=system, reason=reason, names=names)
    said = {"error": failure.code, "status": failure.status, "request_id": failure.request_id, "hint": failure.hint}
    connection.execute(
        review.update()
        .where(review.c.id == id_)
        .values(cause=cause.id, reason=reason, detail={name: value for name, value in said.items() if value})
    )
    return id_


def groups(connection: sa.Connection) -> list[Group]:
    """All open letters by cause, the cause of most people first."""
    found = {group.cause.id: group for group in _named_groups(connection)}
    for letter in _nameless(connection):
        group = found.setdefault(
            letter.cause.id, Group(letter.cause, 0, 0, since=letter.opened_at, last=letter.opened_at)
        )
        group.add(letter)
    return sorted(found.values(), key=lambda group: (-group.people, group.cause.id))


def _named_groups(connection: sa.Connection) -> list[Group]:
    rows = connection.execute(
        sa.select(
            sa.func.min(review.c.id),
            sa.func.count(),
            sa.func.count(sa.distinct(review.c.person_id)),
            sa.func.min(review.c.opened_at),
            sa.func.max(review.c.opened_at),
        )
        .where(_is_open(), review.c.cause.is_not(None))
        .group_by(review.c.cause)
    ).all()
    samples = {letter.id: letter for letter in _letters_by_id(connection, [row[0] for row in rows])}
    return [Group(samples[id_].cause, letters, people, since, last) for id_, letters, people, since, last in rows]


def letters_of(connection: sa.Connection, choice: Choice, *, limit: int) -> list[Letter]:
    """Open letters, oldest first."""
    rows = connection.execute(sa.select(review).where(_chosen(choice)).order_by(review.c.id).limit(limit))
    found = [_letter(row) for row in rows]
    if choice.cause is not None:
        found += [letter for letter in _nameless(connection) if letter.cause.id == choice.cause]
    return sorted(found, key=lambda letter: letter.id)[:limit]


def find_letter(connection: sa.Connection, id_: int) -> Letter | None:
    """An open letter."""
    return next(iter(_letters_by_id(connection, [id_])), None)


def name_causes(connection: sa.Connection) -> None:
    """Give letters of former versions, which have none, their causes."""
    rows = [{"letter": letter.id, "named": letter.cause.id} for letter in _nameless(connection)]
    if rows:
        statement = review.update().where(review.c.id == sa.bindparam("letter")).values(cause=sa.bindparam("named"))
        connection.execute(statement, rows)


def close_letters(connection: sa.Connection, choice: Choice, *, decision: str, by: str, now: float) -> list[PersonId]:
    """Close letters; returns whom they are about, once per letter. Of two who close the same, one gets it."""
    rows = connection.execute(
        review.update()
        .where(_chosen(choice))
        .values(closed_at=now, decision=decision, decided_by=by)
        .returning(*REVIEW)
    ).all()
    tell_of_answers(connection, rows, said=decision, by=by, now=now)
    return [PersonId(row.person_id) for row in rows]


def give_up(connection: sa.Connection, *, at: float) -> None:
    """What the letters that were dropped at that time are about is not written until its facts change."""
    dropped = sa.select(review.c.id).where(
        review.c.kind == "parked", review.c.decision == DROPPED, review.c.closed_at == at
    )
    connection.execute(parked.update().where(parked.c.review_id.in_(dropped)).values(dropped_at=at))


def dropped(connection: sa.Connection, ids: Sequence[int]) -> dict[int, PersonId]:
    """Those of these letters that were dropped and still keep something unwritten, with whom they are about."""
    rows = connection.execute(
        sa.select(parked.c.review_id, parked.c.person_id).where(
            parked.c.review_id.in_(ids), parked.c.dropped_at.is_not(None)
        )
    )
    return {row[0]: PersonId(row[1]) for row in rows}


def take_back(connection: sa.Connection, ids: Sequence[int], *, decision: str, by: str, now: float) -> list[PersonId]:
    """What was dropped may be written again: that decision takes the place of the former one. Returns whom it is about,
    once per letter."""
    found = dropped(connection, ids) if ids else {}
    if found:
        connection.execute(parked.update().where(parked.c.review_id.in_(list(found))).values(dropped_at=None))
        taken = review.update().where(review.c.id.in_(list(found))).values(decision=decision, decided_by=by)
        rows = connection.execute(taken.returning(*REVIEW)).all()
        tell_of_answers(connection, rows, said=decision, by=by, now=now)
    return list(found.values())


def _is_open() -> sa.ColumnElement[bool]:
    return sa.and_(review.c.kind == "parked", review.c.closed_at.is_(None), review.c.person_id.is_not(None))


def _chosen(choice: Choice) -> sa.ColumnElement[bool]:
    if choice.ids:
        return sa.and_(_is_open(), review.c.id.in_(choice.ids))
    if choice.cause is not None:
        return sa.and_(_is_open(), review.c.cause == choice.cause)
    if not choice.everything:
        return sa.false()
    return sa.and_(_is_open(), sa.func.coalesce(review.c.field, PERSON) != UNCERTAIN)


def _nameless(connection: sa.Connection) -> list[Letter]:
    """Open letters of former versions."""
    return [_letter(row) for row in connection.execute(sa.select(review).where(_is_open(), review.c.cause.is_(None)))]


def _letters_by_id(connection: sa.Connection, ids: Sequence[int]) -> Iterable[Letter]:
    for chunk in chunks(ids):
        for row in connection.execute(sa.select(review).where(_is_open(), review.c.id.in_(chunk))):
            yield _letter(row)


def _letter(row: sa.Row[Any]) -> Letter:
    said = row.detail
    return Letter(
        id=row.id,
        person=PersonId(row.person_id),
        system=row.system or "",
        ref_id=row.ref_id,
        names=tuple(row.field.split(",")) if row.field else (),
        subject=row.subject,
        reason=row.reason,
        failure=Failure(said.get("error", ""), said.get("status"), said.get("request_id"), said.get("hint")),
        opened_at=row.opened_at,
    )
