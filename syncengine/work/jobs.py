"""What RQ calls. A job is a bell: it names a person, and what there is to do is read from SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from connectors.permits import only_while
from syncengine.core.model import PersonId
from syncengine.store import Store, bells, queue
from syncengine.store.bells import Waiting
from syncengine.store.queue import Lease
from syncengine.store.troubles import StoreTrouble
from syncengine.work import defects
from syncengine.work.bells import Bells, Silent
from syncengine.work.heartbeat import Heartbeat
from syncengine.work.runner import Ran, Runner

log = structlog.get_logger("talentsync.jobs")

LATE_SECONDS = 5.0
"""A bell that was to ring at a time and did not is rung by the sweep so much later."""


@dataclass(slots=True)
class Hands:
    """What a worker process works with. ``runner`` makes a runner whose operations are journalled under a run;
    ``recall`` reads what other processes may have changed since."""

    store: Store
    bells: Bells
    runner: Callable[[str], Runner]
    recall: Callable[[], None]
    beats: Heartbeat
    now: Callable[[], float]
    name: str
    lease_seconds: float
    believed: float
    unreturned: list[Lease] = field(default_factory=list)

    def run(self, person: PersonId, run_id: str) -> None:
        """Run a person if it still waits. Whatever happens, it is in SQL afterwards, or its lease runs out.

        Nothing is raised: RQ would keep the text of an error in Redis, and the text of a failed statement has values.
        """
        try:
            lease = self._lease(person)
            if lease is not None:
                self._run_leased(lease, run_id)
        except StoreTrouble as error:
            log.warning("store.away", person=person, error=type(error).__name__)

    def _lease(self, person: PersonId) -> Lease | None:
        self._return_leases()
        with self.store.write_own() as connection:
            return queue.lease_person(connection, person, owner=self.name, now=self.now(), seconds=self.lease_seconds)

    def _run_leased(self, lease: Lease, run_id: str) -> None:
        self.beats.add(lease)
        try:
            self._run(lease, run_id)
        except StoreTrouble:
            self.unreturned.append(lease)  # given back when the store is there again, or it runs out
            raise
        finally:
            self.beats.drop(lease)

    def _run(self, lease: Lease, run_id: str) -> None:
        self.recall()
        with only_while(lambda: self.beats.still_ours(lease)):
            ran = defects.run(self.runner(run_id), self.store, lease, now=self.now)
        if ran.state == "postponed" and ran.due_at is not None:
            self._ring_later(lease, ran, run_id, at=ran.due_at)

    def _ring_later(self, lease: Lease, ran: Ran, run_id: str, *, at: float) -> None:
        try:
            self.bells.ring_at(Waiting(lease.person, ran.lane), run_id=run_id, at=at)
        except Silent:
            return  # the sweep rings when the time has come
        late = at + LATE_SECONDS - self.believed
        with self.store.write_own() as connection:
            bells.will_ring(connection, lease.person, lane=ran.lane, due_at=at, believed_from=late)

    def _return_leases(self) -> None:
        while self.unreturned:
            with self.store.write_own() as connection:
                queue.give_back(connection, self.unreturned[-1])
            self.unreturned.pop()


_hands: Hands | None = None


def take_up(hands: Hands | None) -> None:
    """From now on jobs of this process are done with these hands."""
    global _hands  # noqa: PLW0603  # RQ calls a function by its name: there is no other way to hand anything to it
    _hands = hands


def run_person(person: str, run_id: str) -> None:
    """The job. ``run_id`` names the pass that operations are journalled under."""
    if _hands is None:
        raise RuntimeError("bells are answered by `talentsync worker`, not by a plain RQ worker")
    _hands.run(PersonId(person), run_id)
