"""A pass that lets others do the work: it rings for those who wait, and watches until nobody does."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from syncengine.store import Store, queue
from syncengine.work.bells import Bells, Silent
from syncengine.work.dispatch import Dispatcher, Drained
from syncengine.work.gates import Gates
from syncengine.work.patience import Patience
from syncengine.work.ringer import Ringer

log = structlog.get_logger("talentsync.dispatch")

TICK_SECONDS = 0.2
LISTENERS_SECONDS = 2.0


class Fleet:
    """Workers anywhere. ``here`` works in this process while none is there or Redis does not answer; without it the
    work waits for them."""

    def __init__(
        self,
        store: Store,
        *,
        ringer: Ringer,
        bells: Bells,
        gates: Gates,
        here: Dispatcher | None,
        now: Callable[[], float],
        sleep: Callable[[float], None],
        patience: Patience | None = None,
    ) -> None:
        self._store = store
        self._ringer = ringer
        self._bells = bells
        self._gates = gates
        self._here = here
        self._now = now
        self._sleep = sleep
        self._patience = patience or Patience()
        self._heard_at = float("-inf")
        self._somebody = False

    @property
    def may_work_here(self) -> bool:
        """Whether this process does the work while nobody else can."""
        return self._here is not None

    def rings(self) -> bool:
        """One sweep. False while Redis does not answer or no worker listens."""
        return self._ringer.tick() and self._listens()

    def drain(self, *, progress: Callable[[int], None] | None = None) -> Drained:
        """Ring until nobody is due."""
        at_first = self._waiting()
        began = heard_last = self._now()
        while not self._patience.ends(self._now() - began):
            rang = self.rings()
            if rang:
                heard_last = self._now()
            elif self._here is not None:
                log.warning("dispatch.here", why="no worker answers")
                return self._here.drain(progress=progress)
            if progress is not None:
                progress(max(0, at_first - self._waiting()))
            if (not rang and self._now() - heard_last > self._patience.retries) or not self._worth_waiting():
                break
            self._sleep(TICK_SECONDS)
        left = self._waiting()
        return Drained(max(0, at_first - left), left, self._gates.closed())

    def _listens(self) -> bool:
        """Is there a worker? Asked rarely."""
        if self._now() - self._heard_at >= LISTENERS_SECONDS:
            try:
                self._somebody = self._bells.somebody_listens()
            except Silent:
                self._somebody = False
            self._heard_at = self._now()
        return self._somebody

    def _waiting(self) -> int:
        with self._store.read() as connection:
            return queue.waiting(connection)

    def _worth_waiting(self) -> bool:
        with self._store.read() as connection:
            if queue.taken(connection):
                return True  # whom a dead worker took is rung for as soon as its lease has run out
            soonest = queue.next_due_at(connection)
        times = [time for time in (soonest, self._gates.next_probe_at()) if time is not None]
        return min(times, default=float("inf")) - self._now() <= self._patience.retries
