"""Gates: nothing is asked of a system that is paused (a human must resume it) or down (its breaker is open). Whoever
has something to do there waits without burning attempts; everybody else goes on.

What closes a gate is written to the store and so holds for all processes and hosts.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from connectors.errors import (
    Ambiguous,
    Blocked,
    Broken,
    ConnectorError,
    Transient,
    Unavailable,
    Unsettled,
    Unsupported,
)
from syncengine.core import breaker
from syncengine.store import Store, gates, holds, queue
from syncengine.store.gates import Gate

log = structlog.get_logger("talentsync.gates")


class Paused(Blocked):
    """Nothing was asked: a human has not resumed the system yet."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A system that nothing is asked of. ``paused``: until a human resumes; else it is down, and the next probe goes at
    ``probe_at``. Times are seconds since the epoch."""

    system: str
    paused: bool
    why: str
    since: float
    probe_at: float | None = None

    def as_error(self) -> ConnectorError:
        """The same for those who speak in errors."""
        if self.paused:
            return Paused(f"it is paused: {self.why}", system=self.system)
        return Unavailable(f"it is down: {self.why}", system=self.system)


class Gates:
    """The gates of all systems. Threads share it, and through the store all processes do."""

    def __init__(
        self,
        store: Store,
        *,
        now: Callable[[], float],
        dice: random.Random,
        prove: Callable[[str], None] = lambda system: None,
    ) -> None:
        """``prove`` is called before a system is asked for something; what it raises closes the gate."""
        self.prove = prove
        self._store = store
        self._now = now
        self._dice = dice
        self._lock = threading.Lock()
        self._known: Mapping[str, Gate] = {}
        self._last_failing: dict[str, str] = {}
        self._causes: dict[str, Blocked] = {}

    def look(self) -> Mapping[str, Gate]:
        """How the gates stand now."""
        with self._store.read() as connection:
            found = gates.gates(connection)
        with self._lock:
            self._known = found
        return found

    def closed(self) -> tuple[Closed, ...]:
        """What is closed now, in the order of names."""
        found = self.look()
        return tuple(each for name in sorted(found) if (each := closed_by(found[name])) is not None)

    def why_closed(self, system: str) -> ConnectorError:
        """Why nothing is asked of a system: the error that paused it, where it was this process that heard of it."""
        closed = closed_by(self._known.get(system, Gate(system)))
        if closed is None:
            return Unavailable("somebody else sees whether it is up again", system=system)
        cause = self._causes.get(system) if closed.paused else None
        return cause or closed.as_error()

    def stands_open(self, system: str) -> bool:
        """As this process knows."""
        gate = self._known.get(system)
        return gate is None or gate.is_open

    @property
    def unlisted(self) -> frozenset[str]:
        """Systems that the last pass could not list, as this process knows: somebody may have been made there."""
        return frozenset(name for name, gate in self._known.items() if gate.unlisted_since is not None)

    def note_unlisted(self, systems: Collection[str]) -> None:
        """A pass could list all systems but these. Whoever runs people, on any host, hears of it."""
        if self.unlisted != frozenset(systems):
            with self._store.write_own() as connection:
                gates.note_unlisted(connection, sorted(systems), now=self._now())
            self.look()

    def to_wait_for(self, systems: Sequence[str]) -> str:
        """For which of these closed systems somebody is held: rather for one that will be back by itself."""
        down = (name for name in systems if name in self._known and self._known[name].paused_at is None)
        return next(down, systems[0])

    def claim_probe(self, system: str) -> bool:
        """Be the one that is let through to a system that is down, if it is time for a probe."""
        gate = self._known.get(system)
        if gate is None or gate.breaker.probe_at is None or gate.breaker.probe_at > self._now():
            return False
        with self._store.write_own() as connection:
            claimed = gates.claim_probe(connection, system, now=self._now())
        if claimed:
            log.info("system.probe", system=system)
        return claimed

    def failed(self, error: ConnectorError, *, caller: str, probing: bool) -> None:
        """A request failed: pause the system, or count it, or take it as an answer. ``caller`` is who asked; an empty
        one is nobody in particular."""
        if isinstance(error, Blocked):
            self._pause(error)
        elif isinstance(error, Transient) and not isinstance(error, Unsettled):
            self._count(error, caller=caller, probing=probing)
        elif isinstance(error, Ambiguous | Broken):
            if probing:
                self._count(error, caller=caller, probing=True)
        elif not isinstance(error, Unsupported):
            self.answered(error.system)  # "no" is an answer too

    def answered(self, system: str) -> None:
        """A system answered. Costs nothing while all is well."""
        self._last_failing.pop(system, None)
        gate = self._known.get(system)
        if gate is None or gate.breaker == breaker.Breaker():
            return
        with self._store.write() as connection:
            was_down = gates.reset(connection, system)
            # In one commit: whoever is held when the gate opens is let go.
            free = queue.let_go(connection, system=system, now=self._now()) if was_down else 0
        if was_down:
            log.warning("system.back", system=system, people=free)
        self.look()

    def offer_probes(self) -> bool:
        """Let one person go for each system that is down and due for a probe, and everybody who is held for a system
        that is open. True when anybody is due now because of that."""
        with self._store.read() as connection:
            waiting = holds.held(connection)
        if not waiting:
            return False
        found = self.look()
        offered = [self._offer(name, found.get(name, Gate(name))) for name in sorted(waiting)]
        return any(offered)

    def next_probe_at(self) -> float | None:
        """When somebody who is held may be let go as a probe."""
        with self._store.read() as connection:
            waiting = holds.held(connection)
            found = gates.gates(connection)
        times = [found[name].breaker.probe_at for name in waiting if name in found and not found[name].paused_at]
        return min((time for time in times if time is not None), default=None)

    def give_back_probe(self, system: str) -> None:
        """The caller that was let through had nothing to ask after all: another one may go at once."""
        with self._store.write_own() as connection:
            gate = gates.gate_of(connection, system)
            if gate.breaker.is_down:
                again = replace(gate.breaker, probe_at=self._now(), probes=gate.breaker.probes - 1)
                gates.keep_breaker(connection, system, again, why=gate.down_why)
        self.look()

    def _offer(self, system: str, gate: Gate) -> bool:
        now, probe_at = self._now(), gate.breaker.probe_at
        if not gate.is_open and (gate.paused_at is not None or probe_at is None or probe_at > now):
            return False
        with self._store.write() as connection:
            if gate.is_open:
                return queue.let_go(connection, system=system, now=now) > 0
            return holds.let_one_go(connection, system=system, now=now)

    def _pause(self, error: Blocked) -> None:
        with self._store.write_own() as connection:
            news = gates.pause(connection, name=error.system, why=error.reason, now=self._now())
        if news:
            self._causes[error.system] = error
            log.error("system.paused", system=error.system, error=error.code)
        self.look()

    def _count(self, error: ConnectorError, *, caller: str, probing: bool) -> None:
        """One caller that fails again and again says nothing about the system: somebody else must fail in between."""
        if caller and not probing and self._last_failing.get(error.system) == caller:
            return
        self._last_failing[error.system] = caller
        with self._store.write_own() as connection:
            gate = gates.gate_of(connection, error.system)
            after = breaker.failed(
                gate.breaker, probing=probing, now=self._now(), retry_after=error.retry_after, dice=self._dice
            )
            gates.keep_breaker(connection, error.system, after, why=error.reason)
        if after.is_down and not gate.breaker.is_down:
            log.error("system.down", system=error.system, error=error.code)
        self.look()


def closed_by(gate: Gate) -> Closed | None:
    """What a gate says to those outside; None when it is open."""
    if gate.paused_at is not None:
        return Closed(gate.name, True, gate.paused_why or "", gate.paused_at)
    at = gate.breaker
    if at.down_since is not None:
        return Closed(gate.name, False, gate.down_why or "", at.down_since, at.probe_at)
    return None
