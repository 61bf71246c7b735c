"""The human queue: one question at a time, and what waits for its answer."""

from __future__ import annotations

from syncengine.core.model import PersonId
from syncengine.store import Store, parking, reviews
from syncengine.store.reviews import DIFFERENT, ReviewKind

ADA, BEN = PersonId("p_ada"), PersonId("p_ben")


def ask(store: Store, kind: ReviewKind = "conflict", *, subject: str = "p_ada:company") -> int:
    with store.write() as connection:
        return reviews.open_review(connection, kind, subject=subject, reason="r", now=1.0, person=ADA, field="company")


def close(store: Store, id_: int, decision: str = "done") -> None:
    with store.write() as connection:
        reviews.close(connection, id_, decision=decision, by="ada", now=2.0)


def subjects(store: Store) -> list[str]:
    with store.read() as connection:
        return [each.subject for each in reviews.open_reviews(connection)]


def test_the_same_question_is_asked_once(store: Store) -> None:
    assert ask(store) == ask(store)
    assert ask(store, "parked") != ask(store)
    assert subjects(store) == ["p_ada:company", "p_ada:company"]


def test_an_answered_question_may_be_asked_again(store: Store) -> None:
    first = ask(store)
    close(store, first)
    assert subjects(store) == []
    assert ask(store) != first


def test_a_question_is_found_while_it_is_open(store: Store) -> None:
    id_ = ask(store)
    with store.read() as connection:
        found = reviews.find(connection, id_)
        assert found is not None
        assert (found.kind, found.person, found.field, found.reason) == ("conflict", ADA, "company", "r")
        assert reviews.counts(connection) == {"conflict": 1}
    close(store, id_)
    with store.read() as connection:
        assert reviews.find(connection, id_) is None


def test_questions_that_answered_themselves(store: Store) -> None:
    ask(store, "bad_record", subject="crm:candidate:7")
    ask(store, "bad_record", subject="crm:candidate:8")
    ask(store, "vanished", subject="crm:candidate:7")
    with store.write() as connection:
        reviews.close_matching(
            connection, "bad_record", subjects=["crm:candidate:7", "crm:candidate:9"], decision="d", by="b", now=2.0
        )
        kinds = [(each.kind, each.subject) for each in reviews.open_reviews(connection)]
    assert kinds == [("bad_record", "crm:candidate:8"), ("vanished", "crm:candidate:7")]


def test_people_are_doubtful_while_it_is_open_who_they_are(store: Store) -> None:
    id_ = ask(store, "possible_match", subject=f"{ADA}~{BEN}")
    with store.read() as connection:
        assert reviews.doubtful(connection, [ADA, BEN]) == {ADA}
    close(store, id_, DIFFERENT)
    with store.read() as connection:
        assert reviews.doubtful(connection, [ADA, BEN]) == set()


def test_that_two_are_different_stands_for_ever_and_both_ways(store: Store) -> None:
    close(store, ask(store, "possible_match", subject=f"{ADA}~{BEN}"), DIFFERENT)
    with store.read() as connection:
        assert reviews.decided_different(connection, ADA, BEN)
        assert reviews.decided_different(connection, BEN, ADA)
        assert not reviews.decided_different(connection, ADA, PersonId("p_cy"))


def park(store: Store, id_: int, *, facts: str = "f1") -> None:
    with store.write() as connection:
        parking.park(
            connection, ADA, system="crm", fields=["company"], facts={"company": facts}, review_id=id_, now=1.0
        )


def parked(store: Store) -> list[tuple[str, str, str]]:
    with store.read() as connection:
        found = parking.parked_of(connection, [ADA]).get(ADA, [])
    return [(each.system, each.field, each.facts) for each in found]


def test_what_is_parked_waits_for_the_answer(store: Store) -> None:
    id_ = ask(store, "parked")
    park(store, id_)
    assert parked(store) == [("crm", "company", "f1")]
    with store.read() as connection:
        assert parking.count_parked(connection) == 1
    close(store, id_)
    assert parked(store) == []
    with store.read() as connection:
        assert parking.count_parked(connection) == 0


def test_what_is_parked_again_keeps_the_latest_facts(store: Store) -> None:
    id_ = ask(store, "parked")
    park(store, id_)
    park(store, id_, facts="f2")
    assert parked(store) == [("crm", "company", "f2")]
