"""What humans decided, as labels: only what they said themselves, and only while it holds."""

from __future__ import annotations

from typing import Any

from syncengine.core.model import PersonId
from syncengine.store import Store, people, reviews
from syncengine.store.labels import Label, Labels, human_labels

A, B, C = ("ats", "1"), ("crm", "2"), ("crm", "3")


def linked(store: Store, *records: tuple[str, str]) -> PersonId:
    with store.write() as connection:
        person = people.new_person(connection, now=1.0)
        for system, ref_id in records:
            people.make_link(
                connection,
                person_id=person,
                system=system,
                kind="candidate",
                ref_id=ref_id,
                evidence={},
                actor="t",
                now=1.0,
            )
    return person


def decided(
    store: Store, decision: str, *refs: tuple[str, str], by: str = "ada", subject: str = "p~q", now: float = 2.0
) -> None:
    detail: dict[str, Any] = {"other": "q", "keys": [], "refs": [list(ref) for ref in refs]}
    with store.write() as connection:
        id_ = reviews.open_review(
            connection, "possible_match", subject=subject, reason="r", now=1.0, detail=detail if refs else {}
        )
        reviews.close(connection, id_, decision=decision, by=by, now=now)


def labels(store: Store) -> Labels:
    with store.read() as connection:
        return human_labels(connection)


def test_both_answers_are_labels_whichever_side_was_asked(store: Store) -> None:
    linked(store, A, B)
    linked(store, C)
    decided(store, "same", B, A, subject="p~q")
    decided(store, "same", B, A, subject="q~p")
    decided(store, "different", C, A, subject="p~r")
    assert labels(store) == Labels((Label(A, B, same=True), Label(A, C, same=False)))


def test_what_the_engine_closed_is_nobodys_word(store: Store) -> None:
    linked(store, A, B)
    decided(store, "same", A, B, by="talentsync")
    decided(store, "asked anew", A, B)
    assert labels(store).labels == ()


def test_the_latest_word_counts_and_must_hold(store: Store) -> None:
    linked(store, A)
    linked(store, B)
    decided(store, "different", A, B, now=3.0)
    decided(store, "same", A, B, now=2.0)
    assert labels(store).labels == (Label(A, B, same=False),)
    decided(store, "same", A, B, now=4.0)
    assert labels(store) == Labels((), outdated=1)


def test_decisions_without_records_are_counted_once(store: Store) -> None:
    decided(store, "same", subject="p~q")
    decided(store, "same", subject="q~p")
    assert labels(store) == Labels((), nameless=1)


def test_a_ghost_that_was_seen_is_a_label(store: Store) -> None:
    linked(store, B, C)
    with store.write() as connection:
        id_ = reviews.open_review(
            connection,
            "ghost",
            subject="crm:candidate:3",
            reason="r",
            now=1.0,
            system="crm",
            ref_id="3",
            detail={"beside": "2"},
        )
        reviews.close(connection, id_, decision="same", by="ada", now=2.0)
    assert labels(store).labels == (Label(B, C, same=True),)
