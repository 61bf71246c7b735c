"""How the run of one person ends: it is in step, or waits for a time, for a system or for a human."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
import structlog

from connectors.errors import Ambiguous, Blocked, ConnectorError, Refused, Stale, Transient
from syncengine.core import retry
from syncengine.store import Store, gates, queue
from syncengine.store.queue import LIVE, Lease
from syncengine.work import fencing
from syncengine.work.asking import Asker

log = structlog.get_logger("talentsync.run")

State = Literal["finished", "again", "postponed", "held", "withheld", "lost"]

UNLISTED_SECONDS = 120.0
"""Until somebody is tried again who could not be made because a system could not be listed: longer than any pass waits
for anybody, so that it is a later pass that tries."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended. ``finished``: nothing is left, or only for a human. ``again``: news came meanwhile.
    ``postponed``: to be tried at ``due_at``. ``held``: waits until ``system`` is open. ``withheld``: the rest waits
    for somebody's consent. ``lost``: somebody else runs the person by now.

    ``due_at`` is in seconds since the epoch; ``lane`` is the one that the person waits in.
    """

    state: State
    due_at: float | None = None
    system: str | None = None
    lane: int = LIVE


class Ending:
    """Gives leases back."""

    def __init__(self, store: Store, asker: Asker, *, now: Callable[[], float], dice: random.Random) -> None:
        self._store = store
        self._asker = asker
        self._now = now
        self._dice = dice

    def finished(self, lease: Lease) -> Ran:
        """All is done that can be. Raises LeaseLost, like all of these."""
        with self._ours(lease) as connection:
            queue.finish(connection, lease, now=self._now())
            return self._ran(connection, lease, "finished")

    def held(self, lease: Lease, *, system: str) -> Ran:
        """Something is left to do in a system that is closed; if it has opened meanwhile, the person may run at once.

        The gate is looked at before the person, and both stay as they are until the commit: whoever opens it then sees
        everybody who is held.
        """
        with self._store.write_own() as connection:
            gate = gates.gate_of(connection, system)
            fencing.require(connection, lease, now=self._now())
            if gate.is_open:
                queue.give_back(connection, lease, due_at=self._now())
            else:
                error = Blocked if gate.paused_at is not None else Transient
                queue.hold(connection, lease, system=system, error=error.__name__, now=self._now())
            return self._ran(connection, lease, "held")

    def unlisted(self, lease: Lease) -> Ran:
        """A record is to be made in a system that could not be listed. That is no attempt."""
        return self.put_off(lease, seconds=UNLISTED_SECONDS, why="not listed")

    def put_off(self, lease: Lease, *, seconds: float, why: str) -> Ran:
        """Something is to be waited for. That is no attempt."""
        with self._ours(lease) as connection:
            queue.put_off(connection, lease, until=self._now() + seconds, why=why)
            return self._ran(connection, lease, "postponed")

    def left_to_another(self, lease: Lease) -> Ran:
        """What is left to do is for a pass to do that goes by the policy in force. That is no attempt."""
        with self._ours(lease) as connection:
            queue.await_consent(connection, lease)
            return self._ran(connection, lease, "postponed")

    def withheld(self, lease: Lease) -> Ran:
        """All is done that was agreed to, and more is due."""
        with self._ours(lease) as connection:
            queue.await_consent(connection, lease)
            return Ran("withheld", lane=lease.lane)

    def failed(self, lease: Lease, error: ConnectorError) -> Ran:
        """The run broke off: try again later, or leave it to a human."""
        attempt = lease.attempts + 1
        decision = retry.decide(_failure_class(error), attempt=attempt, retry_after=error.retry_after, dice=self._dice)
        if isinstance(decision, retry.Again):
            log.info("person.postponed", person=lease.person, error=error.code, attempt=attempt)
            with self._ours(lease) as connection:
                now = self._now()
                until = now + decision.delay
                queue.postpone(connection, lease, until=until, error=error.code, now=now, system=error.system)
                return self._ran(connection, lease, "postponed")
        with self._ours(lease):
            pass  # a run that lost its person has no say about it
        log.warning("person.parked", person=lease.person, error=error.code)
        self._asker.park_person(lease.person, error)
        return self.finished(lease)

    @contextmanager
    def _ours(self, lease: Lease) -> Iterator[sa.Connection]:
        with self._store.write_own() as connection:
            fencing.require(connection, lease, now=self._now())
            yield connection

    def _ran(self, connection: sa.Connection, lease: Lease, state: State) -> Ran:
        """What became of the person: a mark that came meanwhile counts for more than how the run ended."""
        left = queue.standing(connection, lease.person)
        if left is None:
            return Ran("finished", lane=lease.lane)
        if left.held_for is not None:
            return Ran("held", system=left.held_for, lane=left.lane)
        later = left.due_at > self._now() or state == "postponed"
        return Ran("postponed" if later else "again", due_at=left.due_at, lane=left.lane)


def _failure_class(error: ConnectorError) -> retry.FailureClass:
    classes: tuple[tuple[type[ConnectorError], retry.FailureClass], ...] = (
        (Transient, "transient"),
        (Blocked, "transient"),  # a human resumed the system at that very moment: see again
        (Ambiguous, "ambiguous"),
        (Stale, "stale"),
        (Refused, "refused"),
    )
    return next((name for kind, name in classes if isinstance(error, kind)), "broken")
