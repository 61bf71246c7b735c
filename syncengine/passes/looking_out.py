"""Looking out for restrictions beside a pass, from its beginning to its end: while it lists, while somebody reads its
preview, and while it writes. Whoever turns out to be restricted is run at once, by a thread that does nothing else:
those who write what the pass wants may be waiting for a vendor's limit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
import structlog

from syncengine.app import Engine
from syncengine.store import queue, runs
from syncengine.store.troubles import StoreTrouble
from syncengine.work.lookout import BLINK_SECONDS

log = structlog.get_logger("talentsync.lookout")

MOST_AT_ONCE_SECONDS = 5.0
"""After so long of running people it is looked again."""


class Watch:
    """One lookout of one pass, whose ``run_id`` its writes are journalled under. ``may_write`` says that people may be
    run: not before somebody agreed to a first backfill. Under a policy that nobody agreed to yet nothing is done about
    them but what restricts."""

    def __init__(self, engine: Engine, run_id: str, *, may_write: bool) -> None:
        self.may_write = may_write
        self.ran = 0
        self._lookout = engine.lookout
        self._first = engine.here(run_id, lanes=(queue.RESTRICTIONS,))
        self._one_at_a_time = threading.Lock()
        self._over = threading.Event()

    def once(self) -> None:
        """Look, and run whom that concerns. Whatever keeps us from it is logged: the next look may fare better."""
        try:
            self._lookout.look()
            self._run_them()
        except StoreTrouble as error:
            log.warning("store.away", error=type(error).__name__)
        except Exception:  # it must not end the pass, nor look no more; who watches the log sees it
            log.exception("lookout.defect")

    def finish(self) -> None:
        """A pass that a guard stopped has still found out who is restricted."""
        try:
            self._run_them()
        except StoreTrouble as error:
            log.warning("store.away", error=type(error).__name__)

    def _run_them(self) -> None:
        if self.may_write:
            with self._one_at_a_time:
                self.ran += self._first.run_ready(within=MOST_AT_ONCE_SECONDS)

    def go_on(self) -> None:
        """Until told to stop."""
        while not self._over.wait(BLINK_SECONDS):
            self.once()

    def stop(self) -> None:
        self._over.set()


@contextmanager
def looking_out(engine: Engine, run_id: str) -> Iterator[Watch]:
    """Look out until the block ends."""
    with engine.store.read() as connection:
        watch = Watch(engine, run_id, may_write=runs.ever_agreed(connection, command="backfill"))
    thread = threading.Thread(target=watch.go_on, name="lookout", daemon=True)
    thread.start()
    try:
        yield watch
        watch.finish()
    finally:
        watch.stop()
        thread.join()


def agreed_before(engine: Engine, connection: sa.Connection) -> bool:
    """Whether people may be run though nobody is asked: somebody agreed to a whole backfill, and the policy is the one
    of the last pass."""
    if not runs.ever_agreed(connection, command="backfill"):
        return False
    return runs.last_policy(connection) == engine.policy.fingerprint
