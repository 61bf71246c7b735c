"""What records said before: what is kept when they change, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from syncengine.store import Store, former, open_store, snapshots
from syncengine.store.snapshots import Snapshot
from syncengine.store.tables import former as former_table
from syncengine.store.tables import snapshot

ADA = Snapshot("crm", "candidate", "7", {"title": "x", "pools": ("a",)}, {"t": "x"})
CALLED = {"system": "crm", "kind": "candidate", "ref_id": "7"}


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def save(store: Store, *seen: Snapshot, now: float) -> None:
    with store.write() as connection:
        snapshots.save(connection, seen, now=now)


def titled(title: str) -> Snapshot:
    return replace(ADA, fields={**ADA.fields, "title": title}, raw={"t": title})


def told(store: Store) -> list[tuple[Any, bool, float, float | None]]:
    with store.read() as connection:
        states = former.states_of(connection, system="crm", kind="candidate", ref_ids=["7"])
    return [(each.fields.get("title"), each.gone, each.since, each.until) for each in states]


def test_a_record_that_is_seen_for_the_first_time_has_no_past(store: Store) -> None:
    save(store, ADA, now=1.0)
    assert told(store) == [("x", False, 1.0, None)]


def test_what_is_replaced_is_kept_from_when_to_when(store: Store) -> None:
    save(store, ADA, now=1.0)
    save(store, ADA, now=2.0)
    save(store, titled("y"), now=3.0)
    save(store, replace(titled("y"), version="2", raw={"likes": 3}), now=4.0)
    with store.write() as connection:
        snapshots.mark_gone(connection, **CALLED, now=5.0)
        snapshots.mark_gone(connection, **CALLED, now=6.0)
    save(store, titled("y"), now=7.0)
    assert told(store) == [
        ("x", False, 1.0, 3.0),
        ("y", False, 3.0, 5.0),
        ("y", True, 5.0, 7.0),
        ("y", False, 7.0, None),
    ]


def test_a_pool_that_is_joined_and_left(store: Store) -> None:
    save(store, ADA, now=1.0)
    with store.write() as connection:
        snapshots.move_in_pool(connection, **CALLED, pool_id="a", joined=True, now=2.0)
        snapshots.move_in_pool(connection, **CALLED, pool_id="b", joined=True, now=3.0)
        snapshots.move_in_pool(connection, **CALLED, pool_id="a", joined=False, now=4.0)
        states = former.states_of(connection, system="crm", kind="candidate", ref_ids=["7"])
    assert [(each.fields["pools"], each.since) for each in states] == [(("a",), 1.0), (("a", "b"), 3.0), (("b",), 4.0)]


def test_of_several_changes_at_one_moment_the_last_one_counts(store: Store) -> None:
    save(store, ADA, now=1.0)
    for title in ("y", "z", "w"):
        save(store, titled(title), now=2.0)
    assert told(store) == [("x", False, 1.0, 2.0), ("w", False, 2.0, None)]


def test_a_clock_that_went_back_leaves_no_time_twice(store: Store) -> None:
    save(store, ADA, now=5.0)
    save(store, titled("y"), now=10.0)
    save(store, titled("z"), now=7.0)
    save(store, titled("w"), now=12.0)
    assert told(store) == [("x", False, 5.0, 10.0), ("z", False, 10.0, 12.0), ("w", False, 12.0, None)]


def test_an_application_that_moves_to_another_candidate(store: Store) -> None:
    applied = Snapshot("ats", "application", "1", {"status": "active"}, {"of": 7}, parent_id="7")
    save(store, applied, now=1.0)
    save(store, replace(applied, parent_id="8", raw={"of": 8}), now=2.0)
    with store.read() as connection:
        for parent in ("7", "8"):
            states = former.states_of_children(connection, system="ats", kind="application", parents=[parent])
            assert [(each.parent_id, each.since, each.until) for each in states] == [("7", 1.0, 2.0), ("8", 2.0, None)]


def test_a_store_of_an_earlier_version_knows_since_when_a_record_was_seen(store: Store) -> None:
    save(store, ADA, now=3.0)
    with store.write() as connection:
        connection.execute(snapshot.update().values(since=None))
    save(store, ADA, now=8.0)
    save(store, titled("y"), now=9.0)
    assert told(store) == [("x", False, 3.0, 9.0), ("y", False, 9.0, None)]


def test_what_was_replaced_long_ago_is_dropped(store: Store) -> None:
    for now, title in enumerate("xyz", start=1):
        save(store, titled(title), now=float(now))
    with store.write() as connection:
        assert former.forget(connection, before=3.0) == 1
    assert told(store) == [("y", False, 2.0, 3.0), ("z", False, 3.0, None)]


def test_a_page_costs_one_statement_for_what_it_replaces_and_none_for_what_is_new(store: Store) -> None:
    said: list[str] = []
    page = [replace(ADA, ref_id=str(number)) for number in range(100)]
    sa.event.listen(store.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    save(store, *page, now=1.0)
    assert [each for each in said if "former" in each] == []
    save(store, *(replace(titled("y"), ref_id=each.ref_id) for each in page), now=2.0)
    assert len([each for each in said if "former" in each]) == 1
    with store.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(former_table)).scalar_one() == 100
