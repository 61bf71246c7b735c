"""What led to a run goes with it: which delivery told, and when we were first told."""

from __future__ import annotations

import sqlalchemy as sa

from syncengine.core.model import Operation, PersonId
from syncengine.store import Store, journal, journalled, listings, queue
from syncengine.store.journal import Cause
from syncengine.store.listings import Listing
from syncengine.store.queue import LIVE, RESTRICTIONS, Lease
from syncengine.store.tables import listing, operation

ADA = PersonId("p_ada")


def mark(store: Store, lane: int, *, now: float, correlation: str | None = None, told: float | None = None) -> None:
    with store.write() as connection:
        queue.mark_dirty(
            connection,
            [ADA],
            lane=lane,
            reason="r",
            now=now,
            correlations={ADA: correlation} if correlation else None,
            told={ADA: told} if told else None,
        )


def lease(store: Store, *, now: float = 100.0) -> Lease:
    with store.write() as connection:
        found = queue.lease_one(connection, owner="w", now=now, seconds=60)
        assert found is not None
        queue.give_back(connection, found)
    return found


def signs(store: Store) -> tuple[str | None, float | None]:
    found = lease(store)
    return found.correlation, found.told_at


def test_who_was_marked_without_a_word_was_told_of_then(store: Store) -> None:
    mark(store, LIVE, now=5)
    assert signs(store) == (None, 5)


def test_a_delivery_told_before_it_was_looked_at(store: Store) -> None:
    mark(store, LIVE, now=5, correlation="d_1", told=3)
    assert signs(store) == ("d_1", 3)


def test_the_first_sign_and_the_latest_delivery_count(store: Store) -> None:
    mark(store, LIVE, now=5, correlation="d_1", told=3)
    mark(store, LIVE, now=9, correlation="d_2", told=8)
    mark(store, LIVE, now=11)
    assert signs(store) == ("d_2", 3)


def test_an_opt_out_of_somebody_who_waits_for_something_else_begins_to_wait_anew(store: Store) -> None:
    mark(store, LIVE, now=5)
    mark(store, RESTRICTIONS, now=50, told=48)
    assert signs(store) == (None, 48)


def test_what_is_less_urgent_takes_nothing_from_an_opt_out(store: Store) -> None:
    mark(store, RESTRICTIONS, now=5)
    mark(store, LIVE, now=50)
    assert signs(store) == (None, 5)


def test_a_run_that_is_tried_again_was_told_of_when_it_was(store: Store) -> None:
    mark(store, LIVE, now=5, correlation="d_1")
    with store.write() as connection:
        found = queue.lease_one(connection, owner="w", now=6, seconds=60)
        assert found is not None
        queue.postpone(connection, found, until=90, error="Unavailable", now=7)
    assert signs(store) == ("d_1", 5)


def test_who_is_not_forgotten_is_told_of_then(store: Store) -> None:
    with store.write() as connection:
        queue.mark_forgotten(connection, [ADA], lane=LIVE, reason="unanswered write", now=4)
    assert signs(store) == (None, 4)


def test_the_journal_says_what_led_to_a_write(store: Store) -> None:
    with store.write() as connection:
        journal.write_down(
            connection,
            Operation("update", "crm", "7"),
            person=ADA,
            run_id="r",
            mark="ts-1",
            now=9,
            cause=Cause(RESTRICTIONS, "d_1", 3),
        )
        [row] = connection.execute(sa.select(operation))
    assert (row.lane, row.correlation, row.told_at, row.state) == (RESTRICTIONS, "d_1", 3, "sent")


def test_a_create_that_was_averted_ended_and_was_never_sent(store: Store) -> None:
    with store.write() as connection:
        journal.averted(connection, Operation("create", "crm", None), person=ADA, run_id="r", now=9)
        [row] = connection.execute(sa.select(operation))
        assert journal.unresolved(connection, ADA) == []
        assert journal.people_with_unresolved(connection) == []
        assert journalled.people_made(connection, "r") == []
        assert journalled.counts(connection, "r") == {}
    assert (row.verb, row.state, row.sent_at, row.ended_at) == ("create", "found", None, 9)


def test_what_polling_found_is_added_up(store: Store) -> None:
    with store.write() as connection:
        listings.move(connection, system="ats", kind="candidate", to=Listing("c", True, 0, 1.0), now=1)
        for rows, now in ((3, 2.0), (0, 3.0), (2, 4.0), (0, 5.0)):
            listings.note_found(connection, system="ats", kind="candidate", rows=rows, now=now)
        listings.move(connection, system="ats", kind="candidate", to=Listing("d", True, 0, 6.0), now=6)
        [row] = connection.execute(sa.select(listing.c.found, listing.c.found_at))
    assert tuple(row) == (5, 4.0)
