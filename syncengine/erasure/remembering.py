"""What is kept of somebody forgotten: keyed hashes of the identifiers; and who else carries the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.core.forgotten import OWN, forms
from syncengine.core.matching.identifiers import SHARED_BY, Key
from syncengine.core.model import PersonId
from syncengine.erasure.keeping_out import keep_out
from syncengine.erasure.recognising import caught_by
from syncengine.identity.bearing import bearers_of
from syncengine.store import erased_keys, people, purging, snapshots
from syncengine.store.erasures import Ref
from syncengine.store.holdings import Subject
from syncengine.store.people import Holder
from syncengine.work.systems import CANDIDATE


@dataclass(frozen=True, slots=True)
class Bearers:
    """Other records that carry the same identifiers, each with the forms in common, and whose they are, if anybody's;
    and the ``keys`` that too many carry to say who somebody is."""

    records: Mapping[Ref, frozenset[Key]]
    owners: Mapping[Ref, PersonId]
    common: frozenset[Key]

    @property
    def people(self) -> tuple[PersonId, ...]:
        return tuple(sorted(set(self.owners.values())))

    @property
    def nobodys(self) -> tuple[Ref, ...]:
        """Records that were not matched with anybody yet."""
        return tuple(sorted(self.records.keys() - self.owners.keys()))


def keys_of(connection: sa.Connection, refs: Iterable[Ref]) -> set[Key]:
    """All identity keys of these records, as the store has them."""
    found = _keys_by_record(connection, refs)
    return {key for keys in found.values() for key in keys}


def bearers(connection: sa.Connection, keys: Collection[Key], *, but: Collection[Ref]) -> Bearers:
    """Who else carries any of these keys, in whatever form."""
    wanted = {key for key in {*keys, *forms(keys)} if key[0] not in OWN}
    held = [each for each in people.holders(connection, wanted) if (each.system, each.ref_id) not in but]
    common = _common(held)
    forms_of = {ref: forms(found) for ref, found in _keys_by_record(connection, _near(connection, keys, held)).items()}
    ours = {form for form in forms(keys) - forms(common) if form[0] not in OWN}
    records = {ref: frozenset(found & ours) for ref, found in forms_of.items() if ref not in but and found & ours}
    return Bearers(records, _owners(connection, records), common)


def remember(
    connection: sa.Connection, erasure_id: str, keys: Collection[Key], *, own: Collection[Ref], now: float
) -> None:
    """Keep hashes of the keys. Who carries one of them already, and is somebody else as far as anybody knows, goes on
    as before; of a record that is nobody's that is not known. What many carry is not remembered at all: it would catch
    strangers."""
    others = bearers(connection, keys, but=own)
    erased_keys.remember(connection, erasure_id, forms(keys) - forms(others.common), now=now)
    by_system: dict[str, list[str]] = {}
    for system, ref_id in others.nobodys:
        by_system.setdefault(system, []).append(ref_id)
    for system, ref_ids in by_system.items():
        there = snapshots.living(connection, system=system, kind=CANDIDATE, ref_ids=ref_ids)
        caught = [
            caught_by(connection, ref_id, erased_keys.recognise(connection, others.records[system, ref_id]))
            for ref_id in sorted(there)
        ]
        keep_out(connection, system, caught, now=now)
        # One that is gone needs no question: should it be there again, it is caught.
        if gone := tuple((system, ref_id) for ref_id in ref_ids if ref_id not in there):
            purging.purge(connection, Subject(None, gone))


def _common(held: Iterable[Holder]) -> frozenset[Key]:
    carriers: dict[tuple[Key, str], int] = {}
    for each in held:
        carriers[each.key, each.system] = carriers.get((each.key, each.system), 0) + 1
    return frozenset(key for (key, _), often in carriers.items() if often >= SHARED_BY)


def _near(connection: sa.Connection, keys: Collection[Key], held: Iterable[Holder]) -> set[Ref]:
    """Records that may carry a form of these keys. The cards find those that spell it in another way."""
    return {(each.system, each.ref_id) for each in held} | bearers_of(connection, keys)


def _keys_by_record(connection: sa.Connection, refs: Iterable[Ref]) -> dict[Ref, set[Key]]:
    by_system: dict[str, list[str]] = {}
    for system, ref_id in refs:
        by_system.setdefault(system, []).append(ref_id)
    return {
        (system, ref_id): keys
        for system, ref_ids in by_system.items()
        for ref_id, keys in people.keys_of(connection, system=system, ref_ids=ref_ids).items()
    }


def _owners(connection: sa.Connection, refs: Iterable[Ref]) -> dict[Ref, PersonId]:
    by_system: dict[str, list[str]] = {}
    for system, ref_id in refs:
        by_system.setdefault(system, []).append(ref_id)
    return {
        (system, ref_id): owner
        for system, ref_ids in by_system.items()
        for ref_id, owner in people.persons_of(connection, system=system, kind=CANDIDATE, ref_ids=ref_ids).items()
    }
