"""People about whom something comes about on a later day."""

from __future__ import annotations

from syncengine.core.model import PersonId
from syncengine.store import Store, people, queue, wakes
from syncengine.work.uniting import unite

ADA, BEN, CLEO = PersonId("p_ada"), PersonId("p_ben"), PersonId("p_cleo")


def test_who_is_due_is_due_until_the_next_word(store: Store) -> None:
    with store.write() as connection:
        wakes.keep(connection, ADA, due_at=100.0)
        wakes.keep(connection, BEN, due_at=200.0)
        assert [wakes.due(connection, now=at) for at in (99.0, 100.0, 200.0)] == [[], [ADA], [ADA, BEN]]
        wakes.keep(connection, ADA, due_at=300.0)
        wakes.keep(connection, BEN, due_at=None)
        assert wakes.due(connection, now=299.0) == []


def test_many_at_once_take_the_place_of_what_was_said_of_them_and_of_nobody_else(store: Store) -> None:
    with store.write() as connection:
        wakes.keep(connection, ADA, due_at=100.0)
        wakes.keep(connection, CLEO, due_at=150.0)
        wakes.keep_all(connection, {ADA: 300.0, BEN: 200.0})
        assert [wakes.due(connection, now=at) for at in (199.0, 200.0, 300.0)] == [
            [CLEO],
            [BEN, CLEO],
            [ADA, BEN, CLEO],
        ]
        wakes.keep_all(connection, {})
        assert wakes.due(connection, now=300.0) == [ADA, BEN, CLEO]


def test_who_became_somebody_else_is_not_woken(store: Store) -> None:
    with store.write() as connection:
        stays, leaves = people.new_person(connection, now=1.0), people.new_person(connection, now=1.0)
        wakes.keep(connection, stays, due_at=100.0)
        wakes.keep(connection, leaves, due_at=100.0)
        unite(connection, stays=stays, leaves=leaves, evidence={}, by="test", lane=queue.LIVE, now=2.0)
        assert wakes.due(connection, now=100.0) == [stays]
