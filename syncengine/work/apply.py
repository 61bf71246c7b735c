"""One operation against one system: build the request from our words, send it, return the record as read back.

Building (`prepare`) happens before the journal says "sent"; whatever cannot be said to the vendor is known by then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from connectors.base import KeepsPools, Writes
from connectors.errors import Unsupported
from connectors.types import Record
from mappings.canonical import Value
from syncengine.core.model import Operation
from syncengine.core.passport import mark_of
from syncengine.core.undoing import WITHDRAWN
from syncengine.store.packing import digest
from syncengine.store.snapshots import Snapshot
from syncengine.work.notes import withdrawer_of, writer_of
from syncengine.work.systems import CANDIDATE, POOL, PoolBook, System


@dataclass(frozen=True, slots=True)
class Effect:
    """What an operation did. ``record`` is the candidate as the vendor showed it in its reply, where it did.
    ``membership`` is a vendor's pool id and whether the candidate is in it now. ``was_there`` says that nothing had
    to be written."""

    record: Record | None = None
    was_there: bool = False
    membership: tuple[str, bool] | None = None


Send = Callable[[str], Effect]
"""Carries out a prepared operation; takes the mark."""


def prepare(
    operation: Operation,
    system: System,
    *,
    ref_id: str | None,
    snapshot: Snapshot | None,
    pools: PoolBook,
    first_contact: bool,
) -> Send:
    """A prepared operation. Raises Unsayable when the vendor has no word for a value, Unsupported when it cannot.

    ``first_contact`` says that this store has never settled the record, so that it cannot know which of our notes
    are there already.
    """
    if operation.verb == "create":
        return _create(operation, system, pools)
    assert ref_id is not None, "only a create has no ref"  # noqa: S101  # states the contract
    if operation.verb == "update":
        return _update(operation, system, ref_id=ref_id, snapshot=snapshot)
    if operation.verb == "note" and operation.undoes:
        return _withdrawal(operation, system, ref_id)
    if operation.verb == "note":
        return _note(operation, system, ref_id, look_first=first_contact)
    return _membership(operation, system, ref_id=ref_id, pools=pools)


def _create(operation: Operation, system: System, pools: PoolBook) -> Send:
    connector = system.connector
    if not isinstance(connector, Writes):
        raise Unsupported("this system cannot be written", system=system.name)
    values = _values(operation)
    if isinstance(values.get("pools"), tuple):
        keys = values["pools"] if isinstance(values["pools"], tuple) else ()
        ids = [pools.id_of(system.name, key) for key in keys]
        values["pools"] = tuple(id_ for id_ in ids if id_ is not None)
    data = system.translator.to_vendor(values, current=None, creating=True, push=operation.push)
    return lambda mark: Effect(connector.create(CANDIDATE, data, mark=mark))


def _update(operation: Operation, system: System, *, ref_id: str, snapshot: Snapshot | None) -> Send:
    connector = system.connector
    if not isinstance(connector, Writes):
        raise Unsupported("this system cannot be written", system=system.name)
    current = snapshot.raw if snapshot else None
    changes = system.translator.to_vendor(_values(operation), current=current, creating=False)
    expect = snapshot.version if snapshot else None
    return lambda mark: Effect(connector.update(system.ref(ref_id), changes, expect=expect))


def _note(operation: Operation, system: System, ref_id: str, *, look_first: bool) -> Send:
    note = operation.note
    assert note is not None, "a note operation has a note"  # noqa: S101  # states the contract
    write = writer_of(note, system, ref_id, look_first=look_first and note.rolling is None)
    return lambda mark: Effect(was_there=not write(mark))


def _withdrawal(operation: Operation, system: System, ref_id: str) -> Send:
    assert operation.note is not None, "a note operation has a note"  # noqa: S101  # states the contract
    key = operation.note.key.removeprefix(WITHDRAWN)
    withdraw = withdrawer_of(operation.note, system, ref_id, mark=note_mark(key))
    return lambda mark: Effect(was_there=not withdraw(mark))


def _membership(operation: Operation, system: System, *, ref_id: str, pools: PoolBook) -> Send:
    connector = system.connector
    if not isinstance(connector, KeepsPools):
        raise Unsupported("this system keeps no pools", system=system.name)
    pool_id = pools.id_of(system.name, operation.pool or "")
    if pool_id is None:
        raise Unsupported(f"the pool {operation.pool!r} does not exist there", system=system.name)
    pool, candidate = system.ref(pool_id, POOL), system.ref(ref_id)
    change = connector.add if operation.verb == "add_to_pool" else connector.remove

    def send(mark: str) -> Effect:
        change(pool, candidate)
        # The vendor answers with a plain yes, and being in a list is all there is to know: no need to read it back.
        return Effect(membership=(pool.id, operation.verb == "add_to_pool"))

    return send


def _values(operation: Operation) -> dict[str, Value]:
    return {change.field: change.value for change in operation.changes}


def note_mark(key: str) -> str:
    """The mark of a note follows from what the note is about, so that the same note is recognised for ever."""
    return mark_of(key) or f"ts-{digest(key)[:16]}"


def parked_names(operation: Operation, *, seconds: Collection[tuple[str, str | None]] = ()) -> tuple[str, ...]:
    """Under which names an operation is parked: see :class:`syncengine.core.reconcile.Wishes`. What is parked for one
    of ``seconds``, second records as (system, ref id), holds nothing up for the leading one."""
    names = _parked_names(operation)
    if (operation.system, operation.ref) in seconds:
        return tuple(f"{name}@{operation.ref}" for name in names)
    return names


def _parked_names(operation: Operation) -> tuple[str, ...]:
    if operation.verb == "create":
        return ("(create)",)
    if operation.verb == "update":
        return tuple(sorted(operation.fields))
    if operation.verb == "note":
        return (operation.note.parked_as if operation.note else "note:",)
    return (f"pool:{operation.pool}",)
