"""Runs that ended in a way nobody foresaw. One such person must stop neither the others nor the worker."""

from __future__ import annotations

from syncengine.core import retry
from syncengine.store import Store, queue, reviews
from syncengine.store.queue import Lease
from syncengine.work.runner import Ran


def put_aside(store: Store, lease: Lease, error: Exception, *, now: float, attempts: int) -> Ran:
    """Try the person again later; after ``attempts`` times it waits for a human. What is stored names the class of
    the error and nothing of its message, which may quote a value."""
    code = type(error).__name__
    with store.write() as connection:
        if lease.attempts + 1 >= attempts:
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
