"""What happens is told in the transaction in which it happens, by ids and hashes, and chained later."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
import sqlalchemy as sa

from syncengine.audit import verify
from syncengine.core.chain import Chained, Entry, Head
from syncengine.store import Store, audit, models, reviews, runs
from syncengine.store.audit_reading import entries
from syncengine.store.tables import audit_waiting
from syncengine.work.heartbeat import Heartbeat
from tests.audit.conftest import ADA, NAMES, PHONE


def told(store: Store) -> list[Chained]:
    with store.read() as connection:
        return list(entries(connection))


def test_writes_links_and_decisions_are_told_in_their_order(store: Store) -> None:
    rows = told(store)
    assert tuple(row.entry.what for row in rows) == NAMES
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.entry.actor for row in rows] == ["talentsync"] * 3 + ["ruth", "talentsync", "ruth"]
    assert {row.entry.person_id for row in rows} == {ADA}


def test_a_write_is_told_with_its_cause_and_what_the_vendor_called_it(store: Store) -> None:
    [update] = [row.entry for row in told(store) if row.entry.what == "update done"]
    assert (update.system, update.ref_id, update.run_id, update.request_id) == ("crm", "7", "r_1", "req-1")
    assert (update.why, update.at) == ("edited on one side", 3.0)
    assert update.before != update.after
    refused = next(row.entry for row in told(store) if row.entry.what == "create refused")
    assert refused.why == "no record there (Invalid)"


def test_values_are_told_as_hashes_that_differ_for_the_same_value(store: Store) -> None:
    done, abandoned = (row.entry for row in told(store) if row.entry.what.startswith("update"))
    assert PHONE not in repr(told(store))
    assert done.after is not None
    assert done.after != abandoned.after


def test_what_is_rolled_back_was_never_told(store: Store) -> None:
    with suppress(KeyError), store.write() as connection:
        audit.tell(connection, Entry(at=9.0, what="never"))
        raise KeyError
    assert (audit.seal(store), len(told(store))) == (0, 6)


def test_what_was_told_and_not_chained_is_chained_by_whoever_is_next(empty: Store) -> None:
    with empty.write() as connection:
        audit.tell(connection, Entry(at=1.0, what="one"), Entry(at=2.0, what="two"))
    assert told(empty) == []
    with empty.read() as connection:
        assert audit.waiting(connection) == audit.Waiting(2, 1.0)
    verdict = verify(empty, now=1000.0)
    assert (verdict.is_whole, verdict.entries, verdict.late) == (True, 2, 2)
    with empty.read() as connection:
        assert (audit.waiting(connection), audit.head(connection)) == (audit.Waiting(0, None), verdict.head)


@pytest.mark.parametrize("said", ['{"at": NaN}', '{"at": 1.0, "what": {}}', '{"at": 1.0, "what": null}', "[]"])
def test_what_cannot_be_read_before_it_is_chained_keeps_nothing_else_waiting(empty: Store, said: str) -> None:
    with empty.write() as connection:
        audit.tell(connection, Entry(at=1.0, what="one"), Entry(at=2.0, what="two"))
        first = sa.select(sa.func.min(audit_waiting.c.id)).scalar_subquery()
        connection.execute(audit_waiting.update().where(audit_waiting.c.id == first).values(entry=said))
    assert audit.seal(empty) == 2
    assert [row.entry.what for row in told(empty)] == ["unreadable", "two"]


def test_names_in_bytes_that_are_no_text_are_told_all_the_same(empty: Store) -> None:
    with empty.write() as connection:
        audit.tell(connection, Entry(at=1.0, what="one", actor="r\udcfcth", why="a\x00b"))
    assert audit.seal(empty) == 1
    assert [(row.entry.actor, row.entry.why) for row in told(empty)] == [("r?th", "a\x00b")]
    assert verify(empty, now=1.0).is_whole


def test_questions_that_ended_by_themselves_are_nobodys_decision(empty: Store) -> None:
    with empty.write() as connection:
        reviews.open_review(connection, "vanished", subject="s", reason="gone", now=1.0)
        said = "ended by itself"
        reviews.close_matching(connection, "vanished", subjects=["s"], decision=said, by="talentsync", now=2.0)
    assert audit.seal(empty) == 0


def test_a_policy_comes_into_force_once(empty: Store) -> None:
    with empty.write() as connection:
        for at, policy in enumerate(("aaa", "aaa", "bbb")):
            run = runs.begin(connection, command="sync", policy=policy, now=float(at))
            runs.agreed(connection, run, by="ruth", now=float(at))
        models.retire_all(connection, by="ruth", now=9.0)  # there is none
    audit.seal(empty)
    rows = [row.entry for row in told(empty)]
    assert [(row.what, row.policy, row.why, row.actor) for row in rows] == [
        ("policy in force", "aaa", "the first one", "ruth"),
        ("policy in force", "bbb", "instead of aaa", "ruth"),
    ]


def test_sealing_in_several_batches_is_one_chain(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncengine.store.audit._BATCH", 2)
    monkeypatch.setattr("syncengine.store.audit_reading._PAGE", 2)
    with empty.write() as connection:
        audit.tell(connection, *(Entry(at=float(at), what="one") for at in range(5)))
    assert audit.seal(empty) == 5
    verdict = verify(empty, now=1.0)
    assert (verdict.is_whole, verdict.entries, verdict.head.seq) == (True, 5, 5)
    assert verify(empty, now=1.0, known=Head(5, verdict.head.hash)).is_whole


def test_what_was_told_is_chained_while_leases_are_renewed(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = threading.Event()
    monkeypatch.setattr("syncengine.work.heartbeat.audit.seal", lambda store: sealed.set())
    with Heartbeat(empty, now=lambda: 1.0, every=0.001):
        assert sealed.wait(10)
