"""Notes: written, and, of a row of which each takes the place of the one before, recalled and edited.

Notes are worth having and nothing else needs them: an account that does not let us write them is kept in step all the
same, and the note waits for a human.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Literal

from connectors.base import DeletesNotes, EditsNotes, Notes
from connectors.errors import NotPermitted, Refused, Unsupported
from connectors.types import Note, Record, Ref
from syncengine.core.model import NoteText, Operation
from syncengine.core.passport import Written, content_digest, mark_of, written_by, written_in
from syncengine.store import Store, journal, snapshots
from syncengine.store.journal import Cause
from syncengine.store.snapshots import Snapshot
from syncengine.work.facts import Facts
from syncengine.work.passage import Passage
from syncengine.work.record import Recorder
from syncengine.work.systems import USER, System, Systems

Recalled = Literal["all known", "news", "closed"]
"""``news``: more is known than when the plan was made. ``closed``: a system that knows more is closed."""


class NotesForbidden(Refused):
    """Our credentials may not do this with notes. It says nothing about all else that they may do."""

    @property
    def code(self) -> str:
        return NotPermitted.__name__


@contextmanager
def _as_refusal() -> Iterator[None]:
    try:
        yield
    except NotPermitted as error:
        raise NotesForbidden(error.reason, system=error.system, status=error.status, hint=error.hint) from error


def writer_of(note: NoteText, system: System, ref_id: str, *, look_first: bool) -> Callable[[str], bool]:
    """Writes a note that carries the mark it is given. It returns False where the note was there already. Raises
    Unsupported where a system keeps none."""
    connector = system.connector
    if not isinstance(connector, Notes):
        raise Unsupported("this system keeps no notes", system=system.name)
    candidate = system.ref(ref_id)

    def write(mark: str) -> bool:
        with _as_refusal():
            # A store that was lost does not know what it wrote: the note itself does.
            if look_first and any(mark in existing.body for existing in connector.notes(candidate)):
                return False
            before = _to_edit(connector, note, candidate)
            if before is not None and isinstance(connector, EditsNotes):
                connector.edit_note(before, note.body, mark=mark)
            else:
                connector.add_note(candidate, note.body, private=note.private, mark=mark)
        return True

    return write


def withdrawer_of(note: NoteText, system: System, ref_id: str, *, mark: str) -> Callable[[str], bool]:
    """Puts ``note`` in the place of the one that carries ``mark``, or, where no note can be changed, deletes that one.
    It returns False where there is none any more. Raises Unsupported where a system can do neither."""
    connector = system.connector
    if not isinstance(connector, Notes) or not isinstance(connector, EditsNotes | DeletesNotes):
        raise Unsupported("this system lets nobody change or delete a note", system=system.name)
    candidate = system.ref(ref_id)

    def withdraw(new_mark: str) -> bool:
        with _as_refusal():
            found = [each for each in connector.notes(candidate) if f"[talentsync:{mark}]" in each.body]
            for each in found:
                if isinstance(connector, DeletesNotes):
                    connector.delete_note(each.ref)
                else:
                    connector.edit_note(each.ref, note.body, mark=new_mark)
        return bool(found)

    return withdraw


def _to_edit(connector: Notes, note: NoteText, candidate: Ref) -> Ref | None:
    """The note whose place this one takes, where it can be edited, is still there, and says what we wrote: what a
    human made of it is theirs."""
    key = note.rolling.replaces if note.rolling else None
    if key is None or not isinstance(connector, EditsNotes):
        return None
    [last] = written_by({key: date.min})
    mark = f"[talentsync:{mark_of(key)}]"
    found = [each for each in connector.notes(candidate) if mark in each.body]
    return next((each.ref for each in found if content_digest(each.body) == last.digest), None)


class Recaller:
    """Finds out what must be known before a note of a row is written: which of them are there, if this store wrote none
    (it may not be the first one), and what the users in it are called."""

    def __init__(
        self, store: Store, systems: Systems, recorder: Recorder, *, now: Callable[[], float], run_id: str
    ) -> None:
        self._store = store
        self._systems = systems
        self._recorder = recorder
        self._now = now
        self._run_id = run_id

    def recall(self, operation: Operation, facts: Facts, passage: Passage, *, cause: Cause) -> Recalled:
        """Raises ConnectorError."""
        note = operation.note
        if note is None or note.rolling is None:
            return "all known"
        news = note.rolling.replaces is None and self._find(operation, facts, passage, cause)
        for name, user_id in note.rolling.unnamed:
            if not passage.open(name):
                return "closed"
            self._name(self._systems[name], user_id, passage)
            news = True
        return "news" if news else "all known"

    def _find(self, operation: Operation, facts: Facts, passage: Passage, cause: Cause) -> bool:
        system = self._systems[operation.system]
        connector = system.connector
        assert operation.note is not None and operation.ref is not None  # noqa: S101, PT018  # the caller looked
        if not isinstance(connector, Notes):
            return False
        with passage.through(system.name), _as_refusal():
            there = [(each.body, self._day(each)) for each in connector.notes(system.ref(operation.ref))]
        found = [each for each in written_in(there) if each.key not in facts.noted]
        with self._store.write() as connection_:
            for each in found:
                journal.recalled(
                    connection_,
                    replace(operation, note=replace(operation.note, key=each.key)),
                    person=facts.person,
                    run_id=self._run_id,
                    mark=mark_of(each.key) or "",
                    at=_noon(each),
                    now=self._now(),
                    cause=cause,
                )
        return bool(found)

    def _day(self, note: Note) -> date:
        """Of a note whose day nobody tells, today: rather too late a next one than too early."""
        return (note.created_at or datetime.fromtimestamp(self._now(), UTC)).astimezone(UTC).date()

    def _name(self, system: System, user_id: str, passage: Passage) -> None:
        """Keep what a user is called, and nothing about any other user. One whom nobody shows has no name."""
        with passage.through(system.name):
            record = self._user(system, user_id)
        with self._store.write() as connection:
            if record is not None:
                self._recorder.save(connection, system, [record])
            else:
                nobody = Snapshot(system.name, USER, user_id, fields={}, raw={})
                snapshots.save(connection, [nobody], now=self._now())

    @staticmethod
    def _user(system: System, user_id: str) -> Record | None:
        if USER not in system.connector.manifest.kinds:
            return None
        try:
            for page in system.connector.pages(USER):
                for item in page.items:
                    if isinstance(item, Record) and item.ref.id == user_id:
                        return item
        except (NotPermitted, Refused):
            return None
        return None


def _noon(written: Written) -> float:
    return datetime(written.on.year, written.on.month, written.on.day, 12, tzinfo=UTC).timestamp()
