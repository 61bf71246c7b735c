"""Which webhook told of a change: the one that did, and none that came later or told of something else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.front.timeline.events import events_of
from syncengine.store import Store, inbox, open_store, people, snapshots
from syncengine.store.inbox import Arrival
from syncengine.store.snapshots import Snapshot

ADA = PersonId("p_ada")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    with opened.write() as connection:
        record = {"system": "crm", "kind": "candidate", "ref_id": "7"}
        people.make_link(connection, person_id=ADA, **record, evidence={}, actor="talentsync", now=1.5)
    yield opened
    opened.close()


def shows(connection: sa.Connection, title: str, *, touched: float, told_by: str | None = None) -> None:
    """A moment after a webhook told of it, where one did. The vendor's payload says when it was touched."""
    if told_by is not None:
        arrival = Arrival("crm", told_by, told_by, f"d_{told_by}", "changed", True, b"", received_at=touched)
        inbox.take(connection, [arrival])
    seen = Snapshot("crm", "candidate", "7", {"title": title}, [title, touched])
    told = None if told_by is None else {"7": f"d_{told_by}"}
    snapshots.save(connection, [seen], now=touched + 0.5, correlations=told)


def told(connection: sa.Connection) -> list[tuple[str, str | None]]:
    return [(each.what, each.said.get("delivery")) for each in events_of(connection, ADA) if each.what != "linked"]


def test_the_webhook_that_told_of_the_change_is_named(store: Store) -> None:
    with store.write() as connection:
        shows(connection, "Engineer", touched=1.0)
        shows(connection, "Lead", touched=2.0, told_by="1")
        assert told(connection) == [("first seen", None), ("changed", "d_1")]


def test_one_that_told_of_nothing_that_we_read_is_not(store: Store) -> None:
    with store.write() as connection:
        shows(connection, "Engineer", touched=1.0)
        shows(connection, "Lead", touched=2.0)
        shows(connection, "Lead", touched=3.0, told_by="2")
        assert told(connection) == [("first seen", None), ("changed", None)]


def test_what_happened_after_it_was_not_told_by_it(store: Store) -> None:
    with store.write() as connection:
        shows(connection, "Lead", touched=1.0, told_by="1")
        snapshots.mark_gone(connection, system="crm", kind="candidate", ref_id="7", now=5.0)
        assert told(connection)[-1] == ("gone", None)


def test_of_one_that_is_not_kept_any_more_nothing_is_said(store: Store) -> None:
    with store.write() as connection:
        shows(connection, "Lead", touched=1.0, told_by="1")
        inbox.forget(connection, before=3.0)
        assert told(connection)[-1][1] is None
