"""The embedded dispatcher: threads that take one person after the other until nobody is due."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa

from connectors.permits import only_while
from syncengine.store import Store, queue
from syncengine.work import defects
from syncengine.work.gates import Closed, Gates
from syncengine.work.heartbeat import LEASE_SECONDS, Heartbeat
from syncengine.work.patience import Patience
from syncengine.work.runner import Ran, Runner

IDLE_SECONDS = 0.05
LONGEST_IDLE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Drained:
    """``ran`` people were run; ``waiting`` are left for later; ``closed`` systems are paused or down in the end."""

    ran: int
    waiting: int
    closed: tuple[Closed, ...] = ()


class Crowd(Protocol):
    """Who is to be run. Asked by one thread at a time, but for `ran`."""

    def take(self, connection: sa.Connection, *, owner: str, now: float) -> queue.Lease | None:
        """The next one that is due."""

    def next_due_at(self, connection: sa.Connection) -> float | None:
        """When the next one that nobody holds becomes due."""

    def ran(self, lease: queue.Lease, ran: Ran) -> None:
        """How a run ended."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """Whoever waits in these lanes."""

    lanes: Sequence[int] = queue.LANES

    def take(self, connection: sa.Connection, *, owner: str, now: float) -> queue.Lease | None:
        return queue.lease_one(connection, owner=owner, now=now, seconds=LEASE_SECONDS, lanes=self.lanes)

    def next_due_at(self, connection: sa.Connection) -> float | None:
        return queue.next_due_at(connection)

    def ran(self, lease: queue.Lease, ran: Ran) -> None:
        pass


class Dispatcher:
    """Runs everybody of these lanes who is due, or of the ``crowd``, with several threads in this process."""

    def __init__(
        self,
        store: Store,
        runner: Runner,
        gates: Gates,
        *,
        workers: int,
        now: Callable[[], float],
        sleep: Callable[[float], None],
        patience: Patience | None = None,
        lanes: Sequence[int] = queue.LANES,
        crowd: Crowd | None = None,
    ) -> None:
        self._store = store
        self._runner = runner
        self._gates = gates
        self._workers = workers
        self._now = now
        self._sleep = sleep
        self._patience = patience or Patience()
        self._lanes = lanes
        self._crowd = crowd or Everybody(lanes)
        self._began = 0.0
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._ran = 0
        self._busy = 0

    def drain(self, *, progress: Callable[[int], None] | None = None) -> Drained:
        """Run until nobody is due. Raises whatever a run did not foresee."""
        self._began = self._now()
        with (
            Heartbeat(self._store, now=self._now) as beats,
            ThreadPoolExecutor(self._workers, thread_name_prefix="run") as threads,
        ):
            futures = [threads.submit(self._work, f"w{index}", beats, progress) for index in range(self._workers)]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                self._stop.set()
                raise
        with self._store.read() as connection:
            waiting = queue.waiting(connection)
        return Drained(self._ran, waiting, self._gates.closed())

    def run_ready(self, *, enough: Callable[[], bool]) -> int:
        """Run whoever is due now, one after the other in this thread, until it is ``enough``. Returns how many."""
        before = self._ran
        with self._store.read() as connection:
            if not queue.any_ready(connection, now=self._now(), lanes=self._lanes):
                return 0
        with Heartbeat(self._store, now=self._now) as beats:
            while not enough() and (lease := self._take("first")) is not None:
                self._run(lease, beats, None)
        return self._ran - before

    def _work(self, owner: str, beats: Heartbeat, progress: Callable[[int], None] | None) -> None:
        try:
            while not self._stop.is_set() and not self._patience.ends(self._now() - self._began):
                lease = self._take(owner)
                if lease is not None:
                    self._run(lease, beats, progress)
                    continue
                idle = self._worth_waiting()
                if idle is None:
                    return
                self._sleep(idle)
        except BaseException:
            self._stop.set()
            raise

    def _run(self, lease: queue.Lease, beats: Heartbeat, progress: Callable[[int], None] | None) -> None:
        beats.add(lease)
        try:
            with only_while(lambda: beats.still_ours(lease)):
                self._crowd.ran(lease, defects.run(self._runner, self._store, lease, now=self._now))
        finally:
            beats.drop(lease)
            self._done(progress)

    def _take(self, owner: str) -> queue.Lease | None:
        with self._lock:
            if self._stop.is_set():
                return None  # one of us failed: the others do not wait for the same store one after the other
            lease = self._lease(owner)
            if lease is None and self._gates.offer_probes():
                lease = self._lease(owner)
            if lease is not None:
                self._busy += 1
            return lease

    def _lease(self, owner: str) -> queue.Lease | None:
        with self._store.write_own() as connection:
            return self._crowd.take(connection, owner=owner, now=self._now())

    def _done(self, progress: Callable[[int], None] | None) -> None:
        with self._lock:
            self._busy -= 1
            self._ran += 1
            if progress is not None:
                progress(self._ran)

    def _worth_waiting(self) -> float | None:
        """For how long, in seconds, before looking again; None when nobody becomes due soon."""
        with self._lock:
            if self._stop.is_set():
                return None
            if self._busy:
                return IDLE_SECONDS  # who is being run may become due again
        with self._store.read() as connection:
            soonest = self._crowd.next_due_at(connection)
        times = [time for time in (soonest, self._gates.next_probe_at()) if time is not None]
        left = min(times, default=float("inf")) - self._now()
        return None if left > self._patience.retries else min(max(left, IDLE_SECONDS), LONGEST_IDLE_SECONDS)
