"""Who is there, and what was done when."""

from __future__ import annotations

from dataclasses import replace

from syncengine.store import Store, chores, services
from syncengine.store.services import Service

ONE = Service("s_1", "daemon", "host", 7, services.LEADS, 10.0, 20.0)


def sign(store: Store, *signs: Service) -> None:
    with store.write() as connection:
        for each in signs:
            services.sign(connection, each)


def test_the_latest_sign_counts_and_who_leads_is_known(store: Store) -> None:
    two = replace(ONE, id="s_2", state=services.STANDS_BY, seen_at=30.0)
    sign(store, ONE, two, replace(ONE, seen_at=25.0))
    with store.read() as connection:
        assert services.here(connection, now=31.0) == [two, replace(ONE, seen_at=25.0)]
        assert services.leader(connection, now=31.0) == replace(ONE, seen_at=25.0)


def test_who_leaves_is_gone_and_who_was_killed_is_forgotten_after_a_day(store: Store) -> None:
    two = replace(ONE, id="s_2", seen_at=90_000.0)
    sign(store, ONE, two)
    with store.write() as connection:
        services.forget_silent(connection, now=90_000.0)
        assert services.here(connection, now=90_000.0) == [two]
        services.leave(connection, "s_2")
        assert services.leader(connection, now=90_000.0) is None


def test_a_chore_is_remembered_with_its_report(store: Store) -> None:
    with store.write() as connection:
        chores.begin(connection, "compare", now=1.0)
        assert chores.last(connection) == {"compare": chores.Chore("compare", 1.0, None, {})}
        chores.end(connection, "compare", report={"listed": 3}, now=2.0)
        assert chores.last(connection)["compare"] == chores.Chore("compare", 1.0, 2.0, {"listed": 3})
        chores.begin(connection, "compare", now=5.0)
        assert chores.last(connection)["compare"].ended_at is None
