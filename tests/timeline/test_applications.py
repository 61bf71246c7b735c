"""Applications in the timeline: each is told once, and not of whom it belongs to by now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.front.display.timelines import event_text
from syncengine.front.timeline.events import events_of
from syncengine.store import Store, open_store, people, snapshots
from syncengine.store.queue import LIVE
from syncengine.store.snapshots import Snapshot
from syncengine.work.uniting import split


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


def someone(connection: sa.Connection, *ref_ids: str) -> PersonId:
    who = people.new_person(connection, now=1.0)
    for ref_id in ref_ids:
        record = {"system": "ats", "kind": "candidate", "ref_id": ref_id}
        people.make_link(connection, person_id=who, **record, evidence={}, actor="talentsync", now=1.0)
    return who


def shows(connection: sa.Connection, parent: str, status: str, *, now: float) -> None:
    seen = Snapshot("ats", "application", "9", {"status": status}, [status, parent], parent_id=parent)
    snapshots.save(connection, [seen], now=now)


def told(connection: sa.Connection, who: PersonId) -> list[str]:
    events = events_of(connection, who)
    return [event_text(each).removeprefix("ats:application:9 ") for each in events if "application" in str(each.record)]


FIRST, MOVED, REJECTED = "first seen: active", "belongs to 2, no more to 1", "changed there: status: active -> rejected"


def test_one_that_a_merge_moved_between_records_of_the_same_person_is_told_once(store: Store) -> None:
    with store.write() as connection:
        ada = someone(connection, "1", "2")
        for now, (parent, status) in enumerate((("1", "active"), ("2", "active"), ("2", "rejected")), start=1):
            shows(connection, parent, status, now=float(now))
        assert told(connection, ada) == [FIRST, MOVED, REJECTED]


def test_what_became_of_it_with_somebody_else_is_told_there_alone(store: Store) -> None:
    with store.write() as connection:
        ada, bob = someone(connection, "1"), someone(connection, "2")
        for now, (parent, status) in enumerate((("1", "active"), ("2", "active"), ("2", "rejected")), start=1):
            shows(connection, parent, status, now=float(now))
        assert (told(connection, ada), told(connection, bob)) == ([FIRST, MOVED], [MOVED, REJECTED])


def test_of_a_record_that_was_split_off_it_is_told_until_then(store: Store) -> None:
    with store.write() as connection:
        ada = someone(connection, "1", "2")
        shows(connection, "2", "active", now=2.0)
        [wrong] = [link for link in people.links_of(connection, [ada]) if link.ref_id == "2"]
        bob = split(connection, wrong, evidence={}, by="grace", lane=LIVE, now=3.0)
        shows(connection, "2", "rejected", now=4.0)
        assert (told(connection, ada), told(connection, bob)) == ([FIRST], [FIRST, REJECTED])
