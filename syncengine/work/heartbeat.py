"""Renewing leases while their runs go on: a run may wait long for its share of a vendor's limit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

import sqlalchemy as sa
import structlog

from syncengine.store import Store, audit, queue
from syncengine.store.queue import Lease
from syncengine.store.troubles import StoreTrouble

log = structlog.get_logger("talentsync.heartbeat")

LEASE_SECONDS = 60.0
BEAT_SECONDS = 15.0


class Heartbeat:
    """One thread that renews the leases it was told of, and chains what the audit was told meanwhile. ``now`` is the
    clock of the leases, each renewed for ``seconds``; ``every`` is seconds of real time.

    A beat that the store refuses is no harm: leases that run out are noticed before anything is sent.
    """

    def __init__(
        self, store: Store, *, now: Callable[[], float], seconds: float = LEASE_SECONDS, every: float = BEAT_SECONDS
    ) -> None:
        self._store = store
        self._now = now
        self._seconds = seconds
        self._every = every
        self._good_until: dict[str, float] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def add(self, lease: Lease) -> None:
        """Its run begins."""
        with self._lock:
            self._good_until[lease.owner] = lease.until

    def drop(self, lease: Lease) -> None:
        """Its run is over, however it ended."""
        with self._lock:
            self._good_until.pop(lease.owner, None)

    def still_ours(self, lease: Lease) -> bool:
        """May the run still act for its person? As long as the last beat was good for; then the store is asked. Raises
        StoreTrouble when that cannot tell: then nobody knows, and nothing may be sent."""
        if self._now() < self._good_until.get(lease.owner, 0.0):
            return True
        until = self._now() + self._seconds
        with self._store.write_own() as connection:
            ours = queue.keep(connection, lease, until=until)
        if ours:
            self._renewed(lease.owner, until)
        return ours

    def beat(self) -> None:
        """Renew everything now."""
        with self._lock:
            owners = frozenset(self._good_until)
        for owner in sorted(owners):
            # One at a time: two transactions that each hold several rows could wait for each other.
            until = self._now() + self._seconds
            with self._store.write_own() as connection:
                renewed = queue.renew(connection, owner, until=until)
            if renewed:
                self._renewed(owner, until)

    def _renewed(self, owner: str, until: float) -> None:
        with self._lock:
            if owner in self._good_until:
                self._good_until[owner] = until

    def _beat_on(self) -> None:
        while not self._stop.wait(self._every):
            try:
                self.beat()
                audit.seal(self._store)
            except (StoreTrouble, sa.exc.SQLAlchemyError) as error:
                log.warning("heartbeat.missed", error=type(error).__name__)
