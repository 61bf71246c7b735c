"""How things stand, in figures: what waits, since when, and who is there. Every query is about what is open now, so
that a large past costs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.store import chores, gates, parking, reviews, runs, services
from syncengine.store.chores import Chore
from syncengine.store.gates import Gate
from syncengine.store.listings import RESTRICTION
from syncengine.store.services import Service
from syncengine.store.tables import delivery, heard, hint, listing, operation, work

_PART_OF_A_PASS = ("run",)
"""Commands whose rows among the passes are no passes: the life of a daemon is one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """People of a lane who wait, held for a system or for none. ``oldest_due`` is the earliest time that any of them
    was due."""

    lane: int
    held_for: str | None
    people: int
    oldest_due: float


@dataclass(frozen=True, slots=True)
class Hinted:
    """Refs of a system that wait to be looked at. ``told`` says that the vendor gave the hints by webhook."""

    system: str
    told: bool
    refs: int
    oldest: float


@dataclass(frozen=True, slots=True)
class Oldest:
    """How many there are, and a time: of the oldest of those that are open, of the latest of those that were heard."""

    count: int
    at: float


@dataclass(frozen=True, slots=True)
class News:
    """Records of a kind that polling for changes found to differ, ever, and when it last did."""

    system: str
    kind: str
    found: int
    found_at: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """How things stand. ``unfollowed`` are deliveries by system, ``heard`` events by system; ``last_pass`` is the row
    of the latest pass. Times are seconds since the epoch."""

    gates: Mapping[str, Gate]
    waiting: tuple[Waiting, ...]
    hinted: tuple[Hinted, ...]
    unfollowed: Mapping[str, Oldest]
    heard: Mapping[str, Oldest]
    news: tuple[News, ...]
    services: tuple[Service, ...]
    chores: Mapping[str, Chore]
    last_pass: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for humans and for answers. ``reviews`` are open questions by kind, ``parked`` people, ``unanswered``
    operations by system that were sent and of which nobody knows what became."""

    reviews: Mapping[str, int]
    parked: int
    unanswered: Mapping[str, int]


def figures(connection: sa.Connection, *, now: float) -> Figures:
    latest = runs.last(connection, limit=1, but=_PART_OF_A_PASS)
    return Figures(
        gates=gates.gates(connection),
        waiting=_waiting(connection),
        hinted=_hinted(connection),
        unfollowed=_unfollowed(connection),
        heard=_heard(connection),
        news=_news(connection),
        services=tuple(services.here(connection, now=now)),
        chores=chores.last(connection),
        last_pass=latest[0] if latest else None,
    )


def backlog(connection: sa.Connection) -> Backlog:
    sent = operation.c.state == sa.literal_column("'sent'")
    unanswered = sa.select(operation.c.system, sa.func.count()).where(sent).group_by(operation.c.system)
    return Backlog(
        reviews=reviews.counts(connection),
        parked=parking.count_parked(connection),
        unanswered={row[0]: row[1] for row in connection.execute(unanswered)},
    )


def _waiting(connection: sa.Connection) -> tuple[Waiting, ...]:
    by = (work.c.lane, work.c.held_for)
    # Since when somebody waits: a retry that is put off again and again is not news.
    since = sa.func.min(sa.func.coalesce(work.c.told_at, work.c.failing_since, work.c.due_at))
    rows = connection.execute(sa.select(*by, sa.func.count(), since).group_by(*by).order_by(*by))
    return tuple(Waiting(*row) for row in rows)


def _hinted(connection: sa.Connection) -> tuple[Hinted, ...]:
    told = hint.c.correlation.is_not(None).label("told")
    rows = connection.execute(
        sa.select(hint.c.system, told, sa.func.count(), sa.func.min(hint.c.given_at))
        .group_by(hint.c.system, told)
        .order_by(hint.c.system)
    )
    return tuple(Hinted(system, bool(by_webhook), refs, oldest) for system, by_webhook, refs, oldest in rows)


def _unfollowed(connection: sa.Connection) -> dict[str, Oldest]:
    rows = connection.execute(
        sa.select(delivery.c.system, sa.func.count(), sa.func.min(delivery.c.received_at))
        .where(delivery.c.followed_at.is_(None))
        .group_by(delivery.c.system)
    )
    return {system: Oldest(count, oldest) for system, count, oldest in rows}


def _heard(connection: sa.Connection) -> dict[str, Oldest]:
    rows = connection.execute(
        sa.select(heard.c.system, sa.func.sum(heard.c.count), sa.func.max(heard.c.last_at)).group_by(heard.c.system)
    )
    return {system: Oldest(int(count), latest) for system, count, latest in rows}


def _news(connection: sa.Connection) -> tuple[News, ...]:
    columns = (listing.c.system, listing.c.kind, listing.c.found, listing.c.found_at)
    of_passes = listing.c.kind != RESTRICTION
    return tuple(News(*row) for row in connection.execute(sa.select(*columns).where(of_passes).order_by(*columns[:2])))
