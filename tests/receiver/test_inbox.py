"""What is written down of deliveries, and when it goes again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from connectors.types import Hint, Ref
from syncengine.store import Store, hints, inbox, open_store
from syncengine.store.inbox import Arrival
from syncengine.store.tables import delivery, hint
from tests.receiver.house import Row, rows

CANDIDATE = Hint(Ref("ats", "candidate", "5"))
APPLICATION = Hint(Ref("ats", "application", "7"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


def arrival(id_: str | None = "e-1", *, at: float = 100.0, body: bytes = b"{}", hints: Sequence[Hint] = ()) -> Arrival:
    digest = f"{body.hex():0<64}"
    return Arrival("ats", id_, digest, f"d_{id_}_{at}", "changed", True, body, at, tuple(hints))


def take(store: Store, *arrivals: Arrival) -> list[bool]:
    with store.write() as connection:
        return inbox.take(connection, arrivals)


def deliveries(store: Store) -> list[Row]:
    return rows(store, delivery)


def drop_all(store: Store) -> None:
    with store.write() as connection:
        connection.execute(hint.delete())


def follow(store: Store, *, now: float) -> int:
    with store.write() as connection:
        return inbox.note_followed(connection, system="ats", now=now)


def test_a_new_delivery_is_written_down_with_its_hints(store: Store) -> None:
    assert take(store, arrival(hints=[CANDIDATE, APPLICATION])) == [True]
    (row,) = deliveries(store)
    assert (row["id"], row["event"], row["known"], row["body"]) == ("e-1", "changed", True, None)
    assert (row["received_at"], row["followed_at"]) == (100.0, None)
    told = {(each["kind"], each["ref_id"]): each for each in rows(store, hint)}
    assert set(told) == {("candidate", "5"), ("application", "7")}
    one = told["candidate", "5"]
    assert (one["reason"], one["given_at"], one["times"]) == (hints.WEBHOOK, 100.0, 1)
    assert (one["urgent"], one["correlation"]) == (False, row["correlation"])


def test_a_repeated_delivery_changes_nothing(store: Store) -> None:
    take(store, arrival(hints=[CANDIDATE]))
    drop_all(store)
    assert take(store, arrival(at=200.0, hints=[CANDIDATE])) == [False]
    assert [row["received_at"] for row in deliveries(store)] == [100.0]
    assert rows(store, hint) == []
    with store.read() as connection:
        assert inbox.last_heard(connection) == {("ats", "changed"): (100.0, 100.0, 1)}


def test_a_repetition_in_the_same_batch_is_one(store: Store) -> None:
    first, again = arrival(hints=[CANDIDATE]), arrival(at=101.0, hints=[CANDIDATE])
    assert take(store, first, again, arrival("e-2")) == [True, False, True]
    assert len(deliveries(store)) == 2
    assert [row["times"] for row in rows(store, hint)] == [1]


def test_the_same_id_with_other_content_is_another_delivery(store: Store) -> None:
    first, other = arrival(body=b"a", hints=[CANDIDATE]), arrival(body=b"b", hints=[APPLICATION])
    assert take(store, first) == [True]
    assert take(store, other, other) == [True, False]
    assert take(store, other, first) == [False, False]
    assert [row["id"] for row in deliveries(store)] == ["e-1", f"e-1#{other.digest[:12]}"]
    assert len(rows(store, hint)) == 2


def test_both_in_one_batch(store: Store) -> None:
    assert take(store, arrival(body=b"a"), arrival(body=b"b"), arrival(body=b"a")) == [True, True, False]


def test_without_an_id_the_content_counts(store: Store) -> None:
    nameless = arrival(None, hints=[CANDIDATE])
    assert take(store, nameless) == [True]
    assert take(store, replace(nameless, received_at=150.0)) == [False]
    assert [row["id"] for row in deliveries(store)] == [f"sha256-{nameless.digest}"]


def test_without_an_id_the_same_is_news_again_once_it_was_followed(store: Store) -> None:
    """There and back again: the third of three edits looks like the first."""
    nameless = arrival(None, hints=[CANDIDATE])
    take(store, nameless)
    drop_all(store)
    assert follow(store, now=150.0) == 1
    again = replace(nameless, received_at=200.0, correlation="d_again")
    assert take(store, again) == [True]
    assert [(row["received_at"], row["followed_at"]) for row in deliveries(store)] == [(200.0, None)]
    assert [row["correlation"] for row in rows(store, hint)] == ["d_again"]


def test_hints_of_one_batch_are_merged(store: Store) -> None:
    moved = Hint(CANDIDATE.ref, moved_to="6", urgent=True)
    take(
        store,
        arrival("e-1", at=100.0, hints=[CANDIDATE]),
        arrival("e-2", at=101.0, hints=[moved]),
        arrival("e-3", at=102.0, hints=[CANDIDATE]),
    )
    (told,) = rows(store, hint)
    assert (told["reason"], told["given_at"], told["urgent"]) == (f"{hints.MOVED}6", 100.0, True)
    assert told["correlation"] == "d_e-3_102.0"


def test_a_hint_told_again_is_counted_and_keeps_what_matters(store: Store) -> None:
    take(store, arrival("e-1", hints=[Hint(CANDIDATE.ref, urgent=True)]))
    take(store, arrival("e-2", at=200.0, hints=[CANDIDATE]))
    (told,) = rows(store, hint)
    assert (told["times"], told["urgent"], told["given_at"]) == (2, True, 100.0)
    assert told["correlation"] == "d_e-2_200.0"


def test_what_tells_nothing_to_look_at_is_followed_at_once(store: Store) -> None:
    take(store, arrival())
    assert [(row["followed_at"], row["body"]) for row in deliveries(store)] == [(100.0, None)]


def test_what_nobody_understood_keeps_its_body(store: Store) -> None:
    take(store, replace(arrival(), known=False))
    assert follow(store, now=200.0) == 0
    assert [(row["followed_at"], row["body"]) for row in deliveries(store)] == [(100.0, b"{}")]


def test_followed_is_what_came_before_all_that_still_waits(store: Store) -> None:
    for number in range(3):
        ref = Ref("ats", "candidate", str(number))
        take(store, arrival(f"e-{number}", at=100.0 + number, hints=[Hint(ref)]))
    with store.read() as connection:
        assert inbox.open_since(connection) == {"ats": 100.0}
    with store.write() as connection:
        connection.execute(hint.delete().where(hint.c.ref_id == "0"))
    assert follow(store, now=200.0) == 1
    assert [(row["followed_at"], row["body"]) for row in deliveries(store)] == [(200.0, None), *[(None, None)] * 2]
    with store.read() as connection:
        assert inbox.open_since(connection) == {"ats": 101.0}
    drop_all(store)
    assert follow(store, now=300.0) == 2
    with store.read() as connection:
        assert inbox.open_since(connection) == {}


def test_hints_that_no_delivery_gave_keep_nothing_open(store: Store) -> None:
    with store.write() as connection:
        hints.give(connection, system="ats", kind="candidate", ref_ids=["1"], reason="listed", now=50.0)
    take(store, arrival("e-1", hints=[CANDIDATE]))
    with store.write() as connection:
        connection.execute(hint.delete().where(hint.c.ref_id == "5"))
    assert follow(store, now=200.0) == 1


def test_another_system_is_left_alone(store: Store) -> None:
    take(store, replace(arrival(), system="crm", hints=(Hint(Ref("crm", "candidate", "1")),)))
    drop_all(store)
    assert follow(store, now=200.0) == 0


def test_old_deliveries_are_forgotten(store: Store) -> None:
    take(store, arrival("e-1", at=100.0), arrival("e-2", at=200.0, hints=[CANDIDATE]), arrival("e-3", at=300.0))
    with store.write() as connection:
        assert inbox.forget(connection, before=300.0) == 2
    assert [row["id"] for row in deliveries(store)] == ["e-3"]
    assert len(rows(store, hint)) == 1


def test_it_is_noted_what_was_heard(store: Store) -> None:
    take(store, arrival("e-1", at=200.0), replace(arrival("e-2", at=100.0), event="deleted"))
    take(store, arrival("e-3", at=150.0), arrival("e-4", at=300.0))
    with store.read() as connection:
        assert inbox.last_heard(connection) == {
            ("ats", "changed"): (150.0, 300.0, 3),
            ("ats", "deleted"): (100.0, 100.0, 1),
        }


def test_nothing_is_taken_well(store: Store) -> None:
    assert take(store) == []


def test_a_large_batch(store: Store) -> None:
    many = [arrival(f"e-{number}", hints=[Hint(Ref("ats", "candidate", str(number)))]) for number in range(700)]
    assert take(store, *many) == [True] * 700
    assert take(store, *many) == [False] * 700
    assert (len(deliveries(store)), len(rows(store, hint))) == (700, 700)


def test_the_same_words_are_told_again_to_whoever_is_looking(store: Store) -> None:
    """Without an id of the vendor's: somebody has read the record already, and then it changed back and forth."""
    take(store, arrival(None, hints=[CANDIDATE]))
    with store.read() as connection:
        looked_at = hints.waiting(connection, system="ats", kind="candidate")
    assert take(store, arrival(None, at=101.0, hints=[CANDIDATE])) == [False]
    with store.write() as connection:
        hints.drop(connection, system="ats", kind="candidate", looked_at=looked_at)
        assert [each.ref_id for each in hints.waiting(connection, system="ats", kind="candidate")] == [CANDIDATE.ref.id]
