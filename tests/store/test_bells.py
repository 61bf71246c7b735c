"""A bell was rung or it was not; what was lost is rung again; two ringers never ring for the same person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from syncengine.core.model import PersonId
from syncengine.store import Store, bells, queue
from syncengine.store.queue import BACKFILL, LIVE, PENDING, RESTRICTIONS, Lease

ADA, BEN = PersonId("p_ada"), PersonId("p_ben")
BELIEVED = 30.0


def mark(store: Store, *people: PersonId, lane: int = LIVE, now: float = 1.0) -> None:
    with store.write() as connection:
        queue.mark_dirty(connection, people, lane=lane, reason="test", now=now)


def unrung(store: Store, *, lane: int = LIVE, limit: int = 100, now: float = 1.0) -> list[PersonId]:
    with store.write_own() as connection:
        found = bells.take_unrung(connection, lane=lane, limit=limit, believed=BELIEVED, now=now)
    return [each.person for each in found]


def take(store: Store, person: PersonId, *, now: float = 1.0) -> Lease | None:
    with store.write_own() as connection:
        return queue.lease_person(connection, person, owner="w", now=now, seconds=60.0)


def taken(store: Store, person: PersonId, *, now: float = 1.0) -> Lease:
    lease = take(store, person, now=now)
    assert lease is not None
    return lease


def test_a_bell_rings_once(store: Store) -> None:
    mark(store, ADA, BEN)
    assert unrung(store) == [ADA, BEN]
    assert unrung(store) == []


def test_a_bell_that_nobody_heard_rings_again(store: Store) -> None:
    mark(store, ADA)
    unrung(store)
    assert unrung(store, now=30.9) == []
    assert unrung(store, now=31.0) == [ADA]


def test_news_in_the_same_lane_need_no_second_bell(store: Store) -> None:
    mark(store, ADA)
    unrung(store)
    mark(store, ADA, now=2.0)
    assert unrung(store, now=2.0) == []


def test_a_restriction_rings_at_once_though_a_bell_stands_in_a_slower_lane(store: Store) -> None:
    mark(store, ADA, lane=BACKFILL)
    unrung(store, lane=BACKFILL)
    mark(store, ADA, lane=RESTRICTIONS, now=2.0)
    assert unrung(store, lane=RESTRICTIONS, now=2.0) == [ADA]


def test_who_is_being_run_is_not_rung_for_until_the_lease_runs_out(store: Store) -> None:
    mark(store, ADA)
    taken(store, ADA)
    assert unrung(store, now=60.9) == []
    assert unrung(store, now=61.0) == [ADA]


def test_a_mark_during_a_run_rings_as_soon_as_the_run_is_over(store: Store) -> None:
    mark(store, ADA)
    unrung(store)
    lease = taken(store, ADA)
    mark(store, ADA, now=2.0)
    with store.write_own() as connection:
        queue.finish(connection, lease, now=3.0)
    assert unrung(store, now=3.0) == [ADA]


def test_a_scheduled_bell_is_believed_in_until_it_is_late(store: Store) -> None:
    mark(store, ADA)
    lease = taken(store, ADA)
    with store.write_own() as connection:
        queue.postpone(connection, lease, until=100.0, error="Unavailable", now=2.0)
        bells.will_ring(connection, ADA, lane=LIVE, due_at=100.0, believed_from=105.0 - BELIEVED)
    assert unrung(store, now=104.9) == []
    assert unrung(store, now=105.0) == [ADA]


def test_news_that_come_before_a_scheduled_bell_is_noted_ring_at_once(store: Store) -> None:
    mark(store, ADA)
    lease = taken(store, ADA)
    with store.write_own() as connection:
        queue.postpone(connection, lease, until=900.0, error="Unavailable", now=2.0)
    mark(store, ADA, lane=RESTRICTIONS, now=3.0)
    with store.write_own() as connection:
        bells.will_ring(connection, ADA, lane=LIVE, due_at=900.0, believed_from=875.0)
    assert unrung(store, lane=RESTRICTIONS, now=3.0) == [ADA]


def test_after_redis_forgot_everything_everybody_is_rung_for(store: Store) -> None:
    mark(store, ADA, BEN)
    unrung(store)
    with store.write() as connection:
        bells.forget_bells(connection)
    assert unrung(store) == [ADA, BEN]


def test_a_bell_that_could_not_be_rung_is_tried_again(store: Store) -> None:
    mark(store, ADA, BEN)
    unrung(store)
    with store.write_own() as connection:
        bells.unring(connection, [BEN])
    assert unrung(store) == [BEN]


def test_nobody_is_rung_for_before_the_pass_is_agreed_to(store: Store) -> None:
    mark(store, ADA, lane=PENDING)
    assert [unrung(store, lane=lane) for lane in (RESTRICTIONS, LIVE, BACKFILL)] == [[], [], []]
    assert take(store, ADA) is None
    with store.write() as connection:
        queue.agree(connection, lane=BACKFILL, until=1.0)
    assert unrung(store, lane=BACKFILL) == [ADA]
    assert taken(store, ADA).lane == BACKFILL


def test_who_waits_for_a_closed_system_is_not_rung_for_until_it_opens(store: Store) -> None:
    mark(store, ADA)
    lease = taken(store, ADA)
    with store.write_own() as connection:
        queue.hold(connection, lease, system="ats", error="LoginFailed", now=2.0)
    assert (unrung(store, now=500.0), take(store, ADA, now=500.0)) == ([], None)
    with store.write() as connection:
        assert queue.let_go(connection, system="ats", now=501.0) == 1
    assert unrung(store, now=501.0) == [ADA]


def test_a_mark_during_a_run_that_ends_held_runs_at_once(store: Store) -> None:
    mark(store, ADA)
    lease = taken(store, ADA)
    mark(store, ADA, now=2.0)
    with store.write_own() as connection:
        queue.hold(connection, lease, system="ats", error="LoginFailed", now=3.0)
    assert take(store, ADA, now=3.0) is not None


def test_ringers_side_by_side_share_the_people_out(store: Store) -> None:
    people = [PersonId(f"p_{number:03}") for number in range(100)]
    mark(store, *people)
    together = Barrier(4)

    def ring(_: int) -> list[PersonId]:
        together.wait()
        found: list[PersonId] = []
        while some := unrung(store, limit=7):
            found += some
        return found

    with ThreadPoolExecutor(4) as threads:
        found = [person for each in threads.map(ring, range(4)) for person in each]
    assert sorted(found) == people
