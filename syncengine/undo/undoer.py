"""Taking back what was written for one person: it is how a person runs of whom something is to be taken back. The
lease, the waiting for a system that is down and the next attempt are those of any run.

First what is unanswered is found out, since it may have been written; then each record is read afresh, so that what
somebody changed at the last moment stays; then it is written; then it is seen to that nothing does the same again.
Whoever is killed leaves a state from which the next run goes on: what is as it was before is not written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import get_args

import sqlalchemy as sa
import structlog

from connectors.errors import Stale
from syncengine.core.model import Operation, Verb
from syncengine.core.undoing import Compensation, Write
from syncengine.store import Store, journal, undoings
from syncengine.store.queue import Lease
from syncengine.store.snapshots import Snapshot
from syncengine.store.undoings import Undoing
from syncengine.undo.evidence import keep_what_is_left_in_common
from syncengine.undo.foreseeing import Foreseer
from syncengine.undo.holding import Holder
from syncengine.undo.leaving import Leaving
from syncengine.work import fencing
from syncengine.work.carry_out import Carrier, Done, Turn
from syncengine.work.facts import FactLoader, Facts
from syncengine.work.passage import Passage
from syncengine.work.telling import Tally

log = structlog.get_logger("talentsync.undo")

MAX_ROUNDS = 6
FRESH_SECONDS = 120.0
"""A record must have been read within this time, and since the undo was asked for, before it is written."""


class Undoer:
    """Threads may share it; the lease keeps each person to one of them."""

    def __init__(
        self,
        store: Store,
        *,
        loader: FactLoader,
        foreseer: Foreseer,
        holder: Holder,
        carrier: Carrier,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._loader = loader
        self._foreseer = foreseer
        self._holder = holder
        self._carrier = carrier
        self._now = now

    def is_wanted(self, lease: Lease) -> bool:
        """Is something to be taken back of this person?"""
        with self._store.read() as connection:
            return bool(undoings.wanted(connection, lease.person))

    def undo(self, lease: Lease, passage: Passage, tally: Tally) -> None:
        """Go as far as that is possible now, after unanswered writes were resolved. What a system is missing for is
        left for the next run (see ``passage``). Raises what a connector raised, LeaseLost and Overtaken."""
        with self._store.read() as connection:
            wanted = undoings.wanted(connection, lease.person)
        for each in wanted:
            self._undo(each, lease, passage, tally)

    def _undo(self, of: Undoing, lease: Lease, passage: Passage, tally: Tally) -> None:
        leaving = Leaving(self._store, now=self._now)
        carrier = self._carrier.under(of.run, leaving)
        last = ""
        for _ in range(MAX_ROUNDS):
            facts = self._load(lease)
            with self._store.read() as connection:
                found = self._foreseer.foresee(connection, facts, of)
            due = [each for each in map(leaving.still_due, found.operations) if each and passage.open(each.system)]
            if not due:
                self._end(of, found, facts, lease, leaving, passage)
                return
            if self._read_again(due, facts, carrier, passage, since=of.asked_at):
                continue
            for operation in due:
                last = operation.system
                carrier.attempt(operation, Turn(lease, facts, passage, tally), ref_id=operation.ref, done=Done())
        raise Stale("it kept changing while it was taken back", system=last)

    def _read_again(
        self, due: Sequence[Operation], facts: Facts, carrier: Carrier, passage: Passage, *, since: float
    ) -> bool:
        """Read afresh what is to be written and was not read just now. True when any was read."""
        records = {(each.system, each.ref) for each in due}
        oldest = max(since, self._now() - FRESH_SECONDS)
        stale = [each for each in facts.snapshots if _ref(each) in records and each.seen_at < oldest]
        for each in stale:
            carrier.read_again(each.system, each.ref_id, passage)
        return bool(stale)

    def _end(
        self, of: Undoing, found: Compensation, facts: Facts, lease: Lease, leaving: Leaving, passage: Passage
    ) -> None:
        """Nothing is left to be written. While a system is closed to us it is not over."""
        if passage.missed:
            return
        with self._store.read() as connection:
            covered = undoings.find(connection, sorted(found.covered))
        with self._store.write() as connection:
            fencing.require(connection, lease, now=self._now())
            self._note_covered(connection, of, [each.write for each in covered], lease)
            facts = self._holder.agree_to_differ(connection, facts, found)
        holds = self._holder.holds(facts, found, of)
        with self._store.write() as connection:
            fencing.require(connection, lease, now=self._now())
            self._holder.hold(connection, facts, holds, of)
            keep_what_is_left_in_common(connection, of.person, run_id=of.run)
            undoings.end(connection, of.id, undone=leaving.undone(found), now=self._now())
        log.info("undo.person", run=of.run, person=of.person, left=len(found.left) + len(leaving.left))

    def _note_covered(self, connection: sa.Connection, of: Undoing, covered: Sequence[Write], lease: Lease) -> None:
        """Nothing is left of these to take back: the journal says so, and they are not taken back again."""
        for write in covered:
            verb: Verb = "update" if write.verb in {"create", "erase"} else _VERBS[write.verb]
            noted = Operation(
                verb, write.system, write.ref, pool=write.pool, why=f"undone by {of.actor}", undoes=write.id
            )
            journal.recalled(
                connection,
                noted,
                person=lease.person,
                run_id=of.run,
                mark=journal.new_mark(),
                at=self._now(),
                now=self._now(),
            )

    def _load(self, lease: Lease) -> Facts:
        with self._store.read() as connection:
            return self._loader.load(connection, [lease.person])[0]


_VERBS: Mapping[str, Verb] = {verb: verb for verb in get_args(Verb)}


def _ref(snapshot: Snapshot) -> tuple[str, str]:
    return snapshot.system, snapshot.ref_id
