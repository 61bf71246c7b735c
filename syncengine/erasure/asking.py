"""Asking for somebody to be forgotten: what that would do, and writing it down. Nothing is erased here."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from mappings.keys import identity_keys
from syncengine.core.forgotten import forms
from syncengine.core.model import PersonId
from syncengine.erasure.remembering import bearers, keys_of, remember
from syncengine.store import erasures, histories, people, purging, queue, snapshots
from syncengine.store.erasures import Erasure, Ref
from syncengine.store.holdings import Subject
from syncengine.store.mentions import keys_in
from syncengine.work.systems import CANDIDATE

_NAMING = ("first_name", "last_name", "preferred_name", "emails", "phones", "profiles")
_SHORTEST = 3
"""A shorter value is part of other words."""

_NUMBER = re.compile(r"\+?\(?\d[\d\s()./-]{5,}\d")


class NotAsShown(ValueError):
    """Nobody agreed to what would be erased."""


class TooMuchSaid(ValueError):
    """The reason names the person: it would be kept for ever."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an erasure would do. ``refs`` are the records at vendors; ``rows`` counts what our own store holds, by
    table; ``remembered`` counts the hashes that would be kept. ``others`` are people who carry the same identifiers:
    perhaps they are the same human being. ``unmatched`` are records that do, too, and are not known to be anybody's."""

    person: PersonId
    refs: tuple[Ref, ...]
    rows: Mapping[str, int]
    remembered: int
    others: tuple[PersonId, ...] = ()
    unmatched: tuple[Ref, ...] = ()


def foresee(connection: sa.Connection, person: PersonId) -> Foreseen:
    """Look, and change nothing."""
    subject = subject_of(connection, person)
    keys = keys_of(connection, subject.refs)
    others = bearers(connection, keys, but=subject.refs)
    return Foreseen(
        person=person,
        refs=refs_of(connection, person),
        rows=purging.count(connection, subject),
        remembered=len(forms(keys) - forms(others.common)),
        others=others.people,
        unmatched=others.nobodys,
    )


def ask(
    connection: sa.Connection,
    person: PersonId,
    *,
    by: str,
    why: str,
    now: float,
    shown: Collection[Ref] | None = None,
) -> Erasure:
    """Write down that the person is to be forgotten, and by what one who returns is known. From this moment nothing
    else is written about the person. Asked twice it is one erasure. ``shown`` are the records that were shown to
    whoever agreed, where any were. To be called in `Store.write`. Raises TooMuchSaid and NotAsShown."""
    asked_before = erasures.unfinished(connection, person) or erasures.of_person(connection, person)
    subject = subject_of(connection, person)
    if asked_before and (asked_before[-1].ended_at is None or not subject.refs):
        return asked_before[-1]
    refs = refs_of(connection, person)
    _require_as_shown(person, refs, shown)
    _require_discreet(connection, subject, why)
    asked = erasures.ask(connection, person, refs, by=by, why=why, now=now)
    remember(connection, asked.id, keys_of(connection, subject.refs), own=subject.refs, now=now)
    queue_it(connection, person, now=now)
    return asked


def queue_it(connection: sa.Connection, person: PersonId, *, now: float) -> None:
    """Have the person run: that is how an erasure is carried out. Whoever runs the person now has lost it, and what was
    sent last is waited for."""
    running_until = queue.abolish(connection, person)
    queue.mark_dirty(connection, [person], lane=queue.RESTRICTIONS, reason="to be forgotten", now=now)
    if running_until is not None and running_until > now:
        queue.wait_until(connection, person, due_at=running_until)


def refs_of(connection: sa.Connection, person: PersonId) -> tuple[Ref, ...]:
    """The records that the person has at vendors."""
    return tuple(sorted((link.system, link.ref_id) for link in people.links_of(connection, [person])))


def subject_of(connection: sa.Connection, person: PersonId) -> Subject:
    """The person with all records, those that are gone included, unless they are somebody else's by now."""
    past = {(link.system, link.ref_id) for link in histories.links_of(connection, person)}
    owners = {
        (system, ref_id): people.person_of(connection, system=system, kind=CANDIDATE, ref_id=ref_id)
        for system, ref_id in past
    }
    return Subject(person, tuple(sorted(ref for ref, owner in owners.items() if owner in {None, person})))


def _require_as_shown(person: PersonId, refs: Collection[Ref], shown: Collection[Ref] | None) -> None:
    """What cannot be undone is done to nothing else than what was agreed to."""
    if not refs:
        raise NotAsShown(f"{person} has no records by now: nothing was erased; look: talentsync explain {person}")
    if shown is not None and set(shown) != set(refs):
        raise NotAsShown(
            f"the records of {person} are not those that were shown any more: nothing was erased; "
            f"look again: talentsync forget {person} --dry-run"
        )


def _require_discreet(connection: sa.Connection, subject: Subject, why: str) -> None:
    said = why.lower()
    spelled = forms(keys_in([*_NUMBER.findall(why), *why.split()]))
    for system, ref_id in subject.refs:
        seen = snapshots.load(connection, system=system, kind=CANDIDATE, ref_ids=[ref_id])
        for each in seen.values():
            values = [value for name in _NAMING for value in _texts(each.fields.get(name))]
            named = any(len(value) >= _SHORTEST and value.lower() in said for value in values)
            if "@" in said or named or spelled & forms(identity_keys(each.fields)):
                raise TooMuchSaid("the reason is kept with the receipt: say it without names and addresses")


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return (value,) if isinstance(value, str) else ()
