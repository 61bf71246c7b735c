"""Carrying out one operation: journal, send, store the answer; and what each kind of refusal leads to."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace

import structlog

from connectors.errors import Ambiguous, Broken, ConnectorError, Duplicate, Missing, Refused, Stale, Transient
from connectors.permits import only_while
from connectors.request_ids import listening
from mappings.compile import Unsayable
from syncengine.core.causes import UNSAYABLE
from syncengine.core.mails import WOULD_MAIL, unnamed_effects
from syncengine.core.model import Operation
from syncengine.store import Store, journal, people, snapshots
from syncengine.store.journal import Cause
from syncengine.store.queue import Lease
from syncengine.store.snapshots import Snapshot
from syncengine.work import fencing
from syncengine.work.apply import Effect, note_mark, parked_names, prepare
from syncengine.work.asking import Asker
from syncengine.work.facts import Facts
from syncengine.work.fencing import Latest, Overtaken
from syncengine.work.meeting import Meeting, adopt
from syncengine.work.notes import Recaller
from syncengine.work.passage import Passage
from syncengine.work.record import Recorder
from syncengine.work.systems import CANDIDATE, PoolBook, System, Systems
from syncengine.work.telling import Tally

log = structlog.get_logger("talentsync.write")


@dataclass(slots=True)
class Done:
    """What happened while one plan was carried out: fields that were written per system, fields that are not agreed
    on because a write failed or could not be tried, and whether the person must be planned once more.

    ``unlisted`` says that a record was not made because its system could not be listed; ``withheld`` that something is
    due which nobody agreed to; ``last_system`` is where the last operation went."""

    written: dict[str, set[str]] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    again: bool = False
    unlisted: bool = False
    withheld: bool = False
    last_system: str | None = None

    def give_up(self, operation: Operation, *, again: bool = False) -> None:
        self.failed |= operation.fields
        self.again = self.again or again


@dataclass(frozen=True, slots=True)
class Turn:
    """One run of one person: the right to it, what is known, the way to the systems, and what to tell of it."""

    lease: Lease
    facts: Facts
    passage: Passage
    tally: Tally = field(default_factory=Tally)

    @property
    def cause(self) -> Cause:
        return Cause(self.lease.lane, self.lease.correlation, self.lease.told_at)


class Carrier:
    """Sends operations for all systems. Threads may share it."""

    def __init__(
        self,
        *,
        store: Store,
        systems: Systems,
        pools: PoolBook,
        recorder: Recorder,
        meeting: Meeting,
        asker: Asker,
        now: Callable[[], float],
        run_id: str,
        policy: str = "",
        may_mail: frozenset[str] = frozenset(),
    ) -> None:
        self._store = store
        self._systems = systems
        self._pools = pools
        self._recorder = recorder
        self._meeting = meeting
        self._asker = asker
        self._now = now
        self._recaller = Recaller(store, systems, recorder, now=now, run_id=run_id)
        self.run_id = run_id
        self._policy = policy
        self._may_mail = may_mail

    def under(self, run_id: str, asker: Asker) -> Carrier:
        """The same, but for another run's journal; what is refused is told to ``asker``."""
        other = copy(self)
        other.run_id = run_id
        other._asker = asker
        return other

    def attempt(self, operation: Operation, turn: Turn, *, ref_id: str | None, done: Done) -> Effect | None:
        """Carry out one operation. None when it was refused and dealt with; transient and ambiguous failures, and
        those that block a whole system, are raised. Raises LeaseLost before anything is sent for somebody else."""
        facts = turn.facts
        if self._would_mail(operation, turn):
            done.give_up(operation)
            return None
        try:
            if operation.verb == "create" and self._anybody_there(operation, turn):
                self._avert(operation, turn)
                done.give_up(operation, again=True)
                return None
            recalled = self._recaller.recall(operation, facts, turn.passage, cause=self._cause(turn))
            if recalled != "all known":
                done.give_up(operation, again=recalled == "news")
                return None
            effect = self._send(operation, turn, ref_id=ref_id)
        except Unsayable as error:
            # One field that cannot be said waits alone; a field that is missing keeps the whole record waiting.
            said = error.field in operation.fields
            self._park(operation, turn, why=error.reason, fields=(error.field,) if said else (), error=error)
            done.give_up(operation, again=said and len(operation.fields) > 1)
            return None
        except (Refused, Broken) as error:
            self._refused(operation, turn, error=error, ref_id=ref_id, done=done)
            return None
        if (operation.system, ref_id) not in facts.second_refs:
            # Nothing is agreed with a second record: what it shows settles nothing.
            done.written.setdefault(operation.system, set()).update(operation.fields)
        return effect

    def _cause(self, turn: Turn) -> Cause:
        return replace(turn.cause, policy=self._policy)

    def _would_mail(self, operation: Operation, turn: Turn) -> bool:
        """The last line of defence. No plan has such a write; if one had, it would be parked."""
        effects = self._systems[operation.system].may_mail
        unnamed = unnamed_effects(operation, effects, may_mail=self._may_mail)
        if not unnamed:
            return False
        why = f"it may make the vendor mail the candidate ({', '.join(unnamed)}), and the policy does not allow that"
        self._asker.park(turn.facts, operation, why=why)
        turn.tally.note_parked(operation, why=why, names=parked_names(operation), code=WOULD_MAIL)
        return True

    def read_again(self, system_name: str, ref_id: str, passage: Passage) -> None:
        """Read one candidate afresh. When it is gone, that is stored and asked about."""
        system = self._systems[system_name]
        try:
            with passage.through(system_name):
                record = system.connector.get(system.ref(ref_id))
        except Missing:
            self._recorder.gone(system, ref_id)
            return
        self._recorder.record(system, record)

    def _anybody_there(self, operation: Operation, turn: Turn) -> bool:
        with turn.passage.through(operation.system, proves=False):
            return self._meeting.anybody_there(self._systems[operation.system], turn.facts)

    def _avert(self, operation: Operation, turn: Turn) -> None:
        """Somebody is there already: no second record is made, and the journal says so."""
        with self._store.write_own() as connection:
            journal.averted(
                connection,
                operation,
                person=turn.facts.person,
                run_id=self.run_id,
                now=self._now(),
                cause=self._cause(turn),
            )
        log.info("ghost.averted", system=operation.system, by="search")

    def _park(
        self,
        operation: Operation,
        turn: Turn,
        *,
        why: str,
        fields: tuple[str, ...] = (),
        error: ConnectorError | Unsayable,
    ) -> None:
        self._asker.park(turn.facts, operation, why=why, fields=fields, error=error)
        code = error.code if isinstance(error, ConnectorError) else UNSAYABLE
        turn.tally.note_parked(operation, why=why, names=fields or parked_names(operation), code=code)

    def _send(self, operation: Operation, turn: Turn, *, ref_id: str | None) -> Effect:
        system, facts = self._systems[operation.system], turn.facts
        send = prepare(
            operation,
            system,
            ref_id=ref_id,
            snapshot=self._current(system, ref_id),
            pools=self._pools,
            first_contact=operation.ref is not None and system.name not in facts.baselines,
        )
        mark = note_mark(operation.note.key) if operation.note else journal.new_mark()
        with self._store.write_own() as connection:
            fencing.require(connection, turn.lease, now=self._now())
            fencing.require_latest(connection, turn.lease, operation)
            id_ = journal.write_down(
                connection,
                replace(operation, ref=ref_id),
                person=facts.person,
                run_id=self.run_id,
                mark=mark,
                now=self._now(),
                cause=self._cause(turn),
            )
        latest = Latest(self._store, turn.lease, operation)
        try:
            with turn.passage.through(system.name), only_while(latest), listening() as named:
                effect = send(mark)
        except Overtaken:
            if not latest.begun:  # else the next run finds out what came of it, as after a crash
                with self._store.write_own() as connection:
                    journal.abandon(connection, id_, now=self._now())
            raise
        except ConnectorError as error:
            with self._store.write_own() as connection:
                journal.failed(connection, id_, error, state=_state_after(error), now=self._now())
            raise
        self._store_effect(id_, effect, system=system, ref_id=ref_id, request_id=named.request_id)
        turn.tally.note_written(operation)
        log.info("operation.done", person=facts.person, operation=id_, verb=operation.verb, system=system.name)
        return effect

    def _current(self, system: System, ref_id: str | None) -> Snapshot | None:
        if ref_id is None:
            return None
        with self._store.read() as connection:
            return snapshots.load(connection, system=system.name, kind=CANDIDATE, ref_ids=[ref_id]).get(ref_id)

    def _is_there(self, system: System, ref_id: str) -> bool:
        current = self._current(system, ref_id)
        return current is not None and not current.gone

    def _store_effect(
        self, id_: str, effect: Effect, *, system: System, ref_id: str | None, request_id: str | None
    ) -> None:
        """The vendor answered: its word goes into the store at once, in one commit with the end of the operation. Of
        somebody who was forgotten meanwhile there is nothing to store but that end."""
        record = effect.record
        with self._store.write() as connection:
            owner = journal.person_of(connection, id_)
            forgotten = not people.known(connection, [owner])
            if record is not None and not forgotten:
                self._recorder.save_own(connection, system, record)
                adopt(connection, system, record, person=owner, now=self._now())
            if effect.membership is not None and ref_id is not None and not forgotten:
                pool_id, joined = effect.membership
                snapshots.move_in_pool(
                    connection,
                    system=system.name,
                    kind=CANDIDATE,
                    ref_id=ref_id,
                    pool_id=pool_id,
                    joined=joined,
                    now=self._now(),
                )
            made = record.ref.id if record else ref_id
            journal.done(
                connection,
                id_,
                ref_id=made,
                now=self._now(),
                was_there=effect.was_there,
                request_id=request_id,
            )

    def _refused(
        self, operation: Operation, turn: Turn, *, error: ConnectorError, ref_id: str | None, done: Done
    ) -> None:
        """What each kind of "no" leads to. What stays refused is parked; the rest of the person goes on."""
        system = self._systems[operation.system]
        if isinstance(error, Stale | Missing) and ref_id is not None:
            self.read_again(system.name, ref_id, turn.passage)
            if operation.pool is not None and self._is_there(system, ref_id):
                self._park(operation, turn, why="the list is not there, or not open to us", error=error)
                done.give_up(operation)
                return
            done.give_up(operation, again=True)
        elif isinstance(error, Duplicate) and error.existing is not None:
            self._met(operation, turn, error=error, done=done)
        elif isinstance(error, Refused) and operation.verb == "update" and len(operation.changes) > 1:
            # Field by field: only the bad ones wait for a human.
            for change in operation.changes:
                self.attempt(replace(operation, changes=(change,)), turn, ref_id=ref_id, done=done)
        else:
            self._park(operation, turn, why=error.reason, error=error)
            done.give_up(operation)

    def _met(self, operation: Operation, turn: Turn, *, error: Duplicate, done: Done) -> None:
        """The vendor says that it has this person, and which record that is."""
        system, facts = self._systems[operation.system], turn.facts
        assert error.existing is not None  # noqa: S101  # the caller asked
        try:
            with turn.passage.through(system.name):
                record = system.connector.get(error.existing)
        except Missing:
            self._park(
                operation, turn, why="the vendor refuses it as a duplicate of a record that is gone", error=error
            )
            done.give_up(operation)
            return
        if self._meeting.meet(system, record, person=facts.person):
            done.give_up(operation, again=True)
            return
        self._park(operation, turn, why="the vendor takes it for a record of somebody else", error=error)
        done.give_up(operation)


def _state_after(error: ConnectorError) -> str:
    """Only an ambiguous outcome stays open; every other error says that nothing happened."""
    if isinstance(error, Ambiguous):
        return "sent"
    return "abandoned" if isinstance(error, Transient) else "refused"
