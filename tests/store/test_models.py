"""Which model is in force, and what is to be expected of decisions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from syncengine.core.matching.model import Model, dump, load, shipped
from syncengine.core.model import PersonId
from syncengine.store import Store, models, people, reviews
from syncengine.store.expected import Expected, expected
from syncengine.store.tables import model


def other(bias: float) -> Model:
    return load(dump(replace(shipped(), bias=bias)))


def keep(store: Store, model: Model, *, start: Model) -> None:
    with store.write() as connection:
        models.keep(connection, model, start=start, report={"labels": {"same": 9}}, actor="ada", now=5.0)


def in_force(store: Store, start: Model) -> str:
    with store.read() as connection:
        return models.in_force(connection, start).version


def test_the_start_counts_until_something_is_trained(store: Store) -> None:
    assert in_force(store, shipped()) == shipped().version


def test_the_latest_trained_model_counts_until_it_is_taken_back(store: Store) -> None:
    keep(store, other(1.0), start=shipped())
    keep(store, other(2.0), start=shipped())
    assert in_force(store, shipped()) == other(2.0).version
    with store.write() as connection:
        assert models.retire_all(connection, now=6.0) == 1
    assert in_force(store, shipped()) == shipped().version


def test_a_model_from_another_start_does_not_count(store: Store) -> None:
    keep(store, other(1.0), start=other(3.0))
    assert in_force(store, shipped()) == shipped().version
    assert in_force(store, other(3.0)) == other(1.0).version


def test_a_model_of_another_version_does_not_count(store: Store) -> None:
    keep(store, other(1.0), start=shipped())
    with store.write() as connection:
        connection.execute(model.update().values(weights="{}"))
    assert in_force(store, shipped()) == shipped().version


def test_what_is_expected_of_links_and_questions(store: Store) -> None:
    match: dict[str, Any] = {"match": {"probability": 0.9}}
    evidence = [
        {"outcome": "link", **match},
        {"outcome": "link", "match": {"probability": 0.99}},
        {"outcome": "link", "keys": ["email"]},
        {"outcome": "review", **match},
        {"outcome": "link", **match},
    ]
    with store.write() as connection:
        for number, each in enumerate(evidence):
            people.make_link(
                connection,
                person_id=PersonId("p"),
                system="crm",
                kind="candidate",
                ref_id=str(number),
                evidence=each,
                actor="t",
                now=1.0,
            )
        gone = people.links_of(connection, [PersonId("p")])[4]
        people.undo_link(connection, gone.id, now=2.0)
        for subject in ("p~q", "q~p", "p~r"):
            detail = {"match": {"probability": 0.25}} if "q" in subject else {}
            reviews.open_review(connection, "possible_match", subject=subject, reason="r", now=1.0, detail=detail)
    with store.read() as connection:
        found = expected(connection)
    assert found == Expected(links=2, wrong=found.wrong, questions=1, same=0.25)
    assert round(found.wrong, 6) == 0.11
