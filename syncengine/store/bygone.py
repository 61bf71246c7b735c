"""Who somebody was at a moment, and what had been asked and written about them by then.

Nothing that this reads is ever overwritten: links, questions and writes begin and end, and when one person becomes part
of another, for whom each was at first stays known. A moment belongs to what began at it, and no more to what ended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from mappings.canonical import Value
from syncengine.core.model import PersonId
from syncengine.store import histories
from syncengine.store.histories import PastLink
from syncengine.store.packing import fields_from_json
from syncengine.store.people import chunks
from syncengine.store.tables import operation, override, review


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a human. ``closed_at``, ``decision`` and ``decided_by`` are None while it is open."""

    id: int
    kind: str
    subject: str
    system: str | None
    ref_id: str | None
    field: str | None
    reason: str
    detail: Mapping[str, Any]
    opened_at: float
    closed_at: float | None
    decision: str | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """A write of ours, from its plan to its end. ``changes`` are as in the journal: field, was, value, why. ``person``
    is whom it was for as far as is known now, ``made_for`` whom it was for at first, where that is another one."""

    id: str
    person: PersonId
    made_for: PersonId | None
    run_id: str
    system: str
    verb: str
    ref_id: str | None
    pool: str | None
    changes: Sequence[Mapping[str, Any]]
    why: str
    state: str
    planned_at: float
    sent_at: float | None
    ended_at: float | None
    error_code: str | None
    error_text: str | None
    request_id: str | None
    correlation: str | None
    lane: int | None
    told_at: float | None
    policy: str | None
    rule: str | None
    undoes: str | None

    def as_of(self, at: float) -> Written:
        """As it was in the journal then. While it was under way nobody knew which record a new one would be."""
        if self.ended_at is not None and self.ended_at <= at:
            return self
        ref_id = None if self.verb == "create" else self.ref_id
        unknown: dict[str, Any] = dict.fromkeys(("ended_at", "error_code", "error_text", "request_id"))
        return replace(self, state="sent", ref_id=ref_id, **unknown)


def standing_at(links: Iterable[PastLink], at: float) -> list[PastLink]:
    """Those of these links that stood then."""
    return [link for link in links if link.made_at <= at and (link.undone_at is None or at < link.undone_at)]


def became(links: Sequence[PastLink], at: float) -> tuple[PersonId, float] | None:
    """Of which person somebody with these links had become part by then, and when: all their records had moved."""
    ended = [link for link in links if link.undone_at is not None and link.undone_at <= at]
    if not ended or standing_at(links, at):
        return None
    last = max(ended, key=lambda link: link.undone_at or 0.0)
    to = moved_to(last)
    return None if to is None or last.undone_at is None else (to, last.undone_at)


def moved_to(link: PastLink) -> PersonId | None:
    """Whose the record became when the link ended."""
    target = link.evidence.get("undone", {}).get("moved to")
    return PersonId(target) if isinstance(target, str) else None


def all_of(connection: sa.Connection, person: PersonId, at: float) -> set[PersonId]:
    """The person, and everybody who had become part of them by then."""
    found: set[PersonId] = set()
    new = {person}
    while new:
        found |= new
        new = {former for each in new for former in _came_to(connection, each, at)} - found
    return found


def _came_to(connection: sa.Connection, person: PersonId, at: float) -> set[PersonId]:
    records = {(link.system, link.kind, link.ref_id) for link in histories.links_of(connection, person)}
    pasts = (
        past
        for system, kind, ref_id in sorted(records)
        for past in histories.links_of_record(connection, system=system, kind=kind, ref_id=ref_id)
    )
    others = {past.person for past in pasts if moved_to(past) == person} - {person}
    fates = {other: became(histories.links_of(connection, other), at) for other in others}
    return {other for other, fate in fates.items() if fate is not None and fate[0] == person}


def questions_about(connection: sa.Connection, people: Collection[PersonId]) -> list[Question]:
    """Everything that was ever asked about these people, the oldest first."""
    found: list[Question] = []
    for chunk in chunks(sorted(people)):
        asked: sa.Select[Any] = sa.select(*(review.c[name] for name in _QUESTION))
        of_them = sa.and_(review.c.asked_of.is_(None), review.c.person_id.in_(chunk))
        rows = connection.execute(asked.where(sa.or_(review.c.asked_of.in_(chunk), of_them)))
        found += [Question(*row) for row in rows]
    return sorted(found, key=lambda each: each.id)


def open_at(questions: Iterable[Question], at: float) -> list[Question]:
    return [each for each in questions if each.opened_at <= at and (each.closed_at is None or at < each.closed_at)]


def writes_for(connection: sa.Connection, people: Collection[PersonId]) -> list[Written]:
    """Every write that is, or was at first, for these people, in the order of their plans."""
    found: list[Written] = []
    column = operation.c
    for chunk in chunks(sorted(people)):
        written: sa.Select[Any] = sa.select(*(column[name] for name in _WRITTEN))
        rows = connection.execute(written.where(sa.or_(column.made_for.in_(chunk), column.person_id.in_(chunk))))
        found += [Written(*row) for row in rows]
    once = {each.id: each for each in found}
    return sorted(once.values(), key=lambda each: (each.planned_at, each.id))


def writes_at(connection: sa.Connection, person: PersonId, at: float) -> list[Written]:
    """Writes that had been planned by then for who was the person then, as the journal had them."""
    people = all_of(connection, person, at)
    planned = [each for each in writes_for(connection, {*people, heir_of(connection, person)}) if each.planned_at <= at]
    return [each.as_of(at) for each in planned if _was_for(connection, each, at) in people]


def heir_of(connection: sa.Connection, person: PersonId) -> PersonId:
    """Who somebody is by now."""
    passed: set[PersonId] = set()
    while person not in passed:
        passed.add(person)
        fate = became(histories.links_of(connection, person), _EVER)
        person = person if fate is None else fate[0]
    return person


def _was_for(connection: sa.Connection, write: Written, at: float) -> PersonId:
    """A write is handed over with the person whom it was for, or follows its record when that becomes another one."""
    first = write.made_for or write.person
    if write.ref_id is None or heir_of(connection, first) == write.person:
        return first
    for link in histories.links_of_record(connection, system=write.system, kind=_CANDIDATE, ref_id=write.ref_id):
        to = moved_to(link)
        if to is None or link.undone_at is None or heir_of(connection, to) != write.person:
            continue
        if heir_of(connection, link.person) != write.person:
            return first if at < link.undone_at else to
    return first


@dataclass(frozen=True, slots=True)
class ValueByHand:
    """What a human wanted a system to get, and instead of what. A later word about the same field took its place."""

    system: str
    field: str
    value: Value
    instead: Value
    actor: str
    made_at: float


def values_by_hand(connection: sa.Connection, people: Collection[PersonId]) -> list[ValueByHand]:
    """What humans said last about fields of these people."""
    found: list[ValueByHand] = []
    for chunk in chunks(sorted(people)):
        for row in connection.execute(sa.select(override).where(override.c.person_id.in_(chunk))):
            said = fields_from_json(row.value)
            found.append(ValueByHand(row.system, row.field, said["value"], said["instead"], row.actor, row.made_at))
    return sorted(found, key=lambda each: each.made_at)


_CANDIDATE = "candidate"
_EVER = float("inf")
_QUESTION = (
    "id",
    "kind",
    "subject",
    "system",
    "ref_id",
    "field",
    "reason",
    "detail",
    "opened_at",
    "closed_at",
    "decision",
    "decided_by",
)
_WRITTEN = (
    "id",
    "person_id",
    "made_for",
    "run_id",
    "system",
    "verb",
    "ref_id",
    "pool",
    "changes",
    "why",
    "state",
    "planned_at",
    "sent_at",
    "ended_at",
    "error_code",
    "error_text",
    "request_id",
    "correlation",
    "lane",
    "told_at",
    "policy",
    "rule",
    "undoes",
)
