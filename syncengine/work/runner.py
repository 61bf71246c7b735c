"""Run one person: resolve what is unresolved, plan from facts, write, read back, settle.

The rounds of one run: a plan may lead to a record (a create) that the next plan needs; a record may turn out to have
changed meanwhile (stale) or to exist already (duplicate). Each round plans anew from what the store then knows.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import structlog

from connectors.errors import Ambiguous, Blocked, ConnectorError, Refused, Stale, Transient
from syncengine.core import retry
from syncengine.core.model import PersonId
from syncengine.store import Store, listings, parking, queue, runs
from syncengine.store.queue import Lease
from syncengine.work.asking import Asker
from syncengine.work.carry_out import Carrier, Done
from syncengine.work.facts import FactLoader, Facts
from syncengine.work.planning import Planner
from syncengine.work.resolve import Resolver
from syncengine.work.settling import Settler
from syncengine.work.systems import CANDIDATE

log = structlog.get_logger("talentsync.run")

MAX_ROUNDS = 6
FRESH_SECONDS = 120.0
"""Before anything is written because of a record, it must have been read, or a listing must have told that it did not
change, within this time."""


class SystemPaused(Exception):
    """A system refuses everything: the pass ends, its work waits."""

    def __init__(self, error: Blocked) -> None:
        super().__init__(str(error))
        self.error = error


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
        now: Callable[[], float],
        dice: random.Random,
    ) -> None:
        self._store = store
        self._loader = loader
        self._planner = planner
        self._resolver = resolver
        self._carrier = carrier
        self._settler = settler
        self._asker = asker
        self._now = now
        self._dice = dice

    def run(self, lease: Lease) -> None:
        """Bring one person into step. Raises SystemPaused; every other failure is postponed or parked."""
        try:
            self._resolver.resolve(lease.person)
            for _ in range(MAX_ROUNDS):
                if not self._one_round(lease):
                    break
        except Blocked as error:
            with self._store.write() as connection:
                runs.pause(connection, name=error.system, why=error.reason, now=self._now())
                queue.postpone(connection, lease, until=self._now(), error=error.code)
            raise SystemPaused(error) from error
        except ConnectorError as error:
            self._postpone(lease, error)
            return
        self._close_questions(lease.person)
        with self._store.write() as connection:
            queue.finish(connection, lease, now=self._now())

    def _close_questions(self, person: PersonId) -> None:
        """The person ran to the end: what was parked before and is not parked now needs no human any more."""
        with self._store.read() as connection:
            if not parking.has_parked(connection, person):
                return
            facts = self._loader.load(connection, [person])[0]
        self._asker.close_settled(facts)

    def _one_round(self, lease: Lease) -> bool:
        """Plan and carry out once. True when another round is needed."""
        with self._store.read() as connection:
            facts = self._loader.load(connection, [lease.person])[0]
        planned = self._planner.plan(facts)
        if planned.plan.operations and self._refresh(facts):
            return True
        self._asker.ask(facts, planned.plan)
        done = Done()
        created: dict[str, str] = {}
        for operation in planned.plan.operations:
            ref_id = operation.ref or created.get(operation.system)
            if operation.verb != "create" and ref_id is None:
                done.give_up(operation)  # its record could not be created; nothing of it is agreed
                continue
            effect = self._carrier.attempt(operation, facts, ref_id=ref_id, done=done)
            if operation.verb == "create" and effect is not None and effect.record is not None:
                created[operation.system] = effect.record.ref.id
                done.again = True
        news = self._settler.settle(facts, planned, done)
        return done.again or news

    def _refresh(self, facts: Facts) -> bool:
        """Read records again that we know too little about to write because of them. True when any was."""
        with self._store.read() as connection:
            told = listings.current_as_of(connection, kind=CANDIDATE)
        oldest = self._now() - FRESH_SECONDS
        old = [each for each in facts.snapshots if max(each.seen_at, told.get(each.system, 0.0)) < oldest]
        for snapshot in old:
            self._carrier.read_again(snapshot.system, snapshot.ref_id)
        return bool(old)

    def _postpone(self, lease: Lease, error: ConnectorError) -> None:
        attempt = lease.attempts + 1
        decision = retry.decide(_failure_class(error), attempt=attempt, retry_after=error.retry_after, dice=self._dice)
        if isinstance(decision, retry.Again):
            log.info("person.postponed", person=lease.person, error=error.code, attempt=attempt)
            with self._store.write() as connection:
                queue.postpone(connection, lease, until=self._now() + decision.delay, error=error.code)
            return
        log.warning("person.parked", person=lease.person, error=error.code)
        self._asker.park_person(lease.person, error)
        with self._store.write() as connection:
            queue.finish(connection, lease, now=self._now())


def _failure_class(error: ConnectorError) -> retry.FailureClass:
    classes: tuple[tuple[type[ConnectorError], retry.FailureClass], ...] = (
        (Transient, "transient"),
        (Ambiguous, "ambiguous"),
        (Stale, "stale"),
        (Blocked, "blocked"),
        (Refused, "refused"),
    )
    return next((name for kind, name in classes if isinstance(error, kind)), "broken")
