"""What the leading daemon does now and then, in a thread of its own: forgetting what need not be kept, comparing
everything with what the vendors have, and looking after the subscriptions. None of it writes to a system."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import structlog

from syncengine.app import Engine
from syncengine.passes import Comparison
from syncengine.serve.timetable import daily_due, interval_due
from syncengine.settings import Rhythm
from syncengine.store import audit, chores, former, inbox, runs, services
from syncengine.store.troubles import StoreTrouble

log = structlog.get_logger("talentsync.daemon")

FORGET_SECONDS = 3600.0
LOOK_AFTER_SECONDS = 1800.0
FORGET, COMPARE, LOOK_AFTER = "forget", "compare", "look after webhooks"
HISTORY_SINCE = "history_since"
"""In the report of forgetting: what ended before then is dropped."""

IDLE_SECONDS = 5.0
PATIENCE_SECONDS = 2.0
"""So long a leader that ends waits for a chore that is being done."""

DAY_SECONDS = 86_400.0
RUNS_KEPT_DAYS = 90.0

Report = Mapping[str, Any]
Care = Callable[[], Report]
"""Looks after the subscriptions of all systems, and reports."""


class Chores:
    """All chores of one leader, with an engine of their own: one that waits for a vendor may outlast the leader by a
    while, and then ends by itself."""

    def __init__(
        self, engine: Callable[[], AbstractContextManager[Engine]], rhythm: Rhythm, *, care: Care | None = None
    ) -> None:
        self._open = engine
        self._rhythm = rhythm
        self._care = care
        self._over = threading.Event()
        self._begun: dict[str, float] = {}

    def stop(self) -> None:
        """End `run` after the piece that is being done."""
        self._over.set()

    def run(self) -> None:
        """Do what is due, when it is due, until told to stop."""
        while not self._over.is_set():
            try:
                with self._open() as self._engine:
                    self._now = self._engine.world.now
                    self._go_on()
            except StoreTrouble as error:
                log.warning("store.away", error=type(error).__name__)
            except Exception:  # it is begun anew when it is due again; who watches the log sees it
                log.exception("chore.defect")
            self._over.wait(IDLE_SECONDS)

    def _go_on(self) -> None:
        self._recall()
        while not self._over.is_set():
            audit.seal(self._engine.store)
            for name in self.due():
                if not self._over.is_set():
                    self._do(name)
            self._over.wait(IDLE_SECONDS)

    def due(self) -> list[str]:
        """Chores whose time has come."""
        now, begun = self._now(), self._begun.get
        found = [FORGET] if interval_due(FORGET_SECONDS, last=begun(FORGET), now=now) else []
        if self._care is not None and interval_due(LOOK_AFTER_SECONDS, last=begun(LOOK_AFTER), now=now):
            found.append(LOOK_AFTER)
        at = self._rhythm.compare_at
        if at is not None and daily_due(at, last=begun(COMPARE), now=now):
            found.append(COMPARE)
        return found

    def _recall(self) -> None:
        """When each was last begun. One that was broken off counts as not begun. The first comparison is made up for
        by the backfill, which has just read everything."""
        if self._begun:
            return
        with self._engine.store.write() as connection:
            known = chores.last(connection)
            if COMPARE not in known:
                chores.begin(connection, COMPARE, now=self._now())
                chores.end(connection, COMPARE, report={}, now=self._now())
        self._begun = {name: each.started_at if each.ended_at is not None else 0.0 for name, each in known.items()}
        self._begun.setdefault(COMPARE, self._now())

    def _do(self, name: str) -> None:
        self._begun[name] = self._now()
        with self._engine.store.write() as connection:
            chores.begin(connection, name, now=self._now())
        report = {FORGET: self._forget, LOOK_AFTER: self._look_after, COMPARE: self._compare}[name]()
        if report is None:
            self._begun[name] = 0.0  # broken off
            return
        with self._engine.store.write() as connection:
            chores.end(connection, name, report=report, now=self._now())
        log.info("chore.done", chore=name, **report)

    def _forget(self) -> Report:
        """What is older than the user wants to keep it, and passes that wrote nothing."""
        now = self._now()
        before = now - self._rhythm.keep_deliveries_seconds
        with self._engine.store.write() as connection:
            gone = inbox.forget(connection, before=before)
            idle = runs.forget_idle(connection, command="hear", before=now - DAY_SECONDS)
            idle += runs.forget_idle(connection, command="sync", before=now - RUNS_KEPT_DAYS * DAY_SECONDS)
            services.forget_silent(connection, now=now)
            kept_since = now - self._rhythm.keep_history_seconds
            states = former.forget(connection, before=kept_since)
            known = chores.last(connection)[FORGET].report.get(HISTORY_SINCE, kept_since)
        # What was dropped once does not come back when it is to be kept for longer from now on.
        return {"deliveries": gone, "runs": idle, "states": states, HISTORY_SINCE: max(known, kept_since)}

    def _look_after(self) -> Report:
        return {} if self._care is None else {"systems": self._care()}

    def _compare(self) -> Report | None:
        comparison = Comparison(self._engine, self._rhythm.repair_share)
        while comparison.step():
            if self._over.is_set():
                return None
        return {
            "listed": sum(each.listed for each in comparison.found),
            "differing": sum(each.differing for each in comparison.found),
            "unseen": sum(each.unseen for each in comparison.found),
            "asked": sorted(f"{each.system} {each.kind}" for each in comparison.found if not each.repaired),
            "failed": comparison.failed,
        }


@contextmanager
def at_work(make: Callable[[], Chores]) -> Iterator[None]:
    """Have the chores done beside the block, and stopped with it."""
    made = make()
    thread = threading.Thread(target=made.run, name="talentsync-chores", daemon=True)
    thread.start()
    try:
        yield
    finally:
        made.stop()
        thread.join(timeout=PATIENCE_SECONDS)
