"""Runs that ended in a way nobody foresaw. One such person must stop neither the others nor the worker."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from syncengine.core import retry
from syncengine.store import Store, queue, reviews
from syncengine.store.queue import Lease
from syncengine.store.troubles import StoreTrouble
from syncengine.work.runner import Ran, Runner

log = structlog.get_logger("talentsync.run")


def run(runner: Runner, store: Store, lease: Lease, *, now: Callable[[], float]) -> Ran:
    """Run a person; if that ends in a defect, put the person aside. Raises StoreTrouble: without the store nobody can
    be run, and nothing can be put aside."""
    try:
        return runner.run(lease)
    except StoreTrouble:
        raise
    except Exception as error:  # noqa: BLE001  # whatever it is, it is logged and counted, and the others go on
        return put_aside(store, lease, error, now=now())


def put_aside(store: Store, lease: Lease, error: Exception, *, now: float) -> Ran:
    """Try the person again later; after so many times as any failure is tried it waits for a human. What is stored
    names the class of the error and nothing of its message, which may quote a value."""
    code = type(error).__name__
    log.exception("person.defect", person=lease.person, correlation=lease.correlation, error=code)
    with store.write() as connection:
        if lease.attempts + 1 >= retry.MAX_ATTEMPTS:
            reviews.open_review(
                connection,
                "parked",
                subject=f"{lease.person}:talentsync:(person)",
                reason=f"talentsync itself failed ({code}); see its log, and report it",
                now=now,
                person=lease.person,
            )
            queue.finish(connection, lease, now=now)
            return Ran("finished", lane=lease.lane)
        until = now + min(retry.LONGEST_DELAY, retry.FIRST_DELAY * 2**lease.attempts)
        queue.postpone(connection, lease, until=until, error=code, now=now)
    return Ran("postponed", due_at=until, lane=lease.lane)
