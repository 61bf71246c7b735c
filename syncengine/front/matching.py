"""How it is decided who is who, now: costs, the model, and how many of the decisions so far are probably wrong."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from syncengine.core.matching.verdicts import Costs
from syncengine.settings import Matching
from syncengine.store import Store, models
from syncengine.store.expected import Expected, expected


@dataclass(frozen=True, slots=True)
class Force:
    """What decides. ``model`` is a version; ``trained`` says that it was trained here, ``set_aside`` is the version of
    one that was trained here from another start, and does not count for that reason."""

    costs: Costs
    model: str
    trained: bool = False
    set_aside: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """What decides, and what is to be expected of it."""

    force: Force
    expected: Expected


def force_of(connection: sa.Connection, matching: Matching) -> Force:
    version = models.in_force(connection, matching.model).version
    trained = models.latest(connection)
    if trained is None:
        return Force(matching.costs, version)
    counts = trained.version == version
    return Force(matching.costs, version, trained=counts, set_aside=None if counts else trained.version)


def doubt_of(connection: sa.Connection, matching: Matching) -> Doubt:
    return Doubt(force_of(connection, matching), expected(connection))


def read_doubt(store: Store, matching: Matching) -> Doubt:
    with store.read() as connection:
        return doubt_of(connection, matching)


def doubt_of_nothing(matching: Matching) -> Doubt:
    """Before there is a store."""
    return Doubt(Force(matching.costs, matching.model.version), Expected())
