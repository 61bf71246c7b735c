"""`talentsync status` and `talentsync review`: what the store knows, and what a human decides."""

from __future__ import annotations

from typing import Any

import pytest

from syncengine.store.lock import hold
from tests.cli.house import House


@pytest.fixture
def doubtful(empty_house: House) -> House:
    """Two on one phone with different given names: family, or one person?"""
    phone = {"value": "+49 30 901820", "type": "mobile"}
    empty_house.ats.act("add_candidate", first_name="Mara", last_name="Lopez", phone_numbers=[phone])
    empty_house.crm.act("add_candidate", first_name="Ada", last_name="Lopez", phone_number="+49 30 901820")
    assert empty_house.run("backfill", "--yes").code == 0
    return empty_house


def questions(house: House) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.run("review", "list", "--json").data["questions"]
    return found


def test_status_before_anything_makes_no_store(house: House) -> None:
    ran = house.run("status")
    assert ran.code == 0
    assert f"Next: talentsync backfill --config {house.config}" in ran.out
    assert not (house.folder / "talentsync.db").exists()


def test_status_needs_no_network_and_no_lock(house: House) -> None:
    house.run("backfill", "--yes")
    seen = len(house.ats.journal), len(house.crm.journal)
    with hold(f"sqlite:///{house.folder / 'talentsync.db'}"):
        data = house.run("status", "--json").data
    assert (len(house.ats.journal), len(house.crm.journal)) == seen
    assert (data["people"], data["linked"], data["waiting"], data["parked"]) == (5, 4, 0, 0)
    assert [(each["name"], each["records"]) for each in data["systems"]] == [("greenhouse", 4), ("gem", 5)]
    assert (data["runs"][0]["command"], data["runs"][0]["outcome"]) == ("backfill", "finished")


def test_status_shows_the_last_passes(house: House) -> None:
    house.run("backfill", "--yes")
    house.run("sync")
    shown = house.run("status").out
    assert "5 people, 4 of them in several systems." in shown
    assert shown.index(" sync ") < shown.index(" backfill ")


def test_a_store_with_a_password_shows_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.extra["store"] = "postgresql://talentsync:hunter2hunter2@localhost:1/none"
    ran = house.run("status")
    assert ran.code != 0
    assert "hunter2hunter2" not in ran.out + ran.err


def test_review_list_is_empty_at_first(house: House) -> None:
    assert "Nothing is in review." in house.run("review", "list").out
    assert questions(house) == []


def test_a_possible_match_is_one_question_with_both_people(doubtful: House) -> None:
    (question,) = questions(doubtful)
    assert question["kind"] == "possible_match"
    assert {question["person"]["name"], question["other"]["name"]} == {"Mara Lopez", "Ada Lopez"}
    shown = doubtful.run("review", "list").out
    assert "are these two the same person?" in shown
    assert f"talentsync review same ID --config {doubtful.config}" in shown
    assert doubtful.run("status", "--json").data["in_review"] == {"possible_match": 1}


def test_same_links_them_at_the_next_pass(doubtful: House) -> None:
    (question,) = questions(doubtful)
    ran = doubtful.run("review", "same", str(question["id"]))
    assert ran.code == 0
    assert f"talentsync sync --config {doubtful.config}" in ran.err
    assert questions(doubtful) == []
    assert doubtful.run("sync", "--json").data["ran"] == 1
    assert doubtful.run("status", "--json").data["linked"] == 1


def test_different_is_never_asked_again(doubtful: House) -> None:
    (question,) = questions(doubtful)
    assert doubtful.run("review", "different", str(question["id"])).code == 0
    doubtful.run("backfill", "--yes")
    assert questions(doubtful) == []
    assert doubtful.run("status", "--json").data["linked"] == 0


def test_retry_tries_a_parked_write_again(house: House) -> None:
    house.ats.act("edit_candidate", candidate_id=house.in_ats[0], title="x" * 300)
    assert house.run("backfill", "--yes").code == 1
    (question,) = questions(house)
    assert (question["kind"], question["system"], question["field"]) == ("parked", "gem", "title")
    assert house.run("review", "retry", str(question["id"])).code == 0
    assert questions(house) == []
    assert house.run("sync").code == 1
    assert [each["field"] for each in questions(house)] == ["title"]


@pytest.mark.parametrize("answer", ["same", "different", "retry"])
def test_an_unknown_question_is_wrong_usage(house: House, answer: str) -> None:
    ran = house.run("review", answer, "99")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no open review 99; see: talentsync review list" in ran.err


def test_an_answer_that_does_not_fit_is_wrong_usage(doubtful: House) -> None:
    (question,) = questions(doubtful)
    ran = doubtful.run("review", "retry", str(question["id"]))
    assert ran.code == 2
    assert "answer `same` or `different`" in ran.err
