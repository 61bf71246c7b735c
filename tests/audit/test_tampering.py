"""Whatever somebody does to the tables behind our back is found, and located."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from syncengine.audit import Verdict, verify
from syncengine.core.chain import COLUMNS, Chained, Entry, Head, hash_of
from syncengine.core.model import NoteText, Operation
from syncengine.store import Store, audit, erasures, journal, purging
from syncengine.store.audit_reading import entries
from syncengine.store.holdings import Subject
from syncengine.store.tables import audit as table
from syncengine.store.tables import audit_head, operation, secret
from tests.audit.conftest import ADA

NOTE = Operation("note", "crm", "7", note=NoteText("rejection:1", "text"))
ROW = 2
"""The entry that is tampered with: an update that was done."""


def look(store: Store, *, known: Head | None = None) -> Verdict:
    return verify(store, now=100.0, known=known)


def faults(store: Store) -> list[tuple[str, int]]:
    return [(fault.kind, fault.seq) for fault in look(store).faults]


def do(store: Store, *statements: Any) -> None:
    with store.write() as connection:
        for each in statements:
            connection.execute(each)


def change(number: int, **values: Any) -> Any:
    return table.update().where(table.c.seq == number).values(**values)


def test_nothing_is_wrong_with_what_nobody_touched(store: Store) -> None:
    verdict = look(store)
    assert (verdict.is_whole, verdict.entries, verdict.compared, verdict.faults) == (True, 6, 3, ())


def test_one_character_of_any_column_of_any_entry_names_it(store: Store) -> None:
    """An empty column gets a character."""
    for seq, column in product(range(1, 7), (*COLUMNS[2:], "hash")):
        with store.read() as connection:
            value = connection.execute(sa.select(table.c[column]).where(table.c.seq == seq)).scalar_one()
        flipped = f"{'y' if value[:1] == 'x' else 'x'}{value[1:]}" if value else "x"
        do(store, change(seq, **{column: flipped}))
        assert faults(store) == [("changed", seq)], column
        do(store, change(seq, **{column: value}))
    assert look(store).is_whole


def test_any_other_time_names_the_entry(store: Store) -> None:
    for at in (3.0000000000000004, 4.0, -3.0, 1e300, 2**53 + 0.0):
        do(store, change(ROW, at=at))
        [fault] = look(store).faults
        assert (fault.kind, fault.seq, fault.what) == ("changed", ROW, "update done")


def test_another_number_leaves_a_gap(store: Store) -> None:
    do(store, change(ROW, seq=9))
    assert faults(store) == [("missing", 2), ("missing", 7), ("changed", 9), ("end", 9)]


@pytest.mark.parametrize(
    ("done", "found"),
    [
        ([table.delete().where(table.c.seq == 1)], [("missing", 1)]),
        ([table.delete().where(table.c.seq.in_([3, 4]))], [("missing", 3)]),
        ([table.delete().where(table.c.seq == 6)], [("cut off", 6)]),
        ([table.delete()], [("cut off", 1)]),
        ([change(2, seq=20), change(3, seq=2), change(20, seq=3)], [("changed", 2), ("changed", 3)]),
        ([audit_head.update().values(seq=5)], [("end", 6)]),
        ([audit_head.update().values(seq=8)], [("cut off", 7)]),
        ([audit_head.update().values(hash="f" * 64)], [("end", 6)]),
        ([audit_head.update().values(id=2)], [("end", 6)]),
        ([audit_head.delete()], [("end", 6)]),
    ],
    ids=["first", "two", "last", "all", "swapped", "head back", "head on", "head hash", "head id", "no head"],
)
def test_what_is_removed_or_moved_is_found(store: Store, done: list[Any], found: list[tuple[str, int]]) -> None:
    do(store, *done)
    assert faults(store) == found


def test_what_is_slipped_in_before_the_first_one_is_found(store: Store) -> None:
    """`audit show` would tell it."""
    slipped = dict.fromkeys(("what", "actor", "why", "previous", "hash"), "x")
    for seq in (0, -5):
        do(store, table.insert().values(seq=seq, at=1.0, **slipped))
        assert faults(store) == [("out of order", seq)]
        do(store, table.delete().where(table.c.seq == seq))


def test_the_gap_stays_when_more_is_told(store: Store) -> None:
    do(store, table.delete().where(table.c.seq >= 5))
    tell_one(store)
    assert [(fault.kind, fault.seq, fault.until) for fault in look(store).faults] == [("missing", 5, 6)]


def tell_one(store: Store) -> None:
    with store.write() as connection:
        audit.tell(connection, Entry(at=9.0, what="one more"))
    audit.seal(store)


def rewritten(store: Store, seq: int, forge: Callable[[Entry], Entry], *, until: int) -> list[Any]:
    """An entry is forged, and every hash from there to ``until`` is made anew: they need no key."""
    with store.read() as connection:
        rows = {row.seq: row for row in entries(connection)}
    statements, previous = [], rows[seq].previous
    for number in range(seq, until + 1):
        row: Chained = rows[number]
        entry = forge(row.entry) if number == seq else row.entry
        hash_ = hash_of(number, entry, previous)
        statements.append(change(number, why=entry.why, previous=previous, hash=hash_))
        previous = hash_
    return statements


def forged(entry: Entry) -> Entry:
    return Entry(**{name: getattr(entry, name) for name in COLUMNS[1:-1]} | {"why": "a better reason"})


def test_a_forged_entry_with_a_right_hash_is_not_the_one_that_the_next_was_chained_to(store: Store) -> None:
    do(store, *rewritten(store, 4, forged, until=4))
    assert faults(store) == [("changed", 4)]
    do(store, *rewritten(store, 4, forged, until=5))
    assert faults(store) == [("changed", 5)]


def test_whoever_forges_everything_is_found_by_an_end_that_was_written_down_elsewhere(store: Store) -> None:
    before = look(store).head
    tell_one(store)
    do(store, *rewritten(store, 4, forged, until=7))
    with store.read() as connection:
        new = [row.hash for row in entries(connection)][-1]
    do(store, audit_head.update().values(hash=new))
    assert look(store).is_whole
    assert [(fault.kind, fault.seq) for fault in look(store, known=before).faults] == [("changed", 6)]
    cut = look(store, known=Head(9, before.hash))
    assert [(fault.kind, fault.seq, fault.until) for fault in cut.faults] == [("cut off", 8, 9)]


def update_of(store: Store) -> str:
    with store.read() as connection:
        found = sa.select(operation.c.id).where(operation.c.state == "done")
        return str(connection.execute(found).scalar_one())


CHANGED: list[tuple[dict[str, Any], str]] = [
    ({"state": "refused"}, "what"),
    ({"verb": "create"}, "what"),
    ({"system": "ats"}, "system"),
    ({"ref_id": "8"}, "ref_id"),
    ({"run_id": "r_2"}, "run_id"),
    ({"policy": "x"}, "policy"),
    ({"rule": "x"}, "rule"),
    ({"why": "x"}, "why"),
    ({"request_id": None}, "request_id"),
    ({"mark": "ts-x"}, "before, after"),
    ({"pool": "x"}, "after"),
    ({"note_key": "x"}, "after"),
    ({"changes": [{"field": "phones", "was": [], "value": ["+49 30 1"], "why": "owner: ats"}]}, "after"),
    ({"changes": [{"field": "phones", "was": ["+1"], "value": ["+49 30 901820"], "why": "owner: ats"}]}, "before"),
    ({"changes": "no list"}, ""),
    ({"person_id": "p_eda"}, "person_id"),
    ({"ended_at": 3.5}, "ended_at"),
    ({"ended_at": None}, "ended_at"),
    ({"ended_at": 1e300}, ""),
]


def test_a_write_in_the_journal_that_was_changed_is_named(store: Store) -> None:
    id_ = update_of(store)
    with store.read() as connection:
        before = connection.execute(sa.select(operation).where(operation.c.id == id_)).mappings().one()
    for values, named in CHANGED:
        do(store, operation.update().where(operation.c.id == id_).values(**values))
        [fault] = look(store).faults
        said = f"the journal says otherwise ({named})" if named else "the journal cannot be read there"
        assert (fault.kind, fault.seq, fault.why) == ("journal", ROW, f"{id_}: {said}")
        do(store, operation.update().where(operation.c.id == id_).values(**before))


def test_a_write_that_was_removed_from_the_journal_is_named(store: Store) -> None:
    id_ = update_of(store)
    do(store, operation.delete().where(operation.c.id == id_))
    assert [fault.why for fault in look(store).faults] == [f"{id_}: the journal has no such write any more"]


def test_an_erasure_empties_the_journal_and_is_told(store: Store) -> None:
    """The same without an erasure is a fault."""
    with store.write() as connection:
        purging.purge(connection, Subject(ADA, (("crm", "7"),)))
    assert [fault.why.partition(": ")[2] for fault in look(store).faults] == [
        "the journal was emptied there, and no erasure is told"
    ] * 3
    with store.write() as connection:
        [asked] = erasures.unfinished(connection, ADA)
        erasures.tell_of(connection, asked, "purged", now=9.0)
    verdict = look(store)
    assert (verdict.is_whole, verdict.compared, verdict.emptied) == (True, 3, 3)
    do(store, operation.update().values(ref_id="8"))
    assert {fault.kind for fault in look(store).faults} == {"journal"}


def test_another_key_fits_no_write(store: Store) -> None:
    """A store opened later has not the key of before in mind."""
    do(store, secret.update().where(secret.c.name == "audit").values(value=secrets.token_bytes(32)))
    again = type(store)(sa.create_engine(store.engine.url))
    try:
        assert {fault.kind for fault in look(again).faults} == {"journal"}
    finally:
        again.close()


def test_text_that_is_none_any_more_is_found(embedded: Store) -> None:
    """SQLite takes any bytes for text; a server does not."""
    for bytes_ in ("CAST(x'fffe' AS TEXT)", "x'00'"):
        with embedded.write() as connection:
            connection.exec_driver_sql(f"UPDATE audit SET why = {bytes_} WHERE seq = 2")  # noqa: S608  # ours
        assert faults(embedded) == [("changed", 2)]


def test_a_journal_that_is_no_json_any_more_is_found(embedded: Store) -> None:
    with embedded.write() as connection:
        connection.exec_driver_sql("UPDATE operation SET changes = '{' WHERE state = 'done'")
    assert faults(embedded) == [("journal", ROW)]


def test_an_unanswered_write_is_told_once_it_is_known(store: Store) -> None:
    with store.write() as connection:
        id_ = journal.write_down(connection, NOTE, person=ADA, run_id="r_1", mark="ts-n", now=9.0)
    assert look(store).entries == 6
    with store.write() as connection:
        journal.abandon_all(connection, ADA, now=9.0)
        connection.execute(operation.update().where(operation.c.id == id_).values(mark="ts-m"))
    assert faults(store) == [("journal", 7)]
