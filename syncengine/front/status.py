"""What the store knows about the state of things. Asks no system, and works while another process syncs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from connectors.pacing import Standing
from syncengine.app import World, build_pacers, build_systems
from syncengine.front.matching import Doubt, doubt_of, doubt_of_nothing
from syncengine.front.webhooks.remembered import Remembered, remember
from syncengine.settings import Settings, SystemSettings
from syncengine.store import Store, erasures, gates, holds, open_store, parking, queue, reviews, runs, snapshots
from syncengine.store.erasures import Erasure
from syncengine.store.tables import link, person
from syncengine.work.gates import Closed, closed_by

_CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class SystemState:
    """One system as remembered. ``paused`` says why nothing is asked of it until a human resumes, or None; ``closed``
    says more, also of a system that is down; ``held`` people wait for it."""

    name: str
    role: str
    account: str | None
    records: int
    paused: str | None
    closed: Closed | None = None
    held: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One pass of a command. Times are aware UTC; ``outcome`` is None for one that runs still, or was cut off."""

    id: str
    command: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    written: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Status:
    """``linked`` people have a record in more than one system; ``in_review`` counts open questions by kind;
    ``waiting`` people are to be run again; ``parked`` people have something that waits for a human. ``matching`` is how
    it is decided who is who. ``webhooks`` are by system, of those that have a secret for them or ever sent one.
    ``erasures`` are those that are not over, and those that wait for a human at a vendor."""

    store: str
    systems: tuple[SystemState, ...]
    matching: Doubt
    people: int = 0
    linked: int = 0
    in_review: Mapping[str, int] | None = None
    waiting: int = 0
    parked: int = 0
    runs: tuple[Run, ...] = ()
    budgets: Mapping[str, Standing] = field(default_factory=dict)
    webhooks: Mapping[str, Remembered] = field(default_factory=dict)
    erasures: tuple[Erasure, ...] = ()


def read_status(settings: Settings) -> Status:
    """The status of an installation. A store that is not there yet is not made."""
    shown = make_url(settings.store_url).render_as_string(hide_password=True)
    if not store_exists(settings):
        systems = tuple(SystemState(each.name, each.role, None, 0, None) for each in _ats_first(settings))
        return Status(shown, systems, doubt_of_nothing(settings.matching))
    store = open_store(settings.store_url)
    try:
        with store.read() as connection:
            return Status(
                store=shown,
                systems=_systems(connection, settings),
                matching=doubt_of(connection, settings.matching),
                people=connection.execute(sa.select(sa.func.count()).select_from(person)).scalar_one(),
                linked=_linked(connection),
                in_review=reviews.counts(connection),
                waiting=queue.waiting(connection),
                parked=parking.count_parked(connection),
                runs=tuple(_run(row) for row in runs.last(connection, but=("hear",))),
                budgets=_budgets(settings),
                webhooks=_webhooks(connection, settings),
                erasures=(*erasures.unfinished(connection), *erasures.with_by_hand(connection)),
            )
    finally:
        store.close()


def _webhooks(connection: sa.Connection, settings: Settings) -> Mapping[str, Remembered]:
    known = remember(connection)
    return {
        each.name: known.get(each.name, Remembered())
        for each in _ats_first(settings)
        if each.webhook_secrets or each.name in known
    }


def _budgets(settings: Settings) -> Mapping[str, Standing]:
    """How the accounts stand, where all processes share what they know; otherwise only the one that asks knows."""
    if settings.redis is None:
        return {}
    pacers = build_pacers(settings)
    build_systems(settings, world=World(), pacers=pacers).close()
    return pacers.standings()


def store_exists(settings: Settings) -> bool:
    """Whether there is a store already; one on a database server counts as there."""
    url = make_url(settings.store_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def known_accounts(settings: Settings) -> dict[str, str]:
    """system -> id of the account that it was when it was last used."""
    if not store_exists(settings):
        return {}
    store = open_store(settings.store_url)
    try:
        with store.read() as connection:
            return {name: row.account_id for name, row in runs.systems(connection).items() if row.account_id}
    finally:
        store.close()


def was_interrupted(store: Store, *, command: str) -> bool:
    """Whether the latest pass of a command did not get to its end."""
    with store.read() as connection:
        rows = [row for row in runs.last(connection, limit=50) if row["command"] == command]
    return bool(rows) and rows[0]["outcome"] in {None, "agreed", "paused"}


def _ats_first(settings: Settings) -> list[SystemSettings]:
    return sorted(settings.systems, key=lambda each: (each.role, each.name))


def _systems(connection: sa.Connection, settings: Settings) -> tuple[SystemState, ...]:
    known = runs.systems(connection)
    closed = {name: closed_by(gate) for name, gate in gates.gates(connection).items()}
    waiting = holds.held(connection)
    return tuple(
        SystemState(
            name=each.name,
            role=each.role,
            account=known[each.name].account_name if each.name in known else None,
            records=snapshots.count(connection, system=each.name, kind=_CANDIDATE),
            paused=known[each.name].paused_why if each.name in known else None,
            closed=closed.get(each.name),
            held=waiting.get(each.name, 0),
        )
        for each in _ats_first(settings)
    )


def _linked(connection: sa.Connection) -> int:
    several = (
        sa.select(link.c.person_id)
        .where(link.c.undone_at.is_(None))
        .group_by(link.c.person_id)
        .having(sa.func.count(sa.distinct(link.c.system)) > 1)
    )
    return connection.execute(sa.select(sa.func.count()).select_from(several.subquery())).scalar_one()


def _run(row: Mapping[str, Any]) -> Run:
    ended = row["ended_at"]
    return Run(
        id=row["id"],
        command=row["command"],
        started_at=datetime.fromtimestamp(row["started_at"], UTC),
        ended_at=None if ended is None else datetime.fromtimestamp(ended, UTC),
        outcome=row["outcome"],
        written=row["counts"],
    )
