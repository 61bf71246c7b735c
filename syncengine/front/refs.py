"""People and records as users name them: ``p_1f3a``, ``ats:17``, ``ats:candidate:17``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from mappings.problems import suggest
from syncengine.core.model import PersonId
from syncengine.store import bygone, erasures, histories, people
from syncengine.store.erasures import Erasure

_CANDIDATE = "candidate"


class NotKnown(ValueError):
    """Nobody is known by that name."""


@dataclass(frozen=True, slots=True)
class Named:
    """A candidate record."""

    system: str
    ref_id: str

    def __str__(self) -> str:
        return f"{self.system}:{_CANDIDATE}:{self.ref_id}"


def record_named(word: str, *, systems: Collection[str]) -> Named | None:
    """The record that a word names; None when it names none, but perhaps a person. Raises NotKnown."""
    system, sign, ref_id = word.partition(":")
    if not sign:
        return None
    if system not in systems:
        raise NotKnown(f"no system is called {system!r}; {suggest(system, systems)}")
    ref_id = ref_id.removeprefix(f"{_CANDIDATE}:")
    if not ref_id:
        raise NotKnown(f"the id of the record is missing: {system}:ID")
    return Named(system, ref_id)


def person_named(connection: sa.Connection, word: str, *, systems: Collection[str]) -> PersonId:
    """The person that a word names, or whose record it names. Raises NotKnown, also for somebody forgotten."""
    try:
        person = person_known(connection, word, systems=systems)
    except NotKnown:
        named = record_named(word, systems=systems)
        _require_not_forgotten(erasures.of_record(connection, (named.system, named.ref_id)) if named else None)
        _require_not_forgotten(*erasures.of_person(connection, PersonId(word))[-1:])
        raise
    require_not_being_forgotten(connection, person)
    return person


def require_not_being_forgotten(connection: sa.Connection, person: PersonId) -> None:
    """From the moment when it is asked for nothing about them is shown any more, also under the name of somebody who
    has become part of them. Raises NotKnown."""
    for each in dict.fromkeys((person, bygone.heir_of(connection, person))):
        _require_not_forgotten(*erasures.unfinished(connection, each)[-1:])


def _require_not_forgotten(*asked: Erasure | None) -> None:
    for each in asked:
        if each is not None:
            day = datetime.fromtimestamp(each.asked_at, UTC).strftime("%Y-%m-%d")
            is_over = "was forgotten" if each.ended_at else "is being forgotten"
            raise NotKnown(f"{each.person} {is_over}, asked for on {day}; the receipt: talentsync forget {each.person}")


def person_known(connection: sa.Connection, word: str, *, systems: Collection[str]) -> PersonId:
    """The same for somebody who is being forgotten just now. Raises NotKnown."""
    named = record_named(word, systems=systems)
    if named is None:
        return _known_person(connection, word)
    found = people.person_of(connection, system=named.system, kind=_CANDIDATE, ref_id=named.ref_id)
    if found is not None:
        return found
    past = histories.links_of_record(connection, system=named.system, kind=_CANDIDATE, ref_id=named.ref_id)
    if past:
        return past[-1].person
    raise NotKnown(f"{named} was never linked to anybody; the next pass does, if the record is there")


def _known_person(connection: sa.Connection, word: str) -> PersonId:
    id_ = PersonId(word)
    if histories.made_at(connection, id_) is None and not histories.links_of(connection, id_):
        said = "that" if "@" in word else repr(word)  # an address that somebody typed is not repeated
        raise NotKnown(f"nobody is known as {said}; name a person (p_...) or a record (SYSTEM:ID)")
    return id_
