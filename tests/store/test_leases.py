"""Giving leases back and keeping them, while news come in."""

from __future__ import annotations

from syncengine.core.model import PersonId
from syncengine.store import Store, queue
from syncengine.store.queue import LIVE, RESTRICTIONS, Lease

ADA = PersonId("p_ada")


def mark(store: Store, *, now: float, lane: int = LIVE) -> None:
    with store.write() as connection:
        queue.mark_dirty(connection, [ADA], lane=lane, reason="test", now=now)


def take(store: Store, *, now: float) -> Lease:
    with store.write() as connection:
        lease = queue.lease_one(connection, owner="w", now=now, seconds=60.0)
    assert lease is not None
    return lease


def standing(store: Store) -> queue.Standing | None:
    with store.read() as connection:
        return queue.standing(connection, ADA)


def test_a_retry_does_not_put_off_news_that_came_meanwhile(store: Store) -> None:
    mark(store, now=1.0)
    lease = take(store, now=1.0)
    mark(store, now=2.0, lane=RESTRICTIONS)
    with store.write() as connection:
        queue.postpone(connection, lease, until=900.0, error="Unavailable", now=3.0)
    assert standing(store) == queue.Standing(RESTRICTIONS, 1.0, None)


def test_without_news_a_retry_waits(store: Store) -> None:
    mark(store, now=1.0)
    lease = take(store, now=1.0)
    with store.write() as connection:
        queue.postpone(connection, lease, until=900.0, error="Unavailable", now=3.0)
    assert standing(store) == queue.Standing(LIVE, 900.0, None)


def test_nobody_is_held_who_has_news(store: Store) -> None:
    mark(store, now=1.0)
    lease = take(store, now=1.0)
    mark(store, now=2.0)
    with store.write() as connection:
        queue.hold(connection, lease, system="crm", error="Unavailable", now=3.0)
    assert standing(store) == queue.Standing(LIVE, 1.0, None)


def test_a_lease_that_ran_out_is_kept_while_nobody_took_the_person(store: Store) -> None:
    mark(store, now=1.0)
    late = take(store, now=1.0)
    with store.write() as connection:
        assert queue.keep(connection, late, until=200.0)
    taken = take(store, now=201.0)
    with store.write() as connection:
        assert not queue.keep(connection, late, until=900.0)
        assert queue.keep(connection, taken, until=300.0)


def test_somebody_clean_stands_nowhere(store: Store) -> None:
    assert standing(store) is None


def test_a_lease_that_ran_out_keeps_nobody_from_being_taken(store: Store) -> None:
    mark(store, now=1.0)
    take(store, now=1.0)
    with store.read() as connection:
        assert not queue.any_ready(connection, now=60.9)
        assert queue.any_ready(connection, now=61.0)
