"""What we hold about a person, table by table: all of it is in the export, an erasure leaves none of it, and no table
is left out."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.erasure.access import document
from syncengine.front.display.words import json_text
from syncengine.store import Store, open_store, overrides, people, purging, queue
from syncengine.store.card_packing import make
from syncengine.store.cards import save
from syncengine.store.holdings import HOLDINGS, NOTHING, Holding, Subject
from syncengine.store.overrides import Override
from syncengine.store.tables import card, card_count, card_key, delivery, link, metadata, operation, review, snapshot
from syncengine.work.uniting import unite

PERSON, REF = PersonId("p_1"), ("ats", "20000000017")
SUBJECT = Subject(PERSON, (REF,))
MARKER = "quetzalova"

KEYS: dict[str, Any] = {
    "person_id": PERSON,
    "system": REF[0],
    "ref_id": REF[1],
    "kind": "candidate",
    "subject": "ats:candidate:20000000017",
    "erasure_id": "e_1",
}
"""By what rows are found to be about the person."""

IDS = {"person": PERSON, "erasure": "e_1"}
BODIES = {
    "snapshot": zlib.compress(json.dumps({"name": MARKER}).encode()),
    "delivery": b"",
}
PLAIN = {"run_id", "verb", "state", "error_code", "policy", "undoes", "made_for"}
"""Words of ours, which stay in the journal."""

MADE_APART = {"card", "delivery"}


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    store = open_store(store_url)
    yield store
    store.close()


def test_every_table_is_either_held_or_has_nothing_about_people() -> None:
    held = {each.name for each in HOLDINGS}
    assert held | NOTHING.keys() == set(metadata.tables)
    assert held & NOTHING.keys() == set()


def test_what_is_emptied_leaves_no_column_that_can_say_something() -> None:
    """A column that is added to such a table must be thought about."""
    ours = {
        "id",
        "person_id",
        "run_id",
        "system",
        "verb",
        "ref_id",
        "state",
        "error_code",
        "policy",
        "undoes",
        "made_for",
    }
    said = [
        ("review", {"kind", "subject", "system", "field", "reason", "decision", "decided_by", "cause"}),
        ("operation", ours),
        # Of somebody who stays: what was done, and why.
        ("operation", ours | {"why", "mark", "pool", "note_key", "request_id", "correlation", "rule"}),
    ]
    assert [(each.name, _able(each) - (each.empty or {}).keys()) for each in HOLDINGS if each.fate == "emptied"] == said


def _able(each: Holding) -> set[str]:
    return {column.name for column in each.table.c if not isinstance(column.type, sa.Float | sa.Integer)}


def plant(connection: sa.Connection) -> dict[str, int]:
    """One row in every table that is held, with the marker in every column that can hold it. table -> markers."""
    planted = {}
    for table in {each.name: each.table for each in HOLDINGS if each.name not in MADE_APART}.values():
        row = {column.name: _value(table, column) for column in table.c}
        connection.execute(table.insert().values(**row))
        planted[table.name] = sum(MARKER in str(value) or value in BODIES.values() for value in row.values())
    empty = ("first_name", "preferred_name", "emails", "phones", "profiles", "company", "title", "location")
    columns = {name: [""] for name in empty}
    save(connection, system=REF[0], ref_ids=[REF[1]], made=make({**columns, "last_name": [MARKER]}))
    values = {"system": "ats", "id": "d", "digest": "", "correlation": "", "event": "", "known": False}
    connection.execute(delivery.insert().values(**values, body=_body(MARKER, REF[1]), received_at=1.0))
    return planted


def _value(table: sa.Table, column: sa.Column[Any]) -> Any:
    if column.name == "id" and not isinstance(column.type, sa.Integer):
        return IDS.get(table.name, "x")
    if column.name in KEYS:
        return KEYS[column.name]
    if column.name in PLAIN:
        return "plain"
    if isinstance(column.type, sa.LargeBinary):
        return BODIES[table.name]
    if isinstance(column.type, sa.JSON):
        return [] if (table.name, column.name) == ("erasure", "refs") else {"deep": [{"er": MARKER}]}
    if isinstance(column.type, sa.Boolean):
        return False
    return 1 if isinstance(column.type, sa.Float | sa.Integer) else MARKER


def _body(*values: str) -> bytes:
    return json.dumps({"payload": list(values)}).encode()


def test_the_export_has_whatever_a_table_can_hold(store: Store) -> None:
    with store.write() as connection:
        planted = plant(connection)
        found = json.loads(json_text(document(connection, SUBJECT, now=0.0)))
    held = found["held"]
    assert held.keys() == {each.name for each in HOLDINGS}
    assert {name: json.dumps(held[name]["rows"]).count(MARKER) for name in planted} == planted
    assert MARKER[:6] in json.dumps(held["card"]["rows"])
    assert MARKER in json.dumps(held["delivery"]["rows"])
    assert held["link"]["rows"][0]["made_at"] == "1970-01-01T00:00:01+00:00"


def test_the_purge_leaves_nothing_but_what_is_kept(store: Store) -> None:
    with store.write() as connection:
        planted = plant(connection)
        counted = purging.count(connection, SUBJECT)
        done = purging.purge(connection, SUBJECT)
        assert counted == {**done, "work": 1}
        assert purging.purge(connection, SUBJECT).keys() <= {"operation"}
        left = {table.name for table in metadata.sorted_tables if MARKER in _said(connection, table)}
        # `work` goes with the last step; what is kept has reasons that are checked for names, and hashes.
        kept = {each.name for each in HOLDINGS if each.fate == "kept"} - {"operation"}
        assert left <= {"work", *kept}
        assert [connection.execute(sa.select(table)).all() for table in (card, card_key, card_count)] == [
            [],
            [],
            [(0, 0)],
        ]
    assert planted["snapshot"] > 1


def test_others_are_left_alone(store: Store) -> None:
    with store.write() as connection:
        plant(connection)
        before = {table.name: len(connection.execute(sa.select(table)).all()) for table in metadata.sorted_tables}
        other = Subject(PersonId("p_2"), (("crm", REF[1]),))
        assert purging.purge(connection, other) == {}
        after = {table.name: len(connection.execute(sa.select(table)).all()) for table in metadata.sorted_tables}
        assert (before, document(connection, other, now=0.0)["held"]) == (after, {})


def test_a_record_that_nobody_could_read_is_found_by_what_is_in_it(store: Store) -> None:
    with store.write() as connection:
        plant(connection)
        connection.execute(snapshot.update().values(fields={"emails": ["zq@example.com"]}))
        for id_, subject, told in (
            (11, "ats:candidate:?a1", "ZQ@example.com"),
            (12, "ats:candidate:?a2", "ada@example.com"),
        ):
            connection.execute(
                review.insert().values(
                    id=id_,
                    kind="bad_record",
                    subject=subject,
                    reason="",
                    detail={"record": [{"m": told}]},
                    opened_at=1.0,
                )
            )
        shown = document(connection, SUBJECT, now=0.0)["held"]["review"]["rows"]
        assert [row["subject"] for row in shown if row["kind"] == "bad_record"] == ["ats:candidate:?a1"]
        purging.purge(connection, SUBJECT)
        assert connection.execute(sa.select(review.c.subject)).scalars().all() == ["ats:candidate:?a2"]


def test_what_was_typed_for_somebody_goes_when_that_one_becomes_part_of_somebody_else(store: Store) -> None:
    """Nobody would find it any more."""
    with store.write() as connection:
        stays, leaves = people.new_person(connection, now=1.0), people.new_person(connection, now=1.0)
        for person in (stays, leaves):
            typed = Override("crm", "title", MARKER, None, "f", "ruth")
            overrides.put_overrides(connection, person, [typed], now=1.0)
        unite(connection, stays=stays, leaves=leaves, evidence={}, by="h", lane=queue.LIVE, now=2.0)
        assert list(overrides.overrides_of(connection, [stays, leaves])) == [stays]


def test_what_was_written_for_somebody_else_while_a_record_was_taken_for_that_one(store: Store) -> None:
    """The record is the person's now. Those who are left keep what was done before and since."""
    written = [
        ("before", "p_other", None, "crm", "9", 5.0),
        ("meanwhile", "p_other", None, "crm", "9", 15.0),
        ("meanwhile, and handed over", "p_heir", "p_other", "crm", "9", 15.0),
        ("since", "p_other", None, "crm", "9", 25.0),
        ("to the record", "p_third", None, REF[0], REF[1], 25.0),
        ("to another record", "p_third", None, REF[0], "10", 15.0),
    ]
    plain = {"run_id": "r", "verb": "note", "why": "w", "mark": "m", "note_key": "k", "state": "done"}
    changes = [{"field": "title", "was": None, "value": MARKER, "why": "w"}]
    with store.write() as connection:
        row: dict[str, Any]
        for person, begun, ended in (("p_other", 10.0, 20.0), (PERSON, 20.0, None)):
            row = {"system": REF[0], "kind": "candidate", "ref_id": REF[1], "evidence": {}, "actor": "x"}
            connection.execute(link.insert().values(person_id=person, made_at=begun, undone_at=ended, **row))
        for id_, person, made_for, system, ref_id, at in written:
            whose = {"person_id": person, "made_for": made_for}
            row = {"id": id_, "system": system, "ref_id": ref_id, **whose}
            connection.execute(operation.insert().values(planned_at=at, changes=changes, **row, **plain))
        shown = document(connection, SUBJECT, now=0.0)["held"]["operation"]["rows"]
        emptied = {"meanwhile", "meanwhile, and handed over", "to the record"}
        assert {row["id"] for row in shown} == emptied
        purging.purge(connection, SUBJECT)
        left = connection.execute(sa.select(operation.c.id, operation.c.changes, operation.c.note_key)).all()
        assert {row.id for row in left if row.changes == []} == emptied
        assert {row.note_key for row in left} == {"k"}


def _said(connection: sa.Connection, table: sa.Table) -> str:
    said = ""
    for row in connection.execute(sa.select(table)):
        for name, value in row._mapping.items():
            said += zlib.decompress(value).decode() if name == "raw" else str(value)
    return said
