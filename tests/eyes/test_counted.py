"""Counters over the whole past: what ended long ago is counted once, and nothing is counted twice or forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from syncengine.serve.eyes.counted import SETTLED_SECONDS, Counted
from syncengine.store import Store, open_store
from syncengine.store.endings import Write
from syncengine.store.tables import operation
from tests.eyes.place import NOON
from tests.eyes.test_metrics import wrote

DONE = Write("crm", "update", "done", None)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def put(store: Store, *ended_at: float) -> None:
    with store.write() as connection:
        many = connection.execute(sa.select(sa.func.count()).select_from(operation)).scalar_one()
        rows = [wrote(f"o_{many + number}", ended_at=at) for number, at in enumerate(ended_at)]
        connection.execute(operation.insert(), rows)


def count(counted: Counted, store: Store, now: float) -> int:
    with store.read() as connection:
        return counted.read(connection, now=now).writes[DONE]


def test_reading_again_counts_nothing_twice(store: Store) -> None:
    put(store, NOON - 5000, NOON - SETTLED_SECONDS, NOON - 1, NOON)
    counted = Counted()
    assert [count(counted, store, NOON + seconds) for seconds in (0, 0, 1, 300, 600, 601, 5000)] == [4] * 7


def test_a_commit_that_comes_late_is_counted(store: Store) -> None:
    """It ended before we last read, and became visible afterwards."""
    counted = Counted()
    put(store, NOON - 1)
    assert count(counted, store, NOON) == 1
    put(store, NOON - 200)
    assert count(counted, store, NOON + 300) == 2


def test_a_host_whose_clock_is_ahead_is_counted_too(store: Store) -> None:
    put(store, NOON + 120)
    counted = Counted()
    assert [count(counted, store, NOON + seconds) for seconds in (0, 120, 1000)] == [1, 1, 1]


def test_a_clock_that_goes_back_takes_nothing_away(store: Store) -> None:
    put(store, NOON - 5000, NOON)
    counted = Counted()
    assert [count(counted, store, NOON + seconds) for seconds in (0, -3000, -9000, 0)] == [2] * 4


def test_what_was_counted_stays_counted_when_its_rows_are_removed(store: Store) -> None:
    put(store, NOON - 5000)
    counted = Counted()
    assert count(counted, store, NOON) == 1
    with store.write() as connection:
        connection.execute(operation.delete())
    assert count(counted, store, NOON) == 1


def test_it_is_the_time_of_the_end_that_is_looked_for(store: Store) -> None:
    """A scan of a journal of millions at each scrape would be felt."""
    put(store, *(NOON - number for number in range(500)))
    asked: list[tuple[str, Any]] = []
    sa.event.listen(store.engine, "before_cursor_execute", lambda c, cursor, sql, given, *_: asked.append((sql, given)))
    counted = Counted()
    count(counted, store, NOON)
    if not store.embedded:
        return
    with store.read() as connection:
        for sql, given in [each for each in asked if "FROM operation" in each[0]]:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()
            assert any("operation_ended" in row[-1] for row in plan), plan
