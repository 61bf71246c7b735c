"""Run one person: resolve what is unresolved, plan from facts, write, read back, settle.

The rounds of one run: a plan may lead to a record (a create) that the next plan needs; a record may turn out to have
changed meanwhile (stale) or to exist already (duplicate). Each round plans anew from what the store then knows.

What is to be done in a system that is closed is left undone, and nothing about it is settled; the rest goes on. So it
is with what nobody agreed to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog

from connectors.errors import Blocked, ConnectorError, Stale, Transient
from connectors.lanes import Lane, in_lane
from syncengine.core.model import Operation, PersonId, Plan
from syncengine.erasure import elsewhere
from syncengine.erasure.erasing import Eraser
from syncengine.store import Store, listings, parking, runs
from syncengine.store.queue import Lease
from syncengine.store.snapshots import Snapshot
from syncengine.undo.undoer import Undoer
from syncengine.work.asking import Asker
from syncengine.work.carry_out import Carrier, Done, Turn
from syncengine.work.consent import Consent, ToEverything
from syncengine.work.ending import Ending, Ran
from syncengine.work.facts import FactLoader, Facts
from syncengine.work.fencing import LeaseLost, Overtaken
from syncengine.work.gates import Gates
from syncengine.work.passage import Passage
from syncengine.work.planning import Planner
from syncengine.work.resolve import Resolver
from syncengine.work.settling import Settler
from syncengine.work.systems import CANDIDATE
from syncengine.work.telling import Tally, about

__all__ = ["FRESH_SECONDS", "MAX_ROUNDS", "Ran", "Runner"]

log = structlog.get_logger("talentsync.run")

MAX_ROUNDS = 6
SCRUB_AGAIN_SECONDS = 10.0
"""Until an erasure is tried again for which the files of the store could not be written anew."""

FRESH_SECONDS = 120.0
"""Before anything is written because of a record, it must have been read, or a listing must have told that it did not
change, within this time."""


class Runner:
    """Runs people. Threads may share it; the lease keeps each person to one of them."""

    def __init__(
        self,
        *,
        store: Store,
        loader: FactLoader,
        planner: Planner,
        resolver: Resolver,
        carrier: Carrier,
        settler: Settler,
        asker: Asker,
        gates: Gates,
        ending: Ending,
        eraser: Eraser,
        undoer: Undoer,
        now: Callable[[], float],
        consent: Consent | None = None,
    ) -> None:
        self._store = store
        self._loader = loader
        self._planner = planner
        self._resolver = resolver
        self._carrier = carrier
        self._settler = settler
        self._asker = asker
        self._gates = gates
        self._ending = ending
        self._eraser = eraser
        self._undoer = undoer
        self._now = now
        self._consent = consent or ToEverything()

    def run(self, lease: Lease) -> Ran:
        """Bring one person into step, as far as that is possible now. No connector's error is raised."""
        with about(lease, run_id=self._carrier.run_id):
            try:
                with in_lane(Lane(lease.lane)), Passage(self._gates, lease.person) as passage:
                    return self._run(lease, passage)
            except LeaseLost:
                log.warning("lease.lost", person=lease.person)
                return Ran("lost", lane=lease.lane)
            except Overtaken:
                return self._overtaken(lease)

    def _overtaken(self, lease: Lease) -> Ran:
        """What was written is in the store, and nothing is agreed on: the next run goes by what is known by then."""
        log.info("person.overtaken", person=lease.person)
        try:
            return self._ending.finished(lease)
        except LeaseLost:
            return Ran("lost", lane=lease.lane)

    def _run(self, lease: Lease, passage: Passage) -> Ran:
        if self._eraser.is_wanted(lease):
            return self._forget(lease, passage)
        tally = Tally()
        if self._undoer.is_wanted(lease):
            return self._take_back(lease, passage, tally)
        outdated = self._is_outdated()
        try:
            done = self._do_what_can_be_done(lease, passage, tally, outdated=outdated)
        except ConnectorError as error:
            ran = self._ending.failed(lease, error)
            tally.tell(ran, error=error.code)
            return ran
        ran = self._left(lease) if outdated else self._ended(lease, passage, done)
        tally.tell(ran)
        return ran

    def _is_outdated(self) -> bool:
        """Has somebody agreed to another policy than the one that we plan by? Who began before must not undo it, and
        one that nobody agreed to yet does nothing."""
        with self._store.read() as connection:
            in_force = runs.policy_in_force(connection)
        return in_force is not None and in_force != self._planner.policy.fingerprint

    def _left(self, lease: Lease) -> Ran:
        log.warning("policy.outdated", person=lease.person, fix="restart what still runs with the former policy")
        return self._ending.left_to_another(lease)

    def _forget(self, lease: Lease, passage: Passage) -> Ran:
        """To forget somebody is all that is done about them."""
        try:
            later = self._resolver.look_into(lease, passage)
            ended = self._eraser.erase(lease, passage)
            for failure in later:
                if passage.open(failure.system):
                    raise failure
        except ConnectorError as error:
            return self._ending.failed(lease, error)
        if passage.missed:
            return self._ending.held(lease, system=self._gates.to_wait_for(passage.missed))
        if not ended:
            return self._ending.put_off(lease, seconds=SCRUB_AGAIN_SECONDS, why="the store is being read")
        return self._ending.finished(lease)

    def _take_back(self, lease: Lease, passage: Passage, tally: Tally) -> Ran:
        """To take back what was written is all that is done about somebody. What is news is for the next pass to find
        that somebody agrees to."""
        try:
            self._as_far_as_possible(lease, passage, tally)
        except ConnectorError as error:
            ran = self._ending.failed(lease, error)
            tally.tell(ran, error=error.code)
            return ran
        if passage.missed:
            return self._ending.held(lease, system=self._gates.to_wait_for(passage.missed))
        return self._ending.left_to_another(lease)

    def _as_far_as_possible(self, lease: Lease, passage: Passage, tally: Tally) -> None:
        while True:
            try:
                self._resolver.resolve(lease, passage)
                self._undoer.undo(lease, passage, tally)
            except (Transient, Blocked) as error:
                if passage.open(error.system):
                    raise
            else:
                return

    def _ended(self, lease: Lease, passage: Passage, done: Done) -> Ran:
        if passage.missed:
            return self._ending.held(lease, system=self._gates.to_wait_for(passage.missed))
        if done.unlisted:
            return self._ending.unlisted(lease)
        if done.withheld:
            return self._ending.withheld(lease)
        self._close_questions(lease.person)
        return self._ending.finished(lease)

    def _do_what_can_be_done(self, lease: Lease, passage: Passage, tally: Tally, *, outdated: bool) -> Done:
        """How the last round went. A system that closes on us is left out from then on."""
        while True:
            try:
                unknown = self._resolver.resolve(lease, passage)
                return self._rounds(lease, passage, tally, unknown=unknown, outdated=outdated)
            except (Transient, Blocked) as error:
                if passage.open(error.system):
                    raise

    def _rounds(self, lease: Lease, passage: Passage, tally: Tally, *, unknown: frozenset[str], outdated: bool) -> Done:
        for _ in range(MAX_ROUNDS):
            with self._store.read() as connection:
                facts = self._loader.load(connection, [lease.person])[0]
            facts = replace(facts, outdated=outdated)
            done = self._one_round(Turn(lease, facts, passage, tally), unknown)
            if not done.again:
                return done
        raise Stale("it kept changing while it was written", system=done.last_system or "")

    def _one_round(self, turn: Turn, unknown: frozenset[str]) -> Done:
        """Plan and carry out once. ``unknown`` are systems where nobody knows whether there is a record already."""
        planned = self._planner.plan(turn.facts)
        turn.tally.note_plan(planned.plan)
        stale = self._stale(turn.facts) if planned.plan.operations else []
        if self._read_again(stale, turn.passage):
            return Done(again=True)
        agreed = self._consent.to(turn.facts, planned.plan)
        if planned.plan.operations and not agreed.operations:
            return Done(withheld=True)
        self._ask(turn.facts, planned.plan)
        done = Done(failed=set(agreed.withheld), withheld=not agreed.whole)
        created: dict[str, str] = {}
        for operation in agreed.operations:
            ref_id = operation.ref or created.get(operation.system)
            if not self._may_try(operation, turn, done, ref_id=ref_id, stale=stale, unknown=unknown):
                done.give_up(operation)
                continue
            done.last_system = operation.system
            effect = self._carrier.attempt(operation, turn, ref_id=ref_id, done=done)
            if operation.verb == "create" and effect is not None and effect.record is not None:
                created[operation.system] = effect.record.ref.id
                done.again = True
        if not turn.facts.only_restricting:  # else nothing is agreed on
            news = self._settler.settle(turn.lease, turn.facts, planned, done)
            moved = any("pools" in fields for fields in done.written.values())
            done.again = done.again or news or (moved and self._planner.looks_at_own_moves)
        return done

    def _ask(self, facts: Facts, plan: Plan) -> None:
        if not facts.only_restricting:
            self._asker.ask(facts, plan)
            elsewhere.tell(self._store, facts, now=self._now())

    def _may_try(
        self,
        operation: Operation,
        turn: Turn,
        done: Done,
        *,
        ref_id: str | None,
        stale: list[Snapshot],
        unknown: frozenset[str],
    ) -> bool:
        if not turn.passage.open(operation.system):
            return False
        if operation.verb != "create":
            return ref_id is not None  # else its record could not be created; nothing of it is agreed
        if stale:
            # The record that it is made because of may have been merged or deleted since: updates can be mended, a
            # ghost cannot.
            turn.passage.miss(stale[0].system)
            return False
        if operation.system in self._gates.unlisted:
            done.unlisted = True
            return False
        return operation.system not in unknown

    def _close_questions(self, person: PersonId) -> None:
        """The person ran to the end: what was parked before and is not parked now needs no human any more."""
        with self._store.read() as connection:
            if not parking.has_parked(connection, person):
                return
            facts = self._loader.load(connection, [person])[0]
        self._asker.close_settled(facts)

    def _stale(self, facts: Facts) -> list[Snapshot]:
        """Records that we know too little about to write because of them."""
        with self._store.read() as connection:
            told = listings.current_as_of(connection, kind=CANDIDATE)
        oldest = self._now() - FRESH_SECONDS
        return [each for each in facts.snapshots if max(each.seen_at, told.get(each.system, 0.0)) < oldest]

    def _read_again(self, stale: list[Snapshot], passage: Passage) -> bool:
        """Read those afresh whose systems are open. True when any was."""
        readable = [each for each in stale if passage.open(each.system, needed=False)]
        for each in readable:
            self._carrier.read_again(each.system, each.ref_id, passage)
        return bool(readable)
