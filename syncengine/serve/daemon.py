"""The daemon: what vendors tell is followed at once, everything is polled at an interval, and whoever becomes due in
between is run.

It may be killed at any moment: all that it knows is in the store. Of several on one store one leads, and the others
stand by; beside the one that leads, commands make passes of their own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog

from syncengine.app import Engine
from syncengine.serve.chores import Chores, at_work
from syncengine.serve.presence import Presence
from syncengine.serve.pulse import Pulse, Stopped
from syncengine.serve.reloading import Renewal
from syncengine.serve.rounds import Rounds
from syncengine.serve.timetable import Polls
from syncengine.settings import Rhythm, Settings
from syncengine.store import runs, services
from syncengine.store.lock import Right, StoreInUse, hold
from syncengine.store.troubles import StoreTrouble

log = structlog.get_logger("talentsync.daemon")

TICK_SECONDS = 0.2
STAND_BY_SECONDS = 1.0
"""How often one that stands by asks whether the leader is gone."""

LOOK_AROUND_SECONDS = 2.0
"""How often the leader makes sure that it leads, and that its settings are the ones in the file."""

LEADER = "daemon"


class Daemon:
    """``alive`` is a file to touch while all goes well. ``heard`` is set by a receiver in this process when something
    was told; what others were told is found in the store. ``chores`` makes what is done beside it;
    ``policy_is_current`` says whether the policy in the file is the one that the engine has."""

    def __init__(
        self,
        engine: Engine,
        *,
        rhythm: Rhythm,
        stop: threading.Event,
        heard: threading.Event,
        renewal: Renewal | None = None,
        alive: Path | None = None,
        chores: Callable[[], Chores],
        policy_is_current: Callable[[], bool] = lambda: True,
    ) -> None:
        self._engine = engine
        self._rhythm = rhythm
        self._stop = stop
        self._heard = heard
        self._renewal = renewal
        self._renewed: Settings | None = None
        self._chores = chores
        self._presence = Presence(engine.store, "daemon", state=services.STANDS_BY, now=engine.world.now)
        self._pulse = Pulse(alive, stop, sign=self._presence.sign)
        polls = Polls(rhythm, {kind for system in engine.systems for kind in system.listed_kinds})
        self._rounds = Rounds(engine, polls, pulse=self._pulse, heard=heard, policy_is_current=policy_is_current)
        self._looked_around = float("-inf")

    def run(self) -> Settings | None:
        """Lead, or stand by, until told to stop. Returns new settings when those in the file changed: this daemon is
        to be followed by one that has them."""
        said = ""
        try:
            while not self._ends():
                try:
                    self._lead_if_nobody_does()
                    said = ""
                except StoreTrouble as error:
                    if said != (said := type(error).__name__):
                        log.warning("store.away", error=said)
                self._stand_by()
        finally:
            self._presence.leave()
        return self._renewed

    def _ends(self) -> bool:
        return self._stop.is_set() or self._renewed is not None

    def _lead_if_nobody_does(self) -> None:
        """Returns when another daemon leads, or when this one is to end. Raises StoreTrouble."""
        with suppress(StoreInUse), hold(self._engine.store_url, LEADER) as right:
            self._lead(right)

    def _stand_by(self) -> None:
        if self._ends():
            return
        self._presence.sign(services.STANDS_BY)
        with suppress(Stopped):
            self._pulse.beat()
        self._look_for_settings()
        self._stop.wait(STAND_BY_SECONDS)

    def _lead(self, right: Right) -> None:
        """Raises StoreInUse when another daemon leads by now, StoreTrouble when that cannot be told."""
        log.info("daemon.leads")
        self._presence.sign(services.LEADS)
        run_id = self._begin()
        with at_work(self._chores), suppress(Stopped):
            while not self._ends():
                self._look_around(right)
                if not self._rounds.once():
                    self._heard.wait(TICK_SECONDS)
        self._end(run_id)

    def _begin(self) -> str:
        engine = self._engine
        with engine.store.write() as connection:
            run_id = engine.begin_run(connection, "run")
        self._rounds.begin(run_id)
        return run_id

    def _end(self, run_id: str) -> None:
        """Whatever keeps this from being noted must not keep the daemon from ending, or from going on anew."""
        try:
            with self._engine.store.write() as connection:
                runs.end(connection, run_id, outcome="stopped", counts={}, now=self._engine.world.now())
        except Exception:
            log.exception("daemon.defect")

    def _look_around(self, right: Right) -> None:
        self._presence.sign(services.LEADS)
        now = time.monotonic()
        if now - self._looked_around < LOOK_AROUND_SECONDS:
            return
        self._looked_around = now
        right.require()
        self._look_for_settings()

    def _look_for_settings(self) -> None:
        if self._renewal is not None:
            self._renewed = self._renewal.look()
