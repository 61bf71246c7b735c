"""Models that were trained on what humans decided. Earlier ones stay as history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.matching.model import Model, NotAModel, dump, load
from syncengine.store.audit import OURS, Entry, tell
from syncengine.store.tables import model


@dataclass(frozen=True, slots=True)
class Trained:
    """A model that was trained and not taken back. ``start`` is the version of the model that training started from,
    ``report`` what was measured then; ``made_at`` is seconds since the epoch."""

    version: str
    start: str
    weights: str
    report: Mapping[str, Any]
    actor: str
    made_at: float


def keep(
    connection: sa.Connection, trained: Model, *, start: Model, report: Mapping[str, Any], actor: str, now: float
) -> None:
    """Let a model be in force from now on."""
    retire_all(connection, by=actor, now=now)
    told = Entry(
        at=now, what="model in force", actor=actor, subject=trained.version, why=f"trained from {start.version}"
    )
    tell(connection, told)
    connection.execute(
        model.insert().values(
            version=trained.version,
            start=start.version,
            weights=dump(trained),
            report=dict(report),
            actor=actor,
            made_at=now,
        )
    )


def retire_all(connection: sa.Connection, *, now: float, by: str = OURS) -> int:
    """Take back what was trained. Returns how many models were in force: 1 or 0."""
    retired = model.update().where(model.c.retired_at.is_(None)).values(retired_at=now)
    gone = connection.execute(retired.returning(model.c.version)).scalars().all()
    tell(connection, *(Entry(at=now, what="model retired", actor=by, subject=version) for version in gone))
    return len(gone)


def latest(connection: sa.Connection) -> Trained | None:
    row = connection.execute(
        sa.select(model).where(model.c.retired_at.is_(None)).order_by(model.c.id.desc()).limit(1)
    ).one_or_none()
    return None if row is None else Trained(row.version, row.start, row.weights, row.report, row.actor, row.made_at)


def in_force(connection: sa.Connection, start: Model) -> Model:
    """The model to match with: the trained one, as long as ``start`` is what it was trained from.

    With another start (a newer talentsync, another file in the configuration) its corrections mean something else.
    """
    trained = latest(connection)
    if trained is None or trained.start != start.version:
        return start
    try:
        return load(trained.weights)
    except NotAModel:
        return start
