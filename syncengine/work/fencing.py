"""Fencing: a run that lost its lease, because it stood still for too long, must not act for the person any more; and
a run that was overtaken by news must not send what was planned before.

The check of a lease belongs into the very transaction that it guards: until that ends, nobody else can take the person.
"""

from __future__ import annotations

import sqlalchemy as sa

from syncengine.core.model import Operation
from syncengine.store import Store, queue, undoings
from syncengine.store.queue import Lease

EXPOSES = frozenset({"create", "add_to_pool"})
"""Verbs that show a person to somebody who did not see them before: they go by the latest news or not at all."""


class LeaseLost(Exception):
    """Somebody else runs this person by now, from newer facts."""


class Overtaken(Exception):
    """A restriction became known while the person was being run, or the wish to take something back, or, before
    somebody is exposed, anything else did.
    What is left of the plan is not sent: the person is run anew, in the lane of the news."""


def require(connection: sa.Connection, lease: Lease, *, now: float) -> None:
    """The person is ours until this transaction ends, and for a whole lease from now. Raises LeaseLost."""
    if not queue.keep(connection, lease, until=now + lease.seconds):
        raise LeaseLost


def require_latest(connection: sa.Connection, lease: Lease, operation: Operation) -> None:
    """Nothing is known by now that the plan of this operation must take in first: a restriction; of somebody who is to
    be exposed, anything; and that something of the person is to be taken back. Raises Overtaken."""
    lane = queue.marked_since(connection, lease)
    if lane is None:
        return
    if lane == queue.RESTRICTIONS or operation.verb in EXPOSES:
        raise Overtaken
    if not operation.undoes and undoings.wanted(connection, lease.person):
        raise Overtaken


class Latest:
    """The permit of one operation, asked at the last moment before the wire: a request may have waited long for its
    turn, and what became known meanwhile counts. ``begun`` says that a part of the operation may have been sent."""

    def __init__(self, store: Store, lease: Lease, operation: Operation) -> None:
        self._store = store
        self._lease = lease
        self._operation = operation
        self.begun = False

    def __call__(self) -> bool:
        """Raises Overtaken."""
        with self._store.read() as connection:
            require_latest(connection, self._lease, self._operation)
        self.begun = True
        return True
