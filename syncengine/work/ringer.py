"""The sweep: rings for everybody who waits in SQL and whom no bell was rung for, again and again. What Redis forgot,
what a killed worker took with it and what nobody ever rang for are the same to it.

Several processes on several hosts may sweep at once: each person is taken by one of them.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from syncengine.store import Store, bells, runs
from syncengine.work.bells import LANES, Bells, Silent
from syncengine.work.gates import Gates

log = structlog.get_logger("talentsync.bells")

BELIEVED_SECONDS = 30.0
"""For so long a bell is taken to be on its way."""

AHEAD = 200
"""Bells that ring at once in one lane: enough to keep workers busy, few enough to be lost without harm."""

ASK_AGAIN_SECONDS = 2.0
NO_RUN = "r_none"


def believed_seconds(lease_seconds: float) -> float:
    """How long a bell is believed in: at most half a lease."""
    return min(BELIEVED_SECONDS, lease_seconds / 2)


class Ringer:
    """One sweeper. ``believed`` is in seconds."""

    def __init__(
        self,
        store: Store,
        tower: Bells,
        gates: Gates,
        *,
        now: Callable[[], float],
        believed: float = BELIEVED_SECONDS,
    ) -> None:
        self._store = store
        self._bells = tower
        self._gates = gates
        self._now = now
        self._believed = believed
        self._silent_until = 0.0
        self._silent = False

    def tick(self) -> bool:
        """One sweep. False while Redis does not answer; then it is not asked again for a moment."""
        if self._now() < self._silent_until:
            return False
        try:
            self._sweep()
        except Silent as error:
            self._silent_until = self._now() + ASK_AGAIN_SECONDS
            if not self._silent:
                log.warning("redis.silent", error=type(error).__name__)
            self._silent = True
            return False
        if self._silent:
            log.warning("redis.back")
        self._silent = False
        return True

    def _sweep(self) -> None:
        if self._bells.is_new():
            log.info("bells.lost")
            with self._store.write() as connection:
                bells.forget_bells(connection)
        self._bells.move_scheduled()
        self._gates.offer_probes()
        for lane in LANES:
            room = AHEAD - self._bells.depth(lane)
            if room > 0:
                self._ring(lane, room)

    def _ring(self, lane: int, room: int) -> None:
        with self._store.write_own() as connection:
            people = bells.take_unrung(connection, lane=lane, limit=room, believed=self._believed, now=self._now())
            run_id = runs.current(connection) or NO_RUN
        if not people:
            return
        try:
            self._bells.ring(people, run_id=run_id)
        except Silent:
            with self._store.write() as connection:  # many rows that others may want
                bells.unring(connection, [each.person for each in people])
            raise
