"""`talentsync queue`: failed writes by cause, and the ways back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from syncengine.store import open_store
from syncengine.store.lock import hold
from syncengine.store.reviews import open_review
from tests.cli.house import House


@pytest.fixture
def failing(house: House) -> House:
    """A title that has no room in the CRM, and an address that the ATS refuses, of two people."""
    assert house.run("backfill", "--yes").code == 0
    house.ats.act("edit_candidate", candidate_id=house.in_ats[0], title="x" * 300)
    emails = [{"email_address": "no address", "is_primary": True}]
    house.crm.act("edit_candidate", candidate_id=house.in_crm[1], emails=emails)
    assert house.run("sync", "--accept", "mass-change").code == 1
    return house


def causes(house: House) -> dict[str, dict[str, Any]]:
    """The causes by the field that they are about."""
    return {each["fields"][0]: each for each in house.run("queue", "list", "--json").data["causes"]}


def letters(house: House, field: str) -> list[dict[str, Any]]:
    cause = causes(house)[field]["cause"]
    found: list[dict[str, Any]] = house.run("queue", "list", "--cause", cause, "--json").data["letters"]
    return found


def letter(house: House, field: str) -> str:
    """The number of the only letter about a field."""
    [found] = letters(house, field)
    return str(found["id"])


def test_before_anything_there_is_no_letter_and_no_store(house: House) -> None:
    assert "No write has failed for good." in house.run("queue", "list").out
    assert house.run("queue", "list", "--json").data["causes"] == []
    assert house.run("queue", "show", "1").code == 2
    assert not (house.folder / "talentsync.db").exists()


def test_the_list_says_what_happened_and_what_to_do(failing: House) -> None:
    found = causes(failing)
    assert found.keys() == {"title", "emails"}
    assert (found["title"]["system"], found["title"]["people"]) == ("gem", 1)
    assert found["title"]["what"] == "longer than 255 characters"
    shown = failing.run("queue", "list").out
    assert found["title"]["cause"] in shown
    assert f"talentsync queue edit ID FIELD=VALUE --config {failing.config}" in shown
    assert "no address" not in shown


def test_causes_hold_no_ids_of_records(failing: House) -> None:
    assert not re.search(r"\d{3,}", causes(failing)["emails"]["what"])


def test_single_letters_say_whom_they_are_about(failing: House) -> None:
    [found] = letters(failing, "title")
    assert f"greenhouse:candidate:{failing.in_ats[0]}" in found["person"]["refs"]
    shown = failing.run("queue", "list", "--cause", causes(failing)["title"]["cause"]).out
    assert found["person"]["name"] in shown
    assert f"talentsync queue show {found['id']}" in shown


def test_show_tells_what_was_tried_and_what_would_be_written(failing: House) -> None:
    id_ = letter(failing, "emails")
    seen = len(failing.ats.journal), len(failing.crm.journal)
    data = failing.run("queue", "show", id_, "--json").data
    shown = failing.run("queue", "show", id_).out
    assert (len(failing.ats.journal), len(failing.crm.journal)) == seen
    assert [each["verb"] for each in data["would_write"]] == ["update"]
    assert (data["error"]["code"], data["error"]["status"], data["attempts"][0]["state"]) == ("Invalid", 422, "refused")
    assert data["error"]["request_id"] == data["attempts"][0]["request_id"]
    assert f"(Invalid, HTTP 422, request {data['error']['request_id']})" in shown
    assert "A retry would write:" in shown
    assert f"talentsync queue edit {id_} emails=VALUE --config {failing.config}" in shown


def test_a_letter_about_no_system_is_shown(failing: House) -> None:
    person = letters(failing, "title")[0]["person"]["person"]
    store = open_store(f"sqlite:///{failing.folder / 'talentsync.db'}")
    with store.write() as connection:
        id_ = open_review(
            connection, "parked", subject=f"{person}::(person)", reason="a defect", now=1.0, person=person
        )
    store.close()
    assert (causes(failing)["(person)"]["what"], causes(failing)["(person)"]["system"]) == ("a defect", "")
    assert "talentsync: the person as a whole" in failing.run("queue", "show", str(id_)).out
    assert "what can be edited" in failing.run("queue", "edit", str(id_), "title=x").err
    assert failing.run("queue", "retry", str(id_)).code == 0


def test_retry_by_cause_tries_again_and_leaves_others_alone(failing: House) -> None:
    cause = causes(failing)["title"]["cause"]
    id_ = letter(failing, "title")
    dry = failing.run("queue", "retry", "--cause", cause, "--dry-run", "--json").data
    assert dry == {"dry_run": True, "letters": 1, "people": 1, "waiting": 0}
    ran = failing.run("queue", "retry", "--cause", cause)
    assert (ran.code, ran.out.strip()) == (0, "1 letter of 1 person: to be tried again.")
    assert f"talentsync sync --config {failing.config}" in ran.err
    assert causes(failing).keys() == {"emails"}
    assert failing.run("queue", "retry", "--cause", cause).code == 2
    failing.run("sync")
    assert causes(failing).keys() == {"title", "emails"}
    assert f"letter {id_}, retry by" in failing.run("queue", "show", letter(failing, "title")).out


def test_review_retry_means_the_same(failing: House) -> None:
    assert f"talentsync queue list --config {failing.config}" in failing.run("review", "list").out
    assert failing.run("review", "retry", letter(failing, "title")).code == 0
    assert causes(failing).keys() == {"emails"}
    assert failing.run("status", "--json").data["waiting"] == 1


def test_decisions_are_taken_while_workers_run(failing: House) -> None:
    with hold(f"sqlite:///{failing.folder / 'talentsync.db'}"):
        assert failing.run("queue", "retry", "--all").code == 0
    assert causes(failing) == {}


def test_edit_writes_what_was_said(failing: House) -> None:
    id_ = letter(failing, "title")
    ran = failing.run("queue", "edit", id_, "title=Chief Engineer")
    assert (ran.code, ran.out.strip()) == (0, "Noted: title.")
    assert "by hand" in failing.run("plan", "-v").out
    failing.run("sync")
    assert failing.crm._org.candidates[failing.in_crm[0]].data["title"] == "Chief Engineer"
    assert causes(failing).keys() == {"emails"}


def test_drop_asks_and_ends_the_question(failing: House) -> None:
    id_ = letter(failing, "title")
    ran = failing.run("queue", "drop", id_)
    assert (ran.code, ran.out) == (2, "")
    assert "add --yes" in ran.err
    assert failing.run("queue", "drop", id_, "--dry-run", "--json").data["dry_run"] is True
    assert letter(failing, "title") == id_
    assert failing.run("queue", "drop", id_, "--yes").code == 0
    failing.run("sync")
    assert causes(failing).keys() == {"emails"}
    assert "title was given up by hand" in failing.run("plan", "-v").out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("retry",), "which letters?"),
        (("drop", "--yes"), "which letters?"),
        (("retry", "1", "--all"), "name letters in one way"),
        (("retry", "99"), "not all of these are open letters: 99; see: talentsync queue list"),
        (("show", "99"), "there is no open letter 99; see: talentsync queue list"),
        (("edit", "99", "title=x"), "there is no open letter 99; see: talentsync queue list"),
        (("drop", "--cause", "c-0"), "no open letter has the cause 'c-0'"),
    ],
)
def test_what_is_not_there_is_wrong_usage(failing: House, words: Sequence[str], complaint: str) -> None:
    ran = failing.run("queue", *words)
    assert (ran.code, ran.out) == (2, "")
    assert complaint in ran.err
