"""The daemon: passes at an interval, and whatever becomes due in between.

It may be killed at any moment: all that it knows is in the store. Several may run on one store; each pass is made by
one of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import structlog

from connectors.errors import ConnectorError
from syncengine import passes
from syncengine.app import Engine
from syncengine.passes import NotBackfilled, Outcome
from syncengine.serve.pulse import Pulse, Stopped
from syncengine.store import queue, runs
from syncengine.store.lock import StoreInUse
from syncengine.store.troubles import StoreTrouble
from syncengine.work.fleet import Fleet

log = structlog.get_logger("talentsync.daemon")

TICK_SECONDS = 0.2


class Daemon:
    """``poll_seconds`` lie between the starts of two passes. ``alive`` is a file to touch while all goes well."""

    def __init__(
        self, engine: Engine, *, poll_seconds: float, now: Callable[[], float], alive: Path | None = None
    ) -> None:
        self._engine = engine
        self._poll_seconds = poll_seconds
        self._now = now
        self._stop = threading.Event()
        self._pulse = Pulse(alive, self._stop)
        self._run_id = ""
        self._fleet: Fleet | None = None

    def stop(self) -> None:
        """End `run` in good order. May be called from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Pass after pass until told to stop."""
        self._begin()
        while not self._stop.is_set():
            next_at = self._now() + self._poll_seconds
            self._unless_away(self._pass)
            while not self._stop.is_set() and self._now() < next_at:
                self._unless_away(self._in_between)
                self._stop.wait(TICK_SECONDS)
        self._unless_away(self._end)

    def _begin(self) -> None:
        engine = self._engine
        with engine.store.write() as connection:
            self._run_id = runs.begin(
                connection, command="run", policy=engine.policy.fingerprint, now=engine.world.now()
            )
        self._fleet = engine.fleet(self._run_id)

    def _end(self) -> None:
        with self._engine.store.write() as connection:
            runs.end(connection, self._run_id, outcome="stopped", counts={}, now=self._engine.world.now())

    def _unless_away(self, step: Callable[[], object]) -> None:
        """A store that is away comes back; until then nothing can be done, and nothing is lost."""
        try:
            step()
        except Stopped:
            return
        except StoreTrouble as error:
            log.warning("store.away", error=type(error).__name__)
        except Exception:  # the next step may fare better; who watches the log sees it
            log.exception("daemon.defect")

    def _pass(self) -> Outcome | None:
        """One look at the systems. What keeps it from being made is logged and tried again the next time."""
        try:
            with self._engine.alone():
                outcome = passes.sync(self._engine, reporter=self._pulse, agree=lambda proposal: False)
        except StoreInUse:
            log.info("daemon.stands_by", why="another process makes a pass")
        except NotBackfilled as error:
            log.error("daemon.waits", why=str(error))
        except ConnectorError as error:
            log.warning("daemon.pass_failed", system=error.system, error=error.code)
        else:
            # Whom the pass found changed goes on waiting: a human looks, and agrees with `sync --accept`.
            if outcome.failure is not None:
                log.warning("daemon.pass_failed", system=outcome.failure.system, error=outcome.failure.code)
            if outcome.alarms:
                log.error("daemon.guard", alarms=[alarm.name for alarm in outcome.alarms], fix="talentsync sync")
            return outcome
        return None

    def _in_between(self) -> None:
        """People whose retry has come, and those whom other processes marked."""
        self._pulse.beat()
        if self._fleet is not None and (self._fleet.rings() or not self._fleet.may_work_here):
            return
        if not self._somebody_due():
            return
        try:
            with self._engine.alone():
                self._engine.here(self._run_id).drain(progress=lambda done: self._pulse.beat())
        except StoreInUse:
            return  # whoever has it runs them

    def _somebody_due(self) -> bool:
        with self._engine.store.read() as connection:
            soonest = queue.next_due_at(connection)
        return (soonest is not None and soonest <= self._now()) or self._engine.gates.offer_probes()
