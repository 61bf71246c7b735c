"""Finding out what became of writes that were sent and never answered: a lost reply, or our own sudden end.

By the mark, where the vendor has a place for one; else by a search for the person; else a human looks. Nothing new is
written for a person to a system before each of these is known to have happened or not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog

from connectors.base import FindsByMark, Notes
from connectors.errors import Broken, ConnectorError, Missing, Refused, Unsettled
from connectors.http import WHOLE_CALL_SECONDS
from connectors.types import Record
from mappings.canonical import Fields
from syncengine.store import Store, journal, people, reviews, snapshots
from syncengine.store.journal import Entry
from syncengine.store.queue import Lease
from syncengine.work import fencing, uncertain
from syncengine.work.meeting import adopt, search_live
from syncengine.work.passage import Passage
from syncengine.work.record import Recorder
from syncengine.work.systems import CANDIDATE, System, Systems

log = structlog.get_logger("talentsync.resolve")

SKEW = timedelta(minutes=5)
"""How far the vendor's clock may be off ours when we look for what was created since we sent."""

SEARCH_LAG_SECONDS = 120.0
"""That a search finds nothing is believed so long after the record would have been made: indexes lag behind."""

Outcome = Literal["happened", "not", "unknown"]


class Resolver:
    """Resolves the unresolved operations of one person."""

    def __init__(self, store: Store, systems: Systems, recorder: Recorder, *, now: Callable[[], float]) -> None:
        self._store = store
        self._systems = systems
        self._recorder = recorder
        self._now = now

    def resolve(self, lease: Lease, passage: Passage) -> frozenset[str]:
        """Systems where it stays unknown whether the person has a record. What was sent to a system that is closed is
        resolved later. Raises what the connectors raise; then the person is tried again later. Raises LeaseLost."""
        with self._store.read() as connection:
            entries = journal.unresolved(connection, lease.person)
        unknown = set()
        for entry in entries:
            if not passage.open(entry.system):
                continue
            outcome = self._find_out(entry, lease, passage)
            log.info("operation.resolved", operation=entry.id, verb=entry.verb, outcome=outcome)
            if outcome == "unknown":
                unknown.add(entry.system)
        return frozenset(unknown)

    def look_into(self, lease: Lease, passage: Passage) -> list[ConnectorError]:
        """The same for somebody who is to be forgotten. What cannot be found out keeps nothing from being erased. What
        can be found out later is returned, and its systems are missed. Raises LeaseLost."""
        with self._store.read() as connection:
            entries = journal.unresolved(connection, lease.person)
        configured = {system.name for system in self._systems}
        later: list[ConnectorError] = []
        for entry in entries:
            if entry.system not in configured or not passage.open(entry.system):
                continue
            try:
                self._find_out(entry, lease, passage)
            except (Refused, Broken) as error:
                log.warning("operation.unresolved", operation=entry.id, verb=entry.verb, error=error.code)
            except ConnectorError as error:
                passage.miss(entry.system)
                later.append(error)
        return later

    def _find_out(self, entry: Entry, lease: Lease, passage: Passage) -> Outcome:
        system = self._systems[entry.system]
        if entry.verb == "create":
            return self._created(entry, system, lease, passage)
        if entry.verb == "note":
            return self._noted(entry, system, lease, passage)
        # An update or a membership: read the record; the next plan compares it with what is wanted.
        self._read_again(entry, system, passage)
        return self._close(entry, lease, "happened")

    def _created(self, entry: Entry, system: System, lease: Lease, passage: Passage) -> Outcome:
        if isinstance(system.connector, FindsByMark):
            since = datetime.fromtimestamp(entry.sent_at, UTC) - SKEW
            with passage.through(system.name):
                record = system.connector.find_by_mark(CANDIDATE, entry.mark, since=since)
            if record is not None:
                return self._made(entry, system, record, lease)
            self._may_be_on_its_way(entry)
            return self._close(entry, lease, "not")
        # The vendor has no place for a mark: fall back to the person's own identifiers.
        known = self._what_others_show(entry)
        with passage.through(system.name, proves=False):
            searches = [search_live(system, each) for each in known]
        found = (record for records, _ in searches for record in records)
        ours = next((record for record in found if not self._told_apart(entry, record)), None)
        if ours is not None:
            return self._made(entry, system, ours, lease)
        if not any(asked for _, asked in searches):
            return self._ask(entry, system, lease)
        if self._now() < entry.sent_at + SEARCH_LAG_SECONDS:
            raise Unsettled("a search may not show yet what was just made", system=system.name)
        return self._close(entry, lease, "not")

    def _may_be_on_its_way(self, entry: Entry) -> None:
        """What is not there yet may still come: the request of a process that was killed, or that stood still until it
        lost the person, goes on at the vendor. Raises Unsettled until none can any more."""
        left = entry.sent_at + WHOLE_CALL_SECONDS - self._now()
        if left > 0 and not entry.answered:
            raise Unsettled("what was sent may still arrive", system=entry.system, retry_after=left)

    def _what_others_show(self, entry: Entry) -> list[Fields]:
        with self._store.read() as connection:
            known = [link for link in people.links_of(connection, [entry.person]) if link.system != entry.system]
            return [
                stored.fields
                for link in known
                for stored in snapshots.load(
                    connection, system=link.system, kind=CANDIDATE, ref_ids=[link.ref_id]
                ).values()
            ]

    def _told_apart(self, entry: Entry, record: Record) -> bool:
        """A human has said that this record is somebody else."""
        with self._store.read() as connection:
            owner = people.person_of(connection, system=entry.system, kind=CANDIDATE, ref_id=record.ref.id)
            return owner is not None and reviews.decided_different(connection, entry.person, owner)

    def _made(self, entry: Entry, system: System, record: Record, lease: Lease) -> Outcome:
        with self._store.write() as connection:
            fencing.require(connection, lease, now=self._now())
            self._recorder.save_own(connection, system, record)
            owner = journal.person_of(connection, entry.id)
            adopt(connection, system, record, person=owner, now=self._now())
            journal.done(connection, entry.id, ref_id=record.ref.id, now=self._now())
        return "happened"

    def _ask(self, entry: Entry, system: System, lease: Lease) -> Outcome:
        """Nothing can tell but a listing that shows the record, or a human."""
        with self._store.write() as connection:
            fencing.require(connection, lease, now=self._now())
            standing = people.links_of(connection, [entry.person])
            if any(link.system == system.name for link in standing):
                journal.done(connection, entry.id, ref_id=None, now=self._now())
                return "happened"
            answer = uncertain.answer(connection, entry)
            if answer == uncertain.NONE_THERE:
                journal.abandon(connection, entry.id, now=self._now())
                return "not"
            if answer is None:
                uncertain.ask(connection, entry, now=self._now())
        return "unknown"

    def _noted(self, entry: Entry, system: System, lease: Lease, passage: Passage) -> Outcome:
        connector = system.connector
        assert isinstance(connector, Notes)  # noqa: S101  # a note was sent through it
        assert entry.ref_id is not None  # noqa: S101  # notes are written on existing records
        try:
            with passage.through(system.name):
                written = any(entry.mark in note.body for note in connector.notes(system.ref(entry.ref_id)))
        except Missing:
            written = False
        if not written:
            self._may_be_on_its_way(entry)
        return self._close(entry, lease, "happened" if written else "not")

    def _read_again(self, entry: Entry, system: System, passage: Passage) -> None:
        if entry.ref_id is None:
            return
        try:
            with passage.through(system.name):
                record = system.connector.get(system.ref(entry.ref_id))
        except Missing:
            self._recorder.gone(system, entry.ref_id)
            return
        self._recorder.record(system, record)

    def _close(self, entry: Entry, lease: Lease, outcome: Outcome) -> Outcome:
        with self._store.write_own() as connection:
            fencing.require(connection, lease, now=self._now())
            if outcome == "happened":
                journal.done(connection, entry.id, ref_id=entry.ref_id, now=self._now())
            else:
                journal.abandon(connection, entry.id, now=self._now())
        return outcome
