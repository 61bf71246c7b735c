"""The journal of writes: what was intended, what became of it, and what nobody knows yet."""

from __future__ import annotations

import sqlalchemy as sa

from connectors.errors import Invalid, ReplyLost
from syncengine.core.model import Change, NoteText, Operation, PersonId
from syncengine.store import Store, journal, journalled
from syncengine.store.tables import operation

ADA, BEN = PersonId("p_ada"), PersonId("p_ben")
UPDATE = Operation("update", "crm", "7", (Change("emails", ("a@x.io",), ("b@x.io",), "owner: ats"),), why="w")
CREATE = Operation("create", "crm", None)
NOTE = Operation("note", "crm", "7", note=NoteText("rejection:1", "text"))


def begin(store: Store, planned: Operation, *, person: PersonId = ADA, now: float = 1.0) -> str:
    with store.write() as connection:
        return journal.write_down(connection, planned, person=person, run_id="r_1", mark="ts-1", now=now)


def state(store: Store, id_: str) -> str:
    with store.read() as connection:
        return str(connection.execute(sa.select(operation.c.state).where(operation.c.id == id_)).scalar_one())


def open_entries(store: Store, person: PersonId = ADA) -> list[str]:
    with store.read() as connection:
        return [entry.id for entry in journal.unresolved(connection, person)]


def test_an_operation_is_written_down_before_it_is_sent(store: Store) -> None:
    id_ = begin(store, UPDATE)
    with store.read() as connection:
        row = connection.execute(sa.select(operation)).one()
        entries = journal.unresolved(connection, ADA)
    assert (row.state, row.ref_id, row.mark, row.sent_at, row.ended_at) == ("sent", "7", "ts-1", 1.0, None)
    assert row.changes == [{"field": "emails", "why": "owner: ats", "was": ["a@x.io"], "value": ["b@x.io"]}]
    assert [(each.id, each.verb, each.ref_id, each.mark) for each in entries] == [(id_, "update", "7", "ts-1")]


def test_done_names_the_record_that_was_made(store: Store) -> None:
    id_ = begin(store, CREATE)
    with store.write() as connection:
        journal.done(connection, id_, ref_id="70", now=2.0)
    with store.read() as connection:
        row = connection.execute(sa.select(operation)).one()
    assert (row.state, row.ref_id, row.ended_at) == ("done", "70", 2.0)
    assert open_entries(store) == []


def test_a_lost_reply_stays_open_and_a_refusal_does_not(store: Store) -> None:
    lost, refused = begin(store, CREATE), begin(store, UPDATE)
    with store.write() as connection:
        journal.failed(connection, lost, ReplyLost("no reply", system="crm"), state="sent", now=2.0)
        journal.failed(connection, refused, Invalid("too long", system="crm"), state="refused", now=2.0)
    assert (state(store, lost), state(store, refused)) == ("sent", "refused")
    assert open_entries(store) == [lost]


def test_what_did_not_happen_is_abandoned(store: Store) -> None:
    id_ = begin(store, CREATE)
    with store.write() as connection:
        journal.abandon(connection, id_, now=2.0)
    assert state(store, id_) == "abandoned"
    assert open_entries(store) == []


def test_unresolved_operations_oldest_first_and_by_person(store: Store) -> None:
    later, earlier = begin(store, UPDATE, now=5.0), begin(store, CREATE, now=3.0)
    begin(store, CREATE, person=BEN)
    assert open_entries(store) == [earlier, later]
    with store.read() as connection:
        assert sorted(journal.people_with_unresolved(connection)) == [ADA, BEN]


def test_notes_count_once_they_are_written(store: Store) -> None:
    id_ = begin(store, NOTE)
    with store.read() as connection:
        assert journalled.noted(connection, [ADA]) == {}
    with store.write() as connection:
        journal.done(connection, id_, ref_id=None, now=2.0)
    with store.read() as connection:
        assert journalled.noted(connection, [ADA, BEN]) == {ADA: {"rejection:1": 2.0}}
        assert journalled.counts(connection, "r_1") == {"note crm": 1}


def test_marks_are_not_alike_and_say_nothing() -> None:
    marks = {journal.new_mark() for _ in range(50)}
    assert len(marks) == 50
    assert all(len(mark) == 19 and mark.startswith("ts-") for mark in marks)
