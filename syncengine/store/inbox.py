"""Webhook deliveries that proved genuine: each is written down once, together with what it tells us to look at.

A delivery is *open* until everything that it told was looked at, and then *followed*. Its body is personal data, and
what it tells is looked up at the vendor in any case: it is only kept when nobody understood it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from connectors.types import Hint
from syncengine.store import hints
from syncengine.store.inserts import Insert, insert_many, select_those
from syncengine.store.tables import delivery, heard, hint

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A genuine delivery. ``id`` is the vendor's own, None when it has none: then it is known by its content.
    ``digest`` is the SHA-256 of the body as hex; ``known`` is False when nobody understood it."""

    system: str
    id: str | None
    digest: str
    correlation: str
    event: str
    known: bool
    body: bytes
    received_at: float
    hints: tuple[Hint, ...] = ()


def take(connection: sa.Connection, arrivals: Sequence[Arrival]) -> list[bool]:
    """Write deliveries down, with their hints, in one transaction (Store.write). True for each that is new."""
    there = _there(connection, {_key(each) for each in arrivals})
    new: dict[Key, Arrival] = {}
    again = []
    verdicts = []
    for each in arrivals:
        key = _free_key(connection, each, there)
        verdicts.append(key is not None)
        if key is not None:
            new[key] = each
            there[key] = _There(each.digest)
        elif each.id is None:
            again.append(each)  # the same words, perhaps about what happened after somebody looked
    if new:
        insert_many(connection, _DELIVERY, [_row(id_, each) for (_, id_), each in new.items()])
        insert_many(connection, hints.UPSERT, _hint_rows(new.values()))
        insert_many(connection, _HEARD, _heard_rows(new.values()))
    insert_many(connection, hints.UPSERT, [(*row[:-1], None) for row in _hint_rows(again)])
    return verdicts


def open_since(connection: sa.Connection) -> dict[str, float]:
    """When the oldest delivery of each system was received that was not followed yet."""
    rows = connection.execute(
        sa.select(delivery.c.system, sa.func.min(delivery.c.received_at))
        .where(delivery.c.followed_at.is_(None))
        .group_by(delivery.c.system)
    )
    return {row[0]: row[1] for row in rows}


def note_followed(connection: sa.Connection, *, system: str, now: float) -> int:
    """Deliveries of a system that came before everything that is still to be looked at were followed. Returns how
    many."""
    # One statement: a delivery that is written down between two would be taken for followed.
    oldest = (
        sa.select(sa.func.min(hint.c.given_at))
        .where(hint.c.system == system, hint.c.correlation.is_not(None))
        .scalar_subquery()
    )
    done = connection.execute(
        delivery.update()
        .where(
            delivery.c.system == system,
            delivery.c.followed_at.is_(None),
            sa.or_(oldest.is_(None), delivery.c.received_at < oldest),
        )
        .values(followed_at=now)
    )
    return done.rowcount


def received_at(connection: sa.Connection, *, system: str, correlation: str) -> float | None:
    """When a delivery came; None when it is not kept any more."""
    came = sa.select(sa.func.min(delivery.c.received_at)).where(
        delivery.c.system == system, delivery.c.correlation == correlation
    )
    found: float | None = connection.execute(came).scalar_one()
    return found


def forget(connection: sa.Connection, *, before: float) -> int:
    """Remove deliveries that were received before then, followed or not: what is still to be looked at stays a hint.
    Returns how many."""
    return connection.execute(delivery.delete().where(delivery.c.received_at < before)).rowcount


def last_heard(connection: sa.Connection) -> dict[Key, tuple[float, float, int]]:
    """(system, event) -> when it was heard first, when last, and how often."""
    rows = connection.execute(
        sa.select(heard.c.system, heard.c.event, heard.c.first_at, heard.c.last_at, heard.c.count).order_by(
            heard.c.system, heard.c.event
        )
    )
    return {(system, event): (first, last, count) for system, event, first, last, count in rows}


@dataclass(frozen=True, slots=True)
class _There:
    """What is written down already under some key."""

    digest: str
    followed: bool = False

    def is_over(self, again: Arrival) -> bool:
        """Known by its content only, something is news again once it was followed: the third of three edits, there
        and back again, looks like the first."""
        return again.id is None and self.followed


def _free_key(connection: sa.Connection, each: Arrival, there: dict[Key, _There]) -> Key | None:
    """Where to write it down; None when it is written down already."""
    key = _key(each)
    place = there.get(key)
    if place is not None and place.digest != each.digest:
        # Something else has this id: ids are not signed, and a vendor may use one twice.
        key = (each.system, f"{key[1]}#{each.digest[:12]}")
        place = there.get(key) or _there(connection, {key}).get(key)
    if place is None:
        return key
    if not place.is_over(each):
        return None
    connection.execute(_REMOVED, {"for_system": key[0], "for_id": key[1]})
    return key


def _key(each: Arrival) -> Key:
    return each.system, each.id or f"sha256-{each.digest}"


def _there(connection: sa.Connection, keys: Iterable[Key]) -> dict[Key, _There]:
    wanted: dict[str, list[str]] = {}
    for system, id_ in keys:
        wanted.setdefault(system, []).append(id_)
    return {
        (system, id_): _There(digest, followed_at is not None)
        for system, ids in wanted.items()
        for id_, digest, followed_at in select_those(connection, _THOSE, (system,), ids)
    }


_THOSE = "SELECT id, digest, followed_at FROM delivery WHERE system = {} AND id IN"
_REMOVED = delivery.delete().where(
    delivery.c.system == sa.bindparam("for_system"), delivery.c.id == sa.bindparam("for_id")
)

_DELIVERY = Insert(
    "delivery",
    ("system", "id", "digest", "correlation", "event", "known", "body", "received_at", "followed_at"),
)


def _row(id_: str, each: Arrival) -> tuple[Any, ...]:
    followed = not each.hints
    body = None if each.known else each.body
    followed_at = each.received_at if followed else None
    return (
        each.system,
        id_,
        each.digest,
        each.correlation,
        each.event,
        each.known,
        body,
        each.received_at,
        followed_at,
    )


def _hint_rows(arrivals: Iterable[Arrival]) -> list[tuple[Any, ...]]:
    """One row for each ref, sorted. Of several that tell the same the first gives the time and the last the
    correlation."""
    rows: dict[tuple[str, str, str], tuple[Any, ...]] = {}
    for each in arrivals:
        for told in each.hints:
            ref = told.ref
            key = (ref.system, ref.kind, ref.id)
            reason = hints.WEBHOOK if told.moved_to is None else f"{hints.MOVED}{told.moved_to}"
            given_at, urgent = each.received_at, told.urgent
            if key in rows:
                _, _, _, former, first_at, _, was_urgent, _ = rows[key]
                reason = former if told.moved_to is None else reason
                given_at, urgent = min(first_at, given_at), was_urgent or urgent
            rows[key] = (*key, reason, given_at, 1, urgent, each.correlation)
    return [rows[key] for key in sorted(rows)]


def _heard_rows(arrivals: Iterable[Arrival]) -> list[tuple[Any, ...]]:
    times: dict[Key, list[float]] = {}
    for each in arrivals:
        times.setdefault((each.system, each.event), []).append(each.received_at)
    return [(*key, min(at), max(at), len(at)) for key, at in sorted(times.items())]


_HEARD = Insert(
    "heard",
    ("system", "event", "first_at", "last_at", "count"),
    """
    ON CONFLICT (system, event) DO UPDATE SET
        first_at = CASE WHEN excluded.first_at < heard.first_at THEN excluded.first_at ELSE heard.first_at END,
        last_at = CASE WHEN excluded.last_at > heard.last_at THEN excluded.last_at ELSE heard.last_at END,
        count = heard.count + excluded.count
    """,
)
