"""By what a record itself is known: its own id, as others may claim it, and our mark on it."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.base import FindsByMark
from connectors.types import Record
from syncengine.store.snapshots import Snapshot
from syncengine.work.match import MARK
from syncengine.work.systems import CANDIDATE, System


def own_keys(system: System, seen: Snapshot) -> set[tuple[str, str]]:
    """A record carries its own id as a key, so that another system's claim to it is a key in common like any other.
    Vendors' native integrations know the vendor, not the name that the user gave to the system: hence both.
    Our mark on a record that we created is a key to the person that it was created for."""
    keys = {("cross_id", f"{form}{seen.ref_id}") for form in own_forms(system)}
    if isinstance(system.connector, FindsByMark):
        mark = system.connector.mark_of(Record(system.ref(seen.ref_id), seen.raw, seen.version))
        keys |= {(MARK, mark)} if mark else set()
    return keys


def swallowed(system: System, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Ids of records that were merged into this one: whoever claims them means this one, for ever."""
    return {(kind, value) for kind, value in keys if kind == "cross_id" and value.startswith(own_forms(system))}


def own_forms(system: System) -> tuple[str, ...]:
    """How ids of this system's candidates begin in other systems' claims."""
    return (f"{system.connector.manifest.vendor}:{CANDIDATE}:", f"{system.name}:{CANDIDATE}:")
