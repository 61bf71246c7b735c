"""The people of a saved plan who are to be written to: one after the other as the dispatcher takes them, and each
compared once more when the runner is about to write."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa

from connectors.lanes import Lane
from syncengine.core.model import Operation, PersonId, Plan
from syncengine.plans.entries import Entry
from syncengine.plans.moving import Moved, Standing, seen_of, standing
from syncengine.plans.pieces import allowed
from syncengine.plans.reading import SavedPlan
from syncengine.plans.reviewing import Stale, stale
from syncengine.store import Store, queue, written
from syncengine.store.queue import LANES, PENDING, Lease
from syncengine.work.consent import Consented
from syncengine.work.ending import Ran
from syncengine.work.facts import Facts
from syncengine.work.heartbeat import LEASE_SECONDS

FROM_LANES = (*LANES, PENDING)
"""Whoever waits for consent has it by the plan; for everybody else they wait on."""

_DONE = frozenset({"finished", "withheld"})


class Roll:
    """A crowd for the dispatcher and a consent for the runner. ``ready`` are people with their places in the file;
    ``others`` are people of whom nothing may be written, who are run so that what is in step is settled."""

    def __init__(
        self, store: Store, saved: SavedPlan, *, ready: Mapping[PersonId, int], others: frozenset[PersonId]
    ) -> None:
        self._store = store
        self._saved = saved
        self._ready = ready
        self._next = deque(sorted({*ready, *others}))
        self._left = set(self._next)
        self._lock = threading.Lock()
        self.stale: dict[PersonId, Stale] = {}
        self.more: dict[PersonId, tuple[Moved, ...]] = {}

    @property
    def left(self) -> frozenset[PersonId]:
        """Those who are not done with."""
        with self._lock:
            return frozenset(self._left)

    # As the dispatcher takes them.

    def take(self, connection: sa.Connection, *, owner: str, now: float) -> Lease | None:
        lease = self._take(connection, owner=owner, now=now)
        if lease is None and self._left:
            with self._lock:
                self._left &= queue.waiting_among(connection, self._left)  # others may have run somebody to the end
                self._next.extend(queue.ready_among(connection, self._left, now=now, lanes=FROM_LANES))
            lease = self._take(connection, owner=owner, now=now)
        return lease

    def _take(self, connection: sa.Connection, *, owner: str, now: float) -> Lease | None:
        while self._next:
            person = self._next.popleft()
            lease = queue.lease_person(
                connection, person, owner=owner, now=now, seconds=LEASE_SECONDS, lanes=FROM_LANES
            )
            if lease is not None:
                return replace(lease, lane=Lane.BACKFILL) if lease.lane == PENDING else lease
        return None

    def next_due_at(self, connection: sa.Connection) -> float | None:
        with self._lock:
            return queue.next_due_among(connection, self._left, lanes=FROM_LANES)

    def ran(self, lease: Lease, ran: Ran) -> None:
        if ran.state in _DONE:
            with self._lock:
                self._left.discard(lease.person)

    # As the runner asks.

    def to(self, facts: Facts, plan: Plan) -> Consented:
        """What of a plan may be written: what is as planned, if nothing stands against it; and nothing otherwise."""
        if facts.person not in self._ready:
            return Consented((), whole=not plan.operations)
        entry = self._saved.entry_at(self._ready[facts.person])
        now = self._standing(entry, facts, plan)
        if now.against and not now.begun:
            self.stale[facts.person] = stale(entry, facts, now.against)
            return Consented((), whole=not plan.operations)
        agreed = tuple(allowed(plan.operations, now.pending, records=entry.records))
        self._note_more(facts.person, (*now.moved, *now.more))
        return Consented(agreed, _withheld(plan, agreed), whole=agreed == plan.operations)

    def _standing(self, entry: Entry, facts: Facts, plan: Plan) -> Standing:
        with self._store.read() as connection:
            since = written.since(connection, [facts.person], at=self._saved.header.made_at)
        cut = self._saved.header.filter.of(plan.operations)
        return standing(entry, seen_of(facts, plan, cut, since.get(facts.person, ())))

    def _note_more(self, person: PersonId, more: tuple[Moved, ...]) -> None:
        self.stale.pop(person, None)
        if more:
            self.more[person] = more
        else:
            self.more.pop(person, None)


def _withheld(plan: Plan, agreed: tuple[Operation, ...]) -> frozenset[str]:
    """Fields of which something is due that may not be written."""
    kept = list(agreed)
    found: set[str] = set()
    for operation in plan.operations:
        if operation in kept:
            continue
        cut = next((each for each in kept if _is_cut_from(each, operation)), None)
        found |= operation.fields - (cut.fields if cut else frozenset())
    return frozenset(found)


def _is_cut_from(part: Operation, whole: Operation) -> bool:
    return part.verb == whole.verb == "update" and (part.system, part.ref) == (whole.system, whole.ref)
