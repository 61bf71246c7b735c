"""A person whose run ends in a defect stops neither the others nor the process, and waits for a human in the end."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, cast

import pytest
import structlog

from connectors.sandbox import SandboxClock
from syncengine.core import retry
from syncengine.core.model import PersonId
from syncengine.store import Store, open_store, queue, reviews
from syncengine.store.queue import Lease
from syncengine.store.troubles import StoreAway
from syncengine.work.dispatch import Dispatcher
from syncengine.work.gates import Gates
from syncengine.work.patience import Patience
from syncengine.work.runner import Ran

ADA, BEN, CLEO = (PersonId(f"p_{name}") for name in ("ada", "ben", "cleo"))
SECRET = "somebody's address"


class Breaking:
    """Runs everybody but one."""

    def __init__(self, store: Store, clock: SandboxClock, *, on: PersonId, error: Exception) -> None:
        self._store, self._clock, self._on, self._error = store, clock, on, error
        self.ran: list[PersonId] = []

    def run(self, lease: Lease) -> Ran:
        self.ran.append(lease.person)
        if lease.person == self._on:
            raise self._error
        with self._store.write() as connection:
            queue.finish(connection, lease, now=self._clock.now())
        return Ran("finished")


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(frozen_at=1000.0)


@pytest.fixture
def store(store_url: str, clock: SandboxClock) -> Iterator[Store]:
    opened = open_store(store_url)
    with opened.write() as connection:
        queue.mark_dirty(connection, [ADA, BEN, CLEO], lane=queue.LIVE, reason="test", now=clock.now())
    yield opened
    opened.close()


def dispatcher(store: Store, runner: Breaking, clock: SandboxClock) -> Dispatcher:
    return Dispatcher(
        store,
        cast(Any, runner),
        Gates(store, now=clock.now, dice=random.Random(1)),
        workers=1,
        now=clock.now,
        sleep=clock.skip,
        patience=Patience(retries=10_000.0),
    )


def test_the_others_are_run_and_the_one_waits_for_a_human(store: Store, clock: SandboxClock) -> None:
    runner = Breaking(store, clock, on=ADA, error=KeyError(SECRET))
    with structlog.testing.capture_logs() as said:
        drained = dispatcher(store, runner, clock).drain()
    assert (drained.waiting, runner.ran.count(ADA)) == (0, retry.MAX_ATTEMPTS)
    assert runner.ran.count(BEN) == runner.ran.count(CLEO) == 1
    with store.read() as connection:
        [letter] = reviews.open_reviews(connection)
    assert (letter.kind, letter.person) == ("parked", ADA)
    assert "KeyError" in letter.reason
    assert SECRET not in letter.reason
    assert [line["event"] for line in said].count("person.defect") == retry.MAX_ATTEMPTS


def test_without_the_store_nobody_is_put_aside(store: Store, clock: SandboxClock) -> None:
    runner = Breaking(store, clock, on=ADA, error=StoreAway())
    with pytest.raises(StoreAway):
        dispatcher(store, runner, clock).drain()
    with store.read() as connection:
        assert reviews.open_reviews(connection) == []
