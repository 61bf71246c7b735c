"""What CRMs tell of their past with people who apply, read from records as they are stored: no vendor is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from connectors.base import FindsByMark
from connectors.types import Record
from mappings.compile import HistoryFacts, Malformed
from syncengine.core.passport import Told
from syncengine.store import snapshots
from syncengine.store.snapshots import Snapshot
from syncengine.work.systems import USER, System, Systems

Place = tuple[str, str]
"""System and ref id of a candidate record."""


def histories_of(connection: sa.Connection, systems: Systems, records: Iterable[Snapshot]) -> dict[Place, Told]:
    """What these records tell. Not those that we made: what they say of the past, we said."""
    histories: dict[Place, HistoryFacts] = {}
    for record in records:
        history = _history(systems[record.system], record)
        if history is not None:
            histories[(record.system, record.ref_id)] = history
    users = {system.name: _names(connection, system, histories) for system in systems.with_role("crm")}
    return {place: Told(place[0], history, users[place[0]]) for place, history in histories.items()}


def _history(system: System, record: Snapshot) -> HistoryFacts | None:
    """A summary that cannot be told is no reason to leave the person out of step."""
    if system.role != "crm" or record.gone or _made_by_us(system, record):
        return None
    try:
        return system.translator.to_history(record.raw)
    except Malformed:
        return None


def _made_by_us(system: System, record: Snapshot) -> bool:
    connector = system.connector
    if not isinstance(connector, FindsByMark):
        return False
    return bool(connector.mark_of(Record(system.ref(record.ref_id), record.raw, record.version)))


def _names(connection: sa.Connection, system: System, histories: Mapping[Place, HistoryFacts]) -> dict[str, str | None]:
    """Names by user id of those whom these histories of a system name; None for somebody who has none."""
    wanted = {id_ for (name, _), each in histories.items() if name == system.name for id_ in each.user_ids}
    known = snapshots.load(connection, system=system.name, kind=USER, ref_ids=wanted)
    return {ref_id: _name(system, each) for ref_id, each in known.items()}


def _name(system: System, user: Snapshot) -> str | None:
    try:
        return system.translator.to_user(user.raw).name
    except (Malformed, LookupError):
        return None
