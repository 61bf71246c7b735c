"""The embedded dispatcher: threads that take one person after the other until nobody is due."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import structlog

from syncengine.store import Store, queue
from syncengine.work.runner import Runner, SystemPaused

log = structlog.get_logger("talentsync.dispatch")

LEASE_SECONDS = 900.0
IDLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Drained:
    """``ran`` people were run; ``waiting`` are left for later; ``paused`` says why a system stopped the pass."""

    ran: int
    waiting: int
    paused: SystemPaused | None = None


class Dispatcher:
    """Runs everybody who is due, with several threads in this process.

    ``patience`` bounds, in seconds, how long it waits for people whose retry is still to come.
    """

    def __init__(
        self,
        store: Store,
        runner: Runner,
        *,
        workers: int,
        now: Callable[[], float],
        sleep: Callable[[float], None],
        patience: float = 60.0,
    ) -> None:
        self._store = store
        self._runner = runner
        self._workers = workers
        self._now = now
        self._sleep = sleep
        self._patience = patience
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._ran = 0
        self._busy = 0
        self._paused: SystemPaused | None = None

    def drain(self, *, progress: Callable[[int], None] | None = None) -> Drained:
        """Run until nobody is due, or a system pauses. Raises whatever a run did not foresee."""
        with ThreadPoolExecutor(self._workers, thread_name_prefix="run") as threads:
            futures = [threads.submit(self._work, f"w{index}", progress) for index in range(self._workers)]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                self._stop.set()
                raise
        with self._store.read() as connection:
            waiting = queue.waiting(connection)
        return Drained(self._ran, waiting, self._paused)

    def _work(self, owner: str, progress: Callable[[int], None] | None) -> None:
        while not self._stop.is_set():
            lease = self._take(owner)
            if lease is None:
                if not self._worth_waiting():
                    return
                self._sleep(IDLE_SECONDS)
                continue
            try:
                self._runner.run(lease)
            except SystemPaused as paused:
                log.error("system.paused", system=paused.error.system, error=paused.error.code)
                self._paused = paused
                self._stop.set()
            except BaseException:
                self._stop.set()
                raise
            finally:
                self._done(progress)

    def _take(self, owner: str) -> queue.Lease | None:
        with self._lock:
            with self._store.write() as connection:
                lease = queue.lease_one(connection, owner=owner, now=self._now(), seconds=LEASE_SECONDS)
            if lease is not None:
                self._busy += 1
            return lease

    def _done(self, progress: Callable[[int], None] | None) -> None:
        with self._lock:
            self._busy -= 1
            self._ran += 1
            if progress is not None:
                progress(self._ran)

    def _worth_waiting(self) -> bool:
        """Somebody is being run (and may become due again), or somebody becomes due soon."""
        with self._lock:
            if self._busy:
                return True
        with self._store.read() as connection:
            soonest = queue.next_due_at(connection)
        return soonest is not None and soonest - self._now() <= self._patience
