"""What we hold about people, table by table: where it is found, and what becomes of it when somebody is forgotten.

One list serves the export and the erasure. A table is either in it or named as one that has nothing about people: a
test fails on a table that is neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import tables
from syncengine.store.erasures import Ref

Where = Callable[["Subject"], sa.ColumnElement[bool]]
Fate = Literal["removed", "emptied", "kept", "apart"]
"""What an erasure does with the rows. ``emptied``: the columns of ``empty`` are. ``apart``: they need more than a
statement, see :mod:`syncengine.store.purging`."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, and its candidate records. Without a person it is about the records alone."""

    person: PersonId | None
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of one table that are about somebody. They are looked for, and removed, in the order of the list."""

    table: sa.Table
    where: Where
    fate: Fate = "removed"
    empty: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """Of the table, as plain text."""
        return str.__str__(self.table.name)


def _of_person(table: sa.Table) -> Where:
    return lambda subject: table.c.person_id == subject.person if subject.person else sa.false()


def _of_records(table: sa.Table, *, kind: str | None = None) -> Where:
    def where(subject: Subject) -> sa.ColumnElement[bool]:
        right_kind = table.c.kind == kind if kind else sa.true()
        return sa.and_(right_kind, _among(subject, table.c.system, table.c.ref_id))

    return where


def _among(subject: Subject, system: sa.ColumnElement[str], ref_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Is it one of the subject's records?"""
    by_system: dict[str, list[str]] = {}
    for of, each in subject.refs:
        by_system.setdefault(of, []).append(each)
    return sa.or_(sa.false(), *(sa.and_(system == of, ref_id.in_(ids)) for of, ids in by_system.items()))


def _either(*wheres: Where) -> Where:
    return lambda subject: sa.or_(*(where(subject) for where in wheres))


def _children(subject: Subject) -> sa.ColumnElement[bool]:
    """Snapshots of what hangs on the candidate records: applications."""
    return _among(subject, tables.snapshot.c.system, tables.snapshot.c.parent_id)


def _former_children(subject: Subject) -> sa.ColumnElement[bool]:
    return _among(subject, tables.former.c.system, tables.former.c.parent_id)


def _hints(subject: Subject) -> sa.ColumnElement[bool]:
    hint, seen = tables.hint.c, tables.snapshot.c
    of_child = sa.exists().where(
        seen.system == hint.system, seen.kind == hint.kind, seen.ref_id == hint.ref_id, _children(subject)
    )
    return sa.or_(_of_records(tables.hint, kind=_CANDIDATE)(subject), of_child)


def _questions(subject: Subject) -> sa.ColumnElement[bool]:
    """Those that are about the person, or ask whether somebody else is this person, or are about a record."""
    column = tables.review.c
    about: list[sa.ColumnElement[bool]] = [column.subject.in_(record_subjects(subject))]
    if subject.person:
        pair = [column.subject.startswith(f"{subject.person}~"), column.subject.endswith(f"~{subject.person}")]
        about += [column.person_id == subject.person, *pair]
    return sa.and_(column.kind.not_in((BAD_RECORD, _WORDS)), sa.or_(*about))


def record_subjects(subject: Subject) -> list[str]:
    """How questions name the person's records."""
    return [f"{system}:{_CANDIDATE}:{ref_id}" for system, ref_id in subject.refs]


def _words(subject: Subject) -> sa.ColumnElement[bool]:
    """Questions about words of a vendor that we do not know: they concern everybody who has them."""
    return sa.and_(tables.review.c.kind == _WORDS, _of_person(tables.review)(subject))


def _writes(subject: Subject) -> sa.ColumnElement[bool]:
    return sa.and_(_of_person(tables.operation)(subject), tables.operation.c.verb != "erase")


def _writes_of_others(subject: Subject) -> sa.ColumnElement[bool]:
    """Writes to the records, and those for whoever was taken for the person while a record was linked to them: what the
    record showed may be in them."""
    if subject.person is None:
        return sa.false()
    written, past = tables.operation.c, tables.link.c
    ended = sa.and_(past.undone_at.is_not(None), past.kind == _CANDIDATE, _among(subject, past.system, past.ref_id))
    whose = sa.select(past.person_id).where(ended)
    then = sa.exists().where(
        ended,
        sa.or_(past.person_id == written.person_id, past.person_id == written.made_for),
        written.planned_at.between(past.made_at, past.undone_at),
    )
    theirs = sa.or_(written.person_id.in_(whose), written.made_for.in_(whose))
    found = sa.or_(_among(subject, written.system, written.ref_id), sa.and_(theirs, then))
    return sa.and_(written.person_id != subject.person, written.verb != "erase", found)


def _erasures(subject: Subject) -> sa.ColumnElement[bool]:
    """Their entries in the journal never had anything to empty."""
    return sa.and_(_of_person(tables.operation)(subject), tables.operation.c.verb == "erase")


def _hashes(subject: Subject) -> sa.ColumnElement[bool]:
    of_person = sa.select(tables.erasure.c.id).where(_of_person(tables.erasure)(subject))
    return tables.erased_key.c.erasure_id.in_(of_person)


def _kept_bodies(subject: Subject) -> sa.ColumnElement[bool]:
    """Bodies that nobody understood: any of a system of the person may be about anybody."""
    systems = sorted({system for system, _ in subject.refs})
    return sa.and_(tables.delivery.c.body.is_not(None), tables.delivery.c.system.in_(systems))


_CANDIDATE = "candidate"
BAD_RECORD = "bad_record"
_WORDS = "unknown_value"
_NO_WRITE: Mapping[str, Any] = {
    "changes": [],
    "why": "erased",
    "mark": "",
    "pool": None,
    "note_key": None,
    "error_text": None,
    "request_id": None,
    "correlation": None,
    "rule": None,
}
"""That something was written stays in the journal; what it was does not."""

_NO_VALUES: Mapping[str, Any] = {"changes": [], "error_text": None}
"""Of somebody who stays, what was done is still needed; the values are not."""

HOLDINGS: tuple[Holding, ...] = (
    Holding(tables.hint, _hints),
    Holding(tables.delivery, _kept_bodies, "apart"),
    Holding(tables.card, _of_records(tables.card), "apart"),
    Holding(tables.identity_key, _of_records(tables.identity_key)),
    Holding(tables.snapshot, _either(_of_records(tables.snapshot, kind=_CANDIDATE), _children)),
    Holding(tables.former, _either(_of_records(tables.former, kind=_CANDIDATE), _former_children)),
    Holding(tables.baseline, _of_person(tables.baseline)),
    Holding(tables.override, _of_person(tables.override)),
    Holding(tables.parked, _of_person(tables.parked)),
    Holding(tables.review, _questions),
    Holding(tables.review, _words, "emptied", {"person_id": None, "asked_of": None, "ref_id": None, "detail": {}}),
    Holding(tables.undoing, _of_person(tables.undoing)),
    Holding(tables.operation, _writes, "emptied", _NO_WRITE),
    Holding(tables.operation, _writes_of_others, "emptied", _NO_VALUES),
    Holding(tables.operation, _erasures, "kept"),
    Holding(tables.link, _either(_of_person(tables.link), _of_records(tables.link, kind=_CANDIDATE))),
    Holding(tables.wake, _of_person(tables.wake)),
    Holding(tables.person, lambda subject: tables.person.c.id == subject.person if subject.person else sa.false()),
    Holding(tables.work, _of_person(tables.work), "apart"),
    Holding(tables.erasure, _of_person(tables.erasure), "kept"),
    Holding(tables.erased_key, _hashes, "kept"),
    Holding(tables.returned, _of_records(tables.returned, kind=_CANDIDATE), "kept"),
)
"""``work`` goes with the last step of an erasure, which it is the right to."""


NOTHING: Mapping[str, str] = {
    "audit": "what was done, by ids and keyed hashes",
    "audit_head": "a hash",
    "audit_waiting": "entries of the audit on their way into it",
    "card_count": "how many carry a value; the person's part is subtracted with the card",
    "card_edition": "how cards are made",
    "card_key": "numbers of cards; the person's go with the card",
    "chore": "what the daemon did, in figures",
    "heard": "which events were told",
    "listing": "how far listings were read",
    "model": "weights; what was learned from decisions about a person is in them as figures",
    "policy_edition": "policies",
    "pool_binding": "lists of the policy",
    "run": "passes, in figures",
    "secret": "keys of ours",
    "service": "our own processes",
    "system": "accounts",
}
"""Tables with nothing about people, and why."""
