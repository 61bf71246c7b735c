"""Leases are renewed while their runs go on."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from syncengine.core.model import PersonId
from syncengine.store import Store, open_store, queue
from syncengine.store.queue import Lease
from syncengine.work.heartbeat import Heartbeat

ADA, GRACE = PersonId("p_ada"), PersonId("p_grace")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    with opened.write() as connection:
        queue.mark_dirty(connection, [ADA, GRACE], lane=queue.LIVE, reason="test", now=0.0)
    yield opened
    opened.close()


def take(store: Store, person: PersonId, *, now: float) -> Lease | None:
    with store.write() as connection:
        return queue.lease_person(connection, person, owner="test", now=now, seconds=60.0)


def test_a_lease_holds_while_it_is_renewed(store: Store) -> None:
    lease = take(store, ADA, now=0.0)
    assert lease is not None
    beats = Heartbeat(store, now=lambda: 50.0)
    beats.add(lease)
    beats.beat()
    assert take(store, ADA, now=100.0) is None
    beats.drop(lease)
    beats.beat()
    assert take(store, ADA, now=111.0) is not None


def test_a_lease_that_somebody_else_took_is_not_renewed(store: Store) -> None:
    ours = take(store, ADA, now=0.0)
    theirs = take(store, ADA, now=61.0)
    assert ours is not None
    assert theirs is not None
    beats = Heartbeat(store, now=lambda: 1000.0)
    beats.add(ours)
    beats.beat()
    assert take(store, ADA, now=122.0) is not None


def test_the_thread_beats_until_the_block_ends(store: Store) -> None:
    beaten = threading.Event()

    def now() -> float:
        beaten.set()
        return 50.0

    lease = take(store, GRACE, now=0.0)
    assert lease is not None
    with Heartbeat(store, now=now, every=0.001) as beats:
        beats.add(lease)
        assert beaten.wait(timeout=10)
    assert not any(thread.name == "heartbeat" for thread in threading.enumerate())
    assert take(store, GRACE, now=100.0) is None


def test_nothing_may_be_sent_after_somebody_else_took_the_person(store: Store) -> None:
    """Asked right before the wire: as long as the last beat was good for the store is not asked."""
    lease, clock = take(store, ADA, now=0.0), [0.0]
    assert lease is not None
    beats = Heartbeat(store, now=lambda: clock[0])
    beats.add(lease)
    assert beats.still_ours(lease)
    clock[0] = 61.0
    assert beats.still_ours(lease), "late, but nobody took the person: it is ours again"
    assert take(store, ADA, now=100.0) is None
    clock[0] = 200.0
    assert take(store, ADA, now=200.0) is not None
    assert not beats.still_ours(lease)
