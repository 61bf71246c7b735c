"""What is kept of somebody forgotten: keyed hashes of the identifiers, and which known records carry the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.core.forgotten import OWN, forms
from syncengine.core.matching.identifiers import SHARED_BY, Key
from syncengine.core.model import PersonId
from syncengine.store import erased_keys, people, returned
from syncengine.store.erasures import Ref
from syncengine.store.people import Holder
from syncengine.store.returned import Returned
from syncengine.work.systems import CANDIDATE


@dataclass(frozen=True, slots=True)
class Bearers:
    """Other records that carry the same identifiers, and the ``keys`` that too many carry to say who somebody is."""

    records: tuple[Holder, ...]
    common: frozenset[Key]

    @property
    def people(self) -> tuple[PersonId, ...]:
        return tuple(sorted({each.person for each in self.records if each.person is not None}))


def keys_of(connection: sa.Connection, refs: Iterable[Ref]) -> set[Key]:
    """All identity keys of these records, as the store has them."""
    by_system: dict[str, list[str]] = {}
    for system, ref_id in refs:
        by_system.setdefault(system, []).append(ref_id)
    found = (
        keys
        for system, ref_ids in by_system.items()
        for keys in people.keys_of(connection, system=system, ref_ids=ref_ids).values()
    )
    return {key for keys in found for key in keys}


def bearers(connection: sa.Connection, keys: Collection[Key], *, but: Collection[Ref]) -> Bearers:
    """Who else carries any of these keys, or a form of one."""
    wanted = {key for key in {*keys, *forms(keys)} if key[0] not in OWN}
    held = [each for each in people.holders(connection, wanted) if (each.system, each.ref_id) not in but]
    carriers: dict[tuple[Key, str], int] = {}
    for each in held:
        carriers[each.key, each.system] = carriers.get((each.key, each.system), 0) + 1
    common = frozenset(key for (key, _), often in carriers.items() if often >= SHARED_BY)
    return Bearers(tuple(each for each in held if each.key not in common), common)


def remember(
    connection: sa.Connection, erasure_id: str, keys: Collection[Key], *, own: Collection[Ref], now: float
) -> None:
    """Keep hashes of the keys. Who carries one of them already, and is somebody else as far as anybody knows, is let
    in; what many carry is not remembered at all: it would catch strangers."""
    others = bearers(connection, keys, but=own)
    kept = forms(keys) - forms(others.common)
    erased_keys.remember(connection, erasure_id, kept, now=now)
    rows = {(each.system, each.ref_id) for each in others.records}
    returned.note(
        connection,
        [Returned(system, CANDIDATE, ref_id, erasure_id, let_in=True) for system, ref_id in sorted(rows)],
        now=now,
    )
