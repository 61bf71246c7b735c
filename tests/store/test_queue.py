"""The contract: a person never runs twice at once; many marks become one run; a mark during a run means one more."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import Store, queue
from syncengine.store.queue import BACKFILL, LIVE, Lease
from syncengine.store.tables import work

ADA, BEN = PersonId("p_ada"), PersonId("p_ben")


def mark(store: Store, *people: PersonId, lane: int = LIVE, now: float = 1.0) -> None:
    with store.write() as connection:
        queue.mark_dirty(connection, people, lane=lane, reason="test", now=now)


def take(store: Store, *, now: float = 1.0, owner: str = "w0", seconds: float = 60.0) -> Lease | None:
    with store.write() as connection:
        return queue.lease_one(connection, owner=owner, now=now, seconds=seconds)


def taken(store: Store, *, now: float = 1.0, owner: str = "w0") -> Lease:
    lease = take(store, now=now, owner=owner)
    assert lease is not None
    return lease


def finish(store: Store, lease: Lease, *, now: float = 1.0) -> None:
    with store.write() as connection:
        queue.finish(connection, lease, now=now)


def postpone(store: Store, lease: Lease, *, until: float) -> None:
    with store.write() as connection:
        queue.postpone(connection, lease, until=until, error="Unavailable", now=until - 1)


def waiting(store: Store) -> int:
    with store.read() as connection:
        return queue.waiting(connection)


def test_many_marks_are_one_run(store: Store) -> None:
    for _ in range(3):
        mark(store, ADA, ADA)
    finish(store, taken(store))
    assert take(store) is None
    assert waiting(store) == 0


def test_a_mark_during_a_run_is_one_more_run(store: Store) -> None:
    mark(store, ADA)
    lease = taken(store)
    mark(store, ADA, now=2.0)
    mark(store, ADA, now=3.0)
    assert take(store, now=3.0) is None, "not while the first run lasts"
    finish(store, lease, now=4.0)
    finish(store, taken(store, now=4.0), now=5.0)
    assert take(store, now=5.0) is None


def test_nobody_marked_is_nothing_to_do(store: Store) -> None:
    mark(store)
    assert take(store) is None


def test_live_changes_overtake_a_backfill(store: Store) -> None:
    mark(store, ADA, lane=BACKFILL)
    mark(store, BEN, lane=LIVE, now=1.0)
    assert [taken(store).person, taken(store).person] == [BEN, ADA]


def test_a_live_mark_moves_a_person_up_and_a_backfill_mark_never_down(store: Store) -> None:
    mark(store, ADA, lane=LIVE)
    mark(store, ADA, lane=BACKFILL)
    mark(store, BEN, lane=BACKFILL, now=0.5)
    assert taken(store).person == ADA


def test_a_lease_that_ran_out_is_free_again(store: Store) -> None:
    mark(store, ADA)
    taken(store)
    assert take(store, now=60.9) is None
    assert taken(store, now=61.0, owner="w1").person == ADA


def test_who_outlived_the_lease_does_not_free_the_person_under_the_next(store: Store) -> None:
    mark(store, ADA)
    late = taken(store)
    current = taken(store, now=100.0, owner="w1")
    postpone(store, late, until=100.0)
    assert take(store, now=100.0, owner="w2") is None
    finish(store, late, now=100.0)
    assert waiting(store) == 1
    finish(store, current, now=101.0)
    assert waiting(store) == 0


def test_a_failed_run_waits_and_counts(store: Store) -> None:
    mark(store, ADA)
    postpone(store, taken(store), until=30.0)
    assert take(store, now=29.0) is None
    assert taken(store, now=30.0).attempts == 1


def test_news_run_at_once_and_start_counting_afresh(store: Store) -> None:
    mark(store, ADA)
    postpone(store, taken(store), until=900.0)
    mark(store, ADA, now=5.0)
    assert taken(store, now=5.0).attempts == 0


def test_when_the_next_one_that_nobody_holds_is_due(store: Store) -> None:
    mark(store, ADA)
    mark(store, BEN, now=7.0)
    taken(store)
    with store.read() as connection:
        assert queue.next_due_at(connection) == 7.0
    finish(store, taken(store, now=7.0), now=8.0)
    with store.read() as connection:
        assert queue.next_due_at(connection) is None


def test_the_only_owner_of_a_store_takes_back_every_lease(store: Store) -> None:
    mark(store, ADA)
    taken(store)
    with store.write() as connection:
        queue.release_all(connection)
    assert taken(store).person == ADA


def test_due_people_page_by_page(store: Store) -> None:
    mark(store, *(PersonId(f"p_{number}") for number in range(5)))
    with store.read() as connection:
        assert queue.due(connection, after="p_1", limit=2) == ["p_2", "p_3"]


def test_eight_threads_never_run_a_person_twice_at_once(store: Store) -> None:
    """Each of ten people is marked again, twice, while it runs; every thread goes on until nothing is left."""
    people = [PersonId(f"p_{number}") for number in range(10)]
    mark(store, *people)
    guard, running, runs = threading.Lock(), set[PersonId](), Counter[PersonId]()

    def one_worker(owner: str) -> None:
        while (lease := take(store, owner=owner)) is not None:
            with guard:
                assert lease.person not in running
                running.add(lease.person)
                runs[lease.person] += 1
                again = runs[lease.person] <= 2
            if again:
                mark(store, lease.person)
            with guard:
                running.remove(lease.person)
            finish(store, lease)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(one_worker, map("w{}".format, range(8))))
    one_worker("last")  # a thread may have left while the last mark was on its way
    assert runs == dict.fromkeys(people, 3)
    with store.read() as connection:
        assert connection.execute(sa.select(work.c.person_id)).all() == []


def test_only_those_who_were_counted_are_agreed_to(store: Store) -> None:
    mark(store, ADA, lane=queue.PENDING, now=1.0)
    mark(store, BEN, lane=queue.PENDING, now=5.0)
    with store.write() as connection:
        assert queue.pending(connection) == [ADA, BEN]
        queue.agree(connection, lane=LIVE, until=4.0)
        assert (queue.pending(connection), queue.count_pending(connection)) == ([BEN], 1)
    assert taken(store, now=6.0).person == ADA
    assert take(store, now=6.0) is None


def test_only_the_people_named_are_agreed_to(store: Store) -> None:
    mark(store, ADA, BEN, lane=queue.PENDING)
    with store.write() as connection:
        queue.agree_to(connection, [BEN], lane=LIVE)
    assert taken(store).person == BEN
    assert take(store) is None


def test_who_waits_already_is_left_as_he_is_when_the_forgotten_are_marked(store: Store) -> None:
    """Otherwise a write that never comes clear would be tried for ever, every time from the start."""
    mark(store, ADA)
    postpone(store, taken(store), until=900.0)
    with store.write() as connection:
        queue.mark_forgotten(connection, [ADA, BEN], lane=LIVE, reason="test", now=5.0)
    ben = taken(store, now=5.0)
    assert (ben.person, take(store, now=5.0)) == (BEN, None)
    finish(store, ben, now=6.0)
    assert taken(store, now=900.0).attempts == 1


def test_news_come_before_waiting_for_a_listing(store: Store) -> None:
    mark(store, ADA)
    lease = taken(store)
    mark(store, ADA, lane=queue.RESTRICTIONS, now=2.0)
    with store.write() as connection:
        queue.put_off(connection, lease, until=120.0, why="not listed")
    assert taken(store, now=2.0).person == ADA


def test_who_has_become_somebody_else_is_lost_to_whoever_runs_him(store: Store) -> None:
    mark(store, ADA)
    lease = taken(store)
    with store.write() as connection:
        assert queue.abolish(connection, ADA) == lease.until
        assert not queue.keep(connection, lease, until=100.0)
        assert queue.abolish(connection, BEN) is None
    assert waiting(store) == 0
