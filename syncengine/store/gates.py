"""Which systems are closed to us: paused until a human resumes, or down until a probe gets through. All processes and
hosts share what is written here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa

from syncengine.core.breaker import PROBE_SECONDS, Breaker
from syncengine.store.tables import system


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between us and a system. ``paused_why`` and ``down_why`` are one sentence each for the operator.
    ``unlisted_since``: the last pass could not list it, so that somebody may be there whom we do not know."""

    name: str
    paused_at: float | None = None
    paused_why: str | None = None
    down_why: str | None = None
    unlisted_since: float | None = None
    breaker: Breaker = field(default_factory=Breaker)

    @property
    def is_open(self) -> bool:
        return self.paused_at is None and not self.breaker.is_down


_COLUMNS = (
    system.c.name,
    system.c.paused_at,
    system.c.paused_why,
    system.c.down_why,
    system.c.unlisted_since,
    system.c.failures,
    system.c.down_since,
    system.c.probe_at,
    system.c.probes,
)


def gates(connection: sa.Connection) -> dict[str, Gate]:
    """system -> its gate, of all systems that were ever used."""
    return {row[0]: Gate(*row[:5], Breaker(*row[5:])) for row in connection.execute(sa.select(*_COLUMNS))}


def gate_of(connection: sa.Connection, name: str) -> Gate:
    """The gate of a system, which nobody else opens or closes before this transaction ends."""
    found = sa.select(*_COLUMNS).where(system.c.name == name).with_for_update()
    row = connection.execute(found).one_or_none()
    return Gate(name) if row is None else Gate(*row[:5], Breaker(*row[5:]))


def keep_breaker(connection: sa.Connection, name: str, breaker: Breaker, *, why: str | None) -> None:
    """Store how a breaker stands. ``why`` is what the last failure said."""
    connection.execute(
        system.update()
        .where(system.c.name == name)
        .values(
            failures=breaker.failures,
            down_since=breaker.down_since,
            probe_at=breaker.probe_at,
            probes=breaker.probes,
            down_why=why if breaker.is_down else None,
        )
    )


def note_unlisted(connection: sa.Connection, names: Collection[str], *, now: float) -> None:
    """These systems, and no others, could not be listed by the last pass."""
    listed = sa.and_(system.c.name.not_in(names), system.c.unlisted_since.is_not(None))
    connection.execute(system.update().where(listed).values(unlisted_since=None))
    missed = sa.and_(system.c.name.in_(names), system.c.unlisted_since.is_(None))
    connection.execute(system.update().where(missed).values(unlisted_since=now))


def claim_probe(connection: sa.Connection, name: str, *, now: float) -> bool:
    """Be the one caller that is let through to a system that is down. True for one of any number of callers."""
    claimed = connection.execute(
        system.update()
        .where(system.c.name == name, system.c.paused_at.is_(None), system.c.probe_at <= now)
        .values(probe_at=now + PROBE_SECONDS, probes=system.c.probes + 1)
    )
    return bool(claimed.rowcount)


def reset(connection: sa.Connection, name: str) -> bool:
    """The system answered. True when it was down until now."""
    was_down = gate_of(connection, name).breaker.is_down
    keep_breaker(connection, name, Breaker(), why=None)
    return was_down


def pause(connection: sa.Connection, *, name: str, why: str, now: float) -> bool:
    """Nothing is asked of the system until a human resumes. True when it was not paused already."""
    paused = connection.execute(
        system.update().where(system.c.name == name, system.c.paused_at.is_(None)).values(paused_at=now, paused_why=why)
    )
    return bool(paused.rowcount)


def resume(connection: sa.Connection, *, name: str) -> bool:
    """A human says that it works again. False when it was neither paused nor down."""
    closed = not gate_of(connection, name).is_open
    connection.execute(system.update().where(system.c.name == name).values(paused_at=None, paused_why=None))
    keep_breaker(connection, name, Breaker(), why=None)
    return closed
