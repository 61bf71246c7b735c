"""A client process and two ports that stay for the whole session, and how undisturbed passes end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.crash.population import a_day_later
from tests.crash.process import Client, open_client
from tests.crash.rehearsal import Ending, Rehearsal, rehearsal
from tests.stories.world import Stage, open_stage


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """A pass that nobody disturbed: how many steps it took, which of its requests wrote (counted from 1), and how
    everything was in the end."""

    requests: int
    writes: tuple[int, ...]
    commits: int
    ending: Ending


@pytest.fixture(scope="session")
def ports() -> Iterator[Stage]:
    with open_stage() as stage:
        yield stage


@pytest.fixture(scope="session")
def client() -> Iterator[Client]:
    with open_client() as client:
        yield client


@pytest.fixture
def fresh(ports: Stage, client: Client) -> Iterator[Rehearsal]:
    with rehearsal(ports, client) as fresh:
        yield fresh


@pytest.fixture
def settled(fresh: Rehearsal) -> Rehearsal:
    """Backfilled; since then a day has passed and people have worked."""
    fresh.run("backfill")
    a_day_later(fresh.world)
    return fresh


@pytest.fixture(scope="session")
def backfill(ports: Stage, client: Client) -> Undisturbed:
    with rehearsal(ports, client) as calm:
        return undisturbed(calm, "backfill")


@pytest.fixture(scope="session")
def sync(ports: Stage, client: Client) -> Undisturbed:
    with rehearsal(ports, client) as calm:
        calm.run("backfill")
        a_day_later(calm.world)
        return undisturbed(calm, "sync")


def undisturbed(calm: Rehearsal, command: str) -> Undisturbed:
    counted = calm.count_requests()
    assert calm.run(command) == 0
    return Undisturbed(counted.requests, tuple(counted.writes), calm.outcome["commits"], calm.ending())
