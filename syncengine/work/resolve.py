"""Finding out what became of writes that were sent and never answered: a lost reply, or our own sudden end.

Nothing new is written for a person before each of these is known to have happened or not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog

from connectors.base import FindsByMark, Notes
from connectors.errors import Missing
from connectors.types import Record
from syncengine.core.model import PersonId
from syncengine.store import Store, journal, people, snapshots
from syncengine.store.journal import Entry
from syncengine.work.meeting import adopt, search_person
from syncengine.work.record import Recorder
from syncengine.work.systems import CANDIDATE, System, Systems

log = structlog.get_logger("talentsync.resolve")

SKEW = timedelta(minutes=5)
"""How far the vendor's clock may be off ours when we look for what was created since we sent."""


class Resolver:
    """Resolves the unresolved operations of one person."""

    def __init__(self, store: Store, systems: Systems, recorder: Recorder, *, now: Callable[[], float]) -> None:
        self._store = store
        self._systems = systems
        self._recorder = recorder
        self._now = now

    def resolve(self, person: PersonId) -> None:
        """Raises what the connectors raise; then nothing is resolved and the person is tried again later."""
        with self._store.read() as connection:
            entries = journal.unresolved(connection, person)
        for entry in entries:
            happened = self._find_out(entry)
            log.info("operation.resolved", operation=entry.id, verb=entry.verb, happened=happened)

    def _find_out(self, entry: Entry) -> bool:
        system = self._systems[entry.system]
        if entry.verb == "create":
            return self._created(entry, system)
        if entry.verb == "note":
            return self._noted(entry, system)
        # An update or a membership: read the record; the next plan compares it with what is wanted.
        self._read_again(entry, system)
        self._close(entry, ref_id=None)
        return True

    def _created(self, entry: Entry, system: System) -> bool:
        record = self._marked(entry, system)
        if record is None:
            with self._store.write() as connection:
                journal.abandon(connection, entry.id, now=self._now())
            return False
        with self._store.write() as connection:
            self._recorder.save_own(connection, system, record)
            owner = journal.person_of(connection, entry.id)
            adopt(connection, system, record, person=owner, now=self._now())
            journal.done(connection, entry.id, ref_id=record.ref.id, now=self._now())
        return True

    def _marked(self, entry: Entry, system: System) -> Record | None:
        since = datetime.fromtimestamp(entry.sent_at, UTC) - SKEW
        if isinstance(system.connector, FindsByMark):
            return system.connector.find_by_mark(CANDIDATE, entry.mark, since=since)
        with self._store.read() as connection:
            known = [link for link in people.links_of(connection, [entry.person]) if link.system != entry.system]
            fields = [
                stored.fields
                for link in known
                for stored in snapshots.load(
                    connection, system=link.system, kind=CANDIDATE, ref_ids=[link.ref_id]
                ).values()
            ]
        # The vendor has no place for a mark: fall back to the person's own identifiers.
        return next((record for each in fields for record in search_person(system, each)), None)

    def _noted(self, entry: Entry, system: System) -> bool:
        connector = system.connector
        assert isinstance(connector, Notes)  # noqa: S101  # a note was sent through it
        assert entry.ref_id is not None  # noqa: S101  # notes are written on existing records
        try:
            written = any(entry.mark in note.body for note in connector.notes(system.ref(entry.ref_id)))
        except Missing:
            written = False
        if written:
            self._close(entry, ref_id=entry.ref_id)
        else:
            with self._store.write() as connection:
                journal.abandon(connection, entry.id, now=self._now())
        return written

    def _read_again(self, entry: Entry, system: System) -> None:
        if entry.ref_id is None:
            return
        try:
            self._recorder.record(system, system.connector.get(system.ref(entry.ref_id)))
        except Missing:
            self._recorder.gone(system, entry.ref_id)

    def _close(self, entry: Entry, *, ref_id: str | None) -> None:
        with self._store.write() as connection:
            journal.done(connection, entry.id, ref_id=ref_id, now=self._now())
