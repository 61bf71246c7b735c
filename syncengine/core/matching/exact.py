"""Exact matching: does a record that nobody knows yet belong to a person we know?

The keys, strongest first: an id that the vendor itself recorded for the other system, then e-mail address and profile
URL, then phone number. A link is made only when nothing speaks against it; every doubt is a review, and while a review
is open nothing is created for either person, so doubt can never become a ghost.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mappings.canonical import Fields
from syncengine.core.matching.normalise.emails import emails_of
from syncengine.core.matching.normalise.names import name_of
from syncengine.core.model import PersonId

Key = tuple[str, str]
"""(identity kind, normalised value), for example ``("email", "ada@example.com")``."""

SHARED_BY = 3
"""A key that this many records carry within one system is a shared mailbox or a switchboard: it identifies nobody."""


@dataclass(frozen=True, slots=True)
class Known:
    """A person that shares at least one key with the new record."""

    person: PersonId
    keys: frozenset[Key]
    systems: frozenset[str]
    names: frozenset[str]
    """Case-folded words of all first and last names that the person's records show."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A record without a person."""

    system: str
    keys: frozenset[Key]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """``link`` to ``persons[0]``, ``review`` against ``persons``, or ``different`` from everybody."""

    outcome: Literal["link", "review", "different"]
    persons: tuple[PersonId, ...] = ()
    evidence: tuple[str, ...] = ()
    """Kinds of keys that agree, strongest first. Never their values."""
    doubt: str = ""


def name_words(fields: Fields) -> frozenset[str]:
    """Words of all names, in plain letters and without titles, for a rough "could these be the same name?"."""
    first, last, preferred = (_text(fields, name) for name in ("first_name", "last_name", "preferred_name"))
    name = name_of(first, last, preferred=preferred)
    return frozenset({*name.given, *name.family, *name.also, *name.former})


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def is_nobodys(key: Key) -> bool:
    """Whether a key can never say who somebody is: the mailbox of a role (info@, candidates@), a placeholder."""
    kind, value = key
    return kind == "email" and any(address.use in {"role", "placeholder"} for address in emails_of(value))


def judge(newcomer: Newcomer, known: Sequence[Known], *, shared: Collection[Key]) -> Verdict:
    """Whom the newcomer is. ``shared`` holds keys that too many records carry."""
    shared = {*shared, *filter(is_nobodys, newcomer.keys)}
    candidates = [person for person in known if (person.keys & newcomer.keys) - shared]
    if not candidates:
        only_shared = [person for person in known if person.keys & newcomer.keys]
        if only_shared and any(person.names & newcomer.names for person in only_shared):
            return _review(newcomer, only_shared, "the only thing in common is shared by several records")
        return Verdict("different")
    if len(candidates) > 1:
        return _review(newcomer, candidates, "more than one known person has these keys")
    person = candidates[0]
    doubt = _doubt(newcomer, person, keys=(person.keys & newcomer.keys) - shared)
    if doubt:
        return _review(newcomer, candidates, doubt)
    return Verdict("link", (person.person,), _evidence(newcomer, person))


def _doubt(newcomer: Newcomer, person: Known, *, keys: Collection[Key]) -> str:
    if newcomer.system in person.systems:
        return "the person already has a record in this system: one of the two may be a ghost"
    kinds = {kind for kind, _ in keys}
    if "cross_id" in kinds:
        return ""
    if _claims_disagree(newcomer.keys, person.keys):
        return "a vendor has recorded another counterpart for one of the two"
    common = newcomer.names & person.names
    if newcomer.names and person.names and not common:
        return "the names have no word in common"
    if kinds == {"phone"} and len(common) < 2:
        return "only the phone number agrees, and first and last name do not both agree"
    return ""


def _claims_disagree(ours: Collection[Key], theirs: Collection[Key]) -> bool:
    """Both sides name a record of the same system, and not the same one."""
    our_claims = _claims(ours)
    their_claims = _claims(theirs)
    return any(our_claims[where].isdisjoint(their_claims[where]) for where in our_claims.keys() & their_claims.keys())


def _claims(keys: Collection[Key]) -> dict[str, set[str]]:
    """Where a claimed record lives -> its ids."""
    claims: dict[str, set[str]] = {}
    for kind, value in keys:
        if kind == "cross_id":
            where, _, id_ = value.rpartition(":")
            claims.setdefault(where, set()).add(id_)
    return claims


def _review(newcomer: Newcomer, persons: Sequence[Known], doubt: str) -> Verdict:
    ordered = tuple(sorted(person.person for person in persons))
    evidence: Mapping[str, None] = dict.fromkeys(kind for person in persons for kind in _evidence(newcomer, person))
    return Verdict("review", ordered, tuple(evidence), doubt)


_STRENGTH = ("cross_id", "email", "profile", "phone")


def _evidence(newcomer: Newcomer, person: Known) -> tuple[str, ...]:
    kinds = {kind for kind, _ in newcomer.keys & person.keys}
    return tuple(kind for kind in _STRENGTH if kind in kinds)
