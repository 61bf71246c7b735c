"""What the store remembers of a system's webhooks. Asks no system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from syncengine.store import inbox
from syncengine.store.tables import delivery, operation, snapshot

_KINDS = ("candidate", "application")
"""Kinds whose changes webhooks tell, and whose snapshots know when the vendor changed them."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An event that was told. Times are seconds since the epoch."""

    first_at: float
    last_at: float
    count: int


@dataclass(frozen=True, slots=True)
class Changes:
    """Records of one kind that changed within a while: ``told`` to us, or ``found`` by polling alone. Records that we
    wrote to ourselves count for neither."""

    told: int = 0
    found: int = 0


@dataclass(frozen=True, slots=True)
class Remembered:
    """``heard`` is by event; ``strange`` are events that the connector did not understand, by what they are called.
    ``waiting`` deliveries were not followed yet, the oldest since ``oldest``."""

    heard: Mapping[str, Heard] = field(default_factory=dict)
    strange: frozenset[str] = frozenset()
    waiting: int = 0
    oldest: float | None = None

    def last_at(self, *, but: str | None = None) -> float | None:
        """When something was told last, not counting one event."""
        return max((each.last_at for event, each in self.heard.items() if event != but), default=None)

    def first_at(self, *, but: str | None = None) -> float | None:
        return min((each.first_at for event, each in self.heard.items() if event != but), default=None)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery that is in the store. ``correlation`` follows it from here to what is written because of it."""

    correlation: str


def remember(connection: sa.Connection) -> dict[str, Remembered]:
    """Of every system that ever sent something."""
    heard: dict[str, dict[str, Heard]] = {}
    for (system, event), times in inbox.last_heard(connection).items():
        heard.setdefault(system, {})[event] = Heard(*times)
    waiting = _waiting(connection)
    strange = _strange(connection)
    return {
        system: Remembered(heard.get(system, {}), frozenset(strange.get(system, ())), *waiting.get(system, (0, None)))
        for system in sorted(heard.keys() | waiting.keys() | strange.keys())
    }


def _waiting(connection: sa.Connection) -> dict[str, tuple[int, float]]:
    rows = connection.execute(
        sa.select(delivery.c.system, sa.func.count(), sa.func.min(delivery.c.received_at))
        .where(delivery.c.followed_at.is_(None))
        .group_by(delivery.c.system)
    )
    return {system: (number, oldest) for system, number, oldest in rows}


def _strange(connection: sa.Connection) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    rows = connection.execute(
        sa.select(delivery.c.system, delivery.c.event).where(delivery.c.known.is_(False)).distinct()
    )
    for system, event in rows:
        found.setdefault(system, set()).add(event)
    return found


def changes(connection: sa.Connection, *, system: str, since: float, until: float) -> dict[str, Changes]:
    """kind -> records that are as the vendor changed them in that while, by the vendor's own clock. Only the last
    change of a record is known. It reads all rows of the system: for a human who asks, not for every few seconds."""
    if since >= until:
        return {}
    ours = sa.select(operation.c.ref_id).where(
        operation.c.system == system, operation.c.sent_at >= since - _SKEW_SECONDS, operation.c.ref_id.is_not(None)
    )
    candidate = sa.case((snapshot.c.kind == "candidate", snapshot.c.ref_id), else_=snapshot.c.parent_id)
    rows = connection.execute(
        sa.select(snapshot.c.kind, sa.func.count(snapshot.c.correlation), sa.func.count())
        .where(
            snapshot.c.system == system,
            snapshot.c.kind.in_(_KINDS),
            snapshot.c.changed_at.between(since, until),
            snapshot.c.gone.is_(False),
            candidate.not_in(ours),
        )
        .group_by(snapshot.c.kind)
    )
    return {kind: Changes(told, everything - told) for kind, told, everything in rows}


_SKEW_SECONDS = 900.0
"""A vendor's clock may be off by so much from ours."""


def arrival(connection: sa.Connection, *, system: str, id_: str) -> Arrived | None:
    """The delivery that is stored under an id."""
    found = sa.select(delivery.c.correlation).where(delivery.c.system == system, delivery.c.id == id_)
    row = connection.execute(found).one_or_none()
    return None if row is None else Arrived(row.correlation)
