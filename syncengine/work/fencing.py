"""Fencing: a run that lost its lease, because it stood still for too long, must not act for the person any more.

The check belongs into the very transaction that it guards: until that ends, nobody else can take the person.
"""

from __future__ import annotations

import sqlalchemy as sa

from syncengine.store import queue
from syncengine.store.queue import Lease


class LeaseLost(Exception):
    """Somebody else runs this person by now, from newer facts."""


def require(connection: sa.Connection, lease: Lease, *, now: float) -> None:
    """The person is ours until this transaction ends, and for a whole lease from now. Raises LeaseLost."""
    if not queue.keep(connection, lease, until=now + lease.seconds):
        raise LeaseLost
