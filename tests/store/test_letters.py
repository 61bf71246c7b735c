"""Dead letters in the store: grouped by cause, chosen, closed, given up, in few statements however many there are."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from syncengine.core.causes import UNCERTAIN, cause_of
from syncengine.core.model import PersonId
from syncengine.store import Store, letters, overrides, parking, queue, waiting
from syncengine.store.letters import Choice, Failure
from syncengine.store.overrides import Override
from syncengine.store.tables import parked, review, system, work
from syncengine.store.waiting import Held, Trying
from syncengine.work.decide import NotDecidable
from syncengine.work.letters import Decided, Letters

ADA, BEN = PersonId("p_ada"), PersonId("p_ben")
MANY = 10_000


def reason(number: int) -> str:
    return f"PATCH /v3/candidates/{number} was refused"


REFUSED = cause_of(system="ats", reason=reason(1), names=["emails"]).id


def write(
    store: Store, person: PersonId = ADA, *, field: str = "emails", why: str = reason(1), now: float = 1.0
) -> int:
    """A letter about a field, and the field parked."""
    with store.write() as connection:
        id_ = letters.open_letter(
            connection,
            person,
            system="ats",
            ref_id="17",
            names=(field,),
            reason=why,
            failure=Failure("Invalid", 422, "req-1"),
            now=now,
        )
        facts = {field: "f1"}
        parking.park(connection, person, system="ats", fields=[field], facts=facts, review_id=id_, now=now)
    return id_


def write_many(store: Store) -> None:
    """Letters of ten thousand people with three causes; those of the third are of a version that knew no causes."""
    fields = ("emails", "phones", "title")
    rows: list[dict[str, Any]] = [
        {
            "id": number + 1,
            "kind": "parked",
            "subject": f"p_{number:05}:ats:{fields[number % 3]}",
            "person_id": f"p_{number:05}",
            "system": "ats",
            "field": fields[number % 3],
            "reason": reason(number),
            "detail": {},
            "opened_at": float(number),
            "cause": None
            if number % 3 == 2
            else cause_of(system="ats", reason=reason(number), names=[fields[number % 3]]).id,
        }
        for number in range(MANY)
    ]
    kept = [
        {
            "person_id": row["person_id"],
            "system": "ats",
            "field": row["field"],
            "facts": "f1",
            "review_id": row["id"],
            "parked_at": 1.0,
        }
        for row in rows
    ]
    with store.write() as connection:
        connection.execute(review.insert(), rows)
        connection.execute(parked.insert(), kept)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """SQL statements of the block."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    sa.event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", note)


def desk(store: Store) -> Letters:
    ticks = itertools.count(100)
    return Letters(store, now=lambda: float(next(ticks)))


def dirty(store: Store) -> list[tuple[str, int]]:
    with store.read() as connection:
        return [(row[0], row[1]) for row in connection.execute(sa.select(work.c.person_id, work.c.lane))]


def groups(store: Store) -> list[letters.Group]:
    with store.read() as connection:
        return letters.groups(connection)


def test_the_same_failure_is_one_letter_with_the_latest_reason(store: Store) -> None:
    first = write(store)
    assert write(store, why="GET /v3/candidates/1 makes no sense", now=2.0) == first
    [group] = groups(store)
    assert (group.cause.text, group.people, group.since) == ("GET /v3/candidates/… makes no sense", 1, 1.0)


def test_letters_are_grouped_by_cause(store: Store) -> None:
    write(store, ADA, why=reason(1), now=1.0)
    write(store, BEN, why=reason(2), now=2.0)
    write(store, BEN, field="phones", now=3.0)
    emails, phones = groups(store)
    assert (emails.cause.id, emails.cause.code, emails.letters, emails.people) == (REFUSED, "Invalid", 2, 2)
    assert (emails.since, emails.last) == (1.0, 2.0)
    assert (phones.cause.fields, phones.people) == (("phones",), 1)


def test_ten_thousand_letters_are_grouped_in_few_statements(store: Store) -> None:
    write_many(store)
    with statements(store) as seen:
        found = groups(store)
    assert [(group.cause.fields, group.people, group.letters) for group in found] == [
        (("emails",), 3334, 3334),
        *sorted([(("phones",), 3333, 3333), (("title",), 3333, 3333)], key=lambda each: _id(each[0][0])),
    ]
    assert len(seen) <= 4


def _id(field: str) -> str:
    return cause_of(system="ats", reason=reason(1), names=[field]).id


@pytest.mark.parametrize("field", ["emails", "title"])
def test_a_cause_is_retried_in_few_statements_and_never_twice(store: Store, field: str) -> None:
    write_many(store)
    with statements(store) as seen:
        decided = desk(store).retry(Choice(cause=_id(field)), by="ruth")
    number = 3334 if field == "emails" else 3333
    assert decided == Decided(letters=number, people=number)
    assert len(seen) <= 6
    assert len(dirty(store)) == number
    assert {group.cause.fields for group in groups(store)} == {("emails",), ("phones",), ("title",)} - {(field,)}
    with pytest.raises(NotDecidable, match="no open letter"):
        desk(store).retry(Choice(cause=_id(field)), by="ruth")
    with store.read() as connection:
        assert set(connection.execute(sa.select(work.c.generation)).scalars()) == {1}


def test_all_are_retried_at_once_behind_the_live_ones(store: Store) -> None:
    write_many(store)
    with statements(store) as seen:
        assert desk(store).retry(Choice(everything=True), by="ruth").letters == MANY
    assert len(seen) <= 6
    assert (len(dirty(store)), {lane for _, lane in dirty(store)}, groups(store)) == (MANY, {queue.BACKFILL}, [])
    assert desk(store).retry(Choice(everything=True), by="ruth") == Decided()


def test_a_single_retry_is_a_live_one_and_says_who_did_it(store: Store) -> None:
    id_ = write(store)
    desk(store).retry(Choice(ids=(id_,)), by="ruth")
    assert dirty(store) == [(ADA, queue.LIVE)]
    with store.read() as connection:
        row = connection.execute(sa.select(review.c.decision, review.c.decided_by, review.c.closed_at)).one()
    assert tuple(row) == ("retry", "ruth", 100.0)


def test_a_mistyped_number_retries_nothing(store: Store) -> None:
    id_ = write(store)
    with pytest.raises(NotDecidable, match=f"not all of these are open letters: {id_}, 99"):
        desk(store).retry(Choice(ids=(id_, 99)), by="ruth")
    assert (dirty(store), len(groups(store))) == ([], 1)


def test_no_choice_is_no_letter(store: Store) -> None:
    write(store)
    assert desk(store).retry(Choice(), by="ruth") == Decided()
    assert desk(store).preview_drop(Choice()) == Decided()
    assert desk(store).preview_drop(Choice(everything=True)) == Decided(1, 1)


def test_what_is_dropped_stays_parked_without_a_question(store: Store) -> None:
    write(store)
    write(store, BEN, field="phones")
    with statements(store) as seen:
        desk(store).drop(Choice(cause=REFUSED), by="ruth")
    assert len(seen) <= 6
    with store.read() as connection:
        [ada] = parking.parked_of(connection, [ADA])[ADA]
        [ben] = parking.parked_of(connection, [BEN])[BEN]
        assert parking.count_parked(connection) == 1
    assert ((ada.field, ada.facts, ada.dropped), ben.dropped) == (("emails", "f1", True), False)
    assert dirty(store) == []


def test_what_is_parked_after_it_was_dropped_is_a_question_again(store: Store) -> None:
    first = write(store)
    desk(store).drop(Choice(ids=(first,)), by="ruth")
    assert write(store) != first
    with store.read() as connection:
        assert [each.dropped for each in parking.parked_of(connection, [ADA])[ADA]] == [False]


def test_what_was_dropped_can_be_taken_back_once(store: Store) -> None:
    choice = Choice(ids=(write(store),))
    desk(store).drop(choice, by="ruth")
    assert desk(store).preview_retry(choice) == desk(store).retry(choice, by="ben") == Decided(1, 1)
    assert dirty(store) == [(ADA, queue.LIVE)]
    with store.read() as connection:
        assert parking.parked_of(connection, [ADA]) == {}
        assert connection.execute(sa.select(review.c.decision, review.c.decided_by)).one() == ("retry", "ben")
    with pytest.raises(NotDecidable):
        desk(store).retry(choice, by="ben")


def test_records_that_may_be_there_are_not_retried_with_all_others(store: Store) -> None:
    write(store)
    id_ = write(store, BEN, field=UNCERTAIN)
    assert desk(store).retry(Choice(everything=True), by="ruth") == Decided(1, 1)
    assert desk(store).retry(Choice(ids=(id_,)), by="ruth") == Decided(1, 1)


def test_the_latest_word_by_hand_counts(store: Store) -> None:
    first = Override("ats", "emails", ("a@example.com",), None, "f1", "ruth")
    second = Override("ats", "emails", ("b@example.com",), ("b",), "f2", "ben")
    title = Override("crm", "title", None, "Chief", "f1", "ruth")
    with store.write() as connection:
        overrides.put_overrides(connection, ADA, [first, title], now=1.0)
        overrides.put_overrides(connection, ADA, [second], now=2.0)
        assert overrides.overrides_of(connection, [ADA, BEN]) == {ADA: [second, title]}


def wait(store: Store, person: PersonId, **values: object) -> None:
    common = {"lane": queue.LIVE, "due_at": 500.0, "generation": 1, "reason": "seen changed", "failing_since": 7.0}
    with store.write() as connection:
        connection.execute(work.insert().values(person_id=person, **{**common, **values}))


def test_who_waits_is_told_by_what_it_is_for(store: Store) -> None:
    wait(store, ADA, attempts=2, failing_system="ats", last_error="Unavailable")
    wait(store, BEN, held_for="crm", failing_system="crm", last_error="LoginFailed")
    wait(store, PersonId("p_new"), failing_since=None)
    with store.write() as connection:
        connection.execute(
            system.insert().values(name="crm", connector="memory", role="crm", paused_at=5.0, paused_why="no key")
        )
        assert waiting.trying(connection) == [Trying("ats", "Unavailable", 1, 7.0, 500.0)]
        assert waiting.held(connection) == [Held("crm", 1, 7.0, paused=True, why="no key")]
    assert desk(store).preview_retry(Choice(), waiting=True) == Decided(waiting=1)
    assert desk(store).retry(Choice(), waiting=True, by="ruth") == Decided(waiting=1)
    assert desk(store).retry(Choice(), waiting=True, by="ruth") == Decided()
