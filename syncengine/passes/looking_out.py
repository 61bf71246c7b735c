"""Looking out for restrictions beside a pass, from its beginning to its end: while it lists, while somebody reads its
preview, and while it writes. Whoever turns out to be restricted is run at once, by a thread that does nothing else:
those who write what the pass wants may be waiting for a vendor's limit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa
import structlog

from syncengine.app import Engine
from syncengine.store import queue, runs
from syncengine.store.troubles import StoreTrouble
from syncengine.work.lookout import BLINK_SECONDS

log = structlog.get_logger("talentsync.lookout")


class Watch:
    """The lookout of one pass, whose ``run_id`` its writes are journalled under. ``may_write`` says that people may be
    run: not before somebody agreed to a first backfill. Under a policy that nobody agreed to yet nothing is done about
    them but what restricts. ``ran`` counts them.

    To look and to run are two threads' work: whoever is written must not keep the next one from being seen.
    """

    def __init__(self, engine: Engine, run_id: str, *, may_write: bool) -> None:
        self.may_write = may_write
        self.ran = 0
        self._lookout = engine.lookout
        self._first = engine.here(run_id, lanes=(queue.RESTRICTIONS,))
        self._one_at_a_time = threading.Lock()
        self._news = threading.Event()
        self._over = threading.Event()

    def once(self) -> None:
        """Look, and run whom that concerns."""
        self._tried(self._look)
        self._tried(self._run)

    def finish(self) -> None:
        """A pass that a guard stopped has still found out who is restricted."""
        self._tried(self._run)

    def keep_looking(self) -> None:
        """Until told to stop."""
        while not self._over.wait(BLINK_SECONDS):
            self._tried(self._look)

    def keep_running(self) -> None:
        """Until told to stop: those whom a look has found at once, and those whom others have marked."""
        while not self._over.is_set():
            self._news.wait(BLINK_SECONDS)
            self._news.clear()
            self._tried(self._run)

    def stop(self) -> None:
        self._over.set()
        self._news.set()

    def _look(self) -> None:
        if self._lookout.look():
            self._news.set()

    def _run(self) -> None:
        if self.may_write:
            with self._one_at_a_time:
                self.ran += self._first.run_ready(enough=self._over.is_set)

    def _tried(self, step: Callable[[], None]) -> None:
        """Whatever keeps us from a step is logged: the next one may fare better."""
        try:
            step()
        except StoreTrouble as error:
            log.warning("store.away", error=type(error).__name__)
        except Exception:  # it must not end the pass, nor look no more; who watches the log sees it
            log.exception("lookout.defect")


@contextmanager
def looking_out(engine: Engine, run_id: str) -> Iterator[Watch]:
    """Look out until the block ends."""
    with engine.store.read() as connection:
        watch = Watch(engine, run_id, may_write=runs.ever_agreed(connection, command="backfill"))
    threads = [
        threading.Thread(target=watch.keep_looking, name="lookout", daemon=True),
        threading.Thread(target=watch.keep_running, name="first", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield watch
        watch.finish()
    finally:
        watch.stop()
        for thread in threads:
            thread.join()


def agreed_before(engine: Engine, connection: sa.Connection) -> bool:
    """Whether people may be run though nobody is asked: somebody agreed to a whole backfill, and the policy is the one
    of the last pass."""
    if not runs.ever_agreed(connection, command="backfill"):
        return False
    return runs.last_policy(connection) == engine.policy.fingerprint
