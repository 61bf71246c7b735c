"""Whose the records near some newcomers are, what these people are known by, and what vendors claim about them.

Kept current while a batch is decided: who has just become somebody is known to the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from syncengine.core.matching.verdicts import REVIEW
from syncengine.core.model import PersonId
from syncengine.identity.claims import CROSS_ID, Claims, Key, agree, cross_ids, disagree
from syncengine.identity.deciding import Candidate
from syncengine.identity.neighbourhood import Neighbourhood, Pair, strangers
from syncengine.store import links, people
from syncengine.store.cards import Ref

CANDIDATE = "candidate"
_STRENGTH = (CROSS_ID, "email", "profile", "phone")


@dataclass(slots=True)
class Acquaintances:
    """``owners``: whose a record is. ``records``: all records of a person, those that are gone left out where nothing
    is compared with them. ``keys``: identity keys of records."""

    owners: dict[Ref, PersonId] = field(default_factory=dict)
    records: dict[PersonId, list[Ref]] = field(default_factory=dict)
    claims: dict[PersonId, Claims] = field(default_factory=dict)
    claimed_by: dict[str, set[PersonId]] = field(default_factory=dict)
    keys: dict[Ref, Collection[Key]] = field(default_factory=dict)
    gone: set[Ref] = field(default_factory=set)

    def join(self, person: PersonId, ref: Ref) -> None:
        """This record is that person."""
        self.owners[ref] = person
        self.records.setdefault(person, []).append(ref)
        keys = self.keys.get(ref, ())
        self.claims.setdefault(person, Claims()).add(*ref, keys)
        for each in cross_ids(keys):
            self.claimed_by.setdefault(each, set()).add(person)

    def candidates(self, connection: sa.Connection, near: Neighbourhood, ref: Ref) -> list[Candidate]:
        """Everybody whom a newcomer could be."""
        met: dict[PersonId, list[Pair]] = {}
        for pair in near.pairs_of(ref):
            if pair.other in self.owners:
                met.setdefault(self.owners[pair.other], []).append(pair)
        ours = cross_ids(self.keys.get(ref, ()))
        claimed = {person for each in ours for person in self.claimed_by.get(each, ())}
        serious = {person for person, pairs in met.items() if any(pair.verdict >= REVIEW for pair in pairs)}
        return [
            self._candidate(connection, near, ref, person, met.get(person, ())) for person in sorted(serious | claimed)
        ]

    def _candidate(
        self, connection: sa.Connection, near: Neighbourhood, ref: Ref, person: PersonId, met: Sequence[Pair]
    ) -> Candidate:
        system = ref[0]
        ours, theirs = cross_ids(self.keys.get(ref, ())), self.claims[person].seen_from(system)
        others = {*self.records[person]} - {pair.other for pair in met} - self.gone
        return Candidate(
            person,
            tuple(met),
            strangers(connection, near, ref, sorted(others)),
            claimed=agree(ours, theirs),
            disowned=disagree(ours, theirs),
            is_second=any(each[0] == system and each not in self.gone for each in self.records[person]),
        )

    def kinds_in_common(self, one: Ref, other: Ref) -> list[str]:
        """Kinds of identifiers that two records share, strongest first. Never their values."""
        shared = {kind for kind, _ in set(self.keys.get(one, ())) & set(self.keys.get(other, ()))}
        return [kind for kind in _STRENGTH if kind in shared]


def acquaintances(connection: sa.Connection, near: Neighbourhood, newcomers: Sequence[Ref]) -> Acquaintances:
    """All that is known around newcomers."""
    known = Acquaintances(keys=_keys(connection, newcomers))
    likely = {pair.other for ref in newcomers for pair in near.pairs_of(ref) if pair.verdict >= REVIEW}
    claims = {(CROSS_ID, each) for keys in known.keys.values() for each in cross_ids(keys)}
    persons = set(_owners(connection, likely).values())
    persons |= {held.person for held in people.holders(connection, claims) if held.person is not None}
    standing = links.standing(connection, sorted(persons))
    found = [(each.link, each.gone) for records in standing.values() for each in records]
    known.keys |= _keys(connection, [(link.system, link.ref_id) for link, _ in found])
    for link, gone in found:
        ref = (link.system, link.ref_id)
        known.gone |= {ref} if gone else set()
        known.join(link.person, ref)
    return known


def _by_system(refs: Iterable[Ref]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for system, ref_id in sorted(set(refs)):
        found.setdefault(system, []).append(ref_id)
    return found


def _keys(connection: sa.Connection, refs: Iterable[Ref]) -> dict[Ref, Collection[Key]]:
    return {
        (system, ref_id): keys
        for system, ref_ids in _by_system(refs).items()
        for ref_id, keys in people.keys_of(connection, system=system, ref_ids=ref_ids).items()
    }


def _owners(connection: sa.Connection, refs: Iterable[Ref]) -> dict[Ref, PersonId]:
    return {
        (system, ref_id): person
        for system, ref_ids in _by_system(refs).items()
        for ref_id, person in people.persons_of(connection, system=system, kind=CANDIDATE, ref_ids=ref_ids).items()
    }
