"""`talentsync sync`: one pass, its guard, and its exit codes."""

from __future__ import annotations

import pytest

from connectors.sandbox.faults import Fault
from tests.cli.house import House


@pytest.fixture
def in_step(house: House) -> House:
    assert house.run("backfill", "--yes").code == 0
    return house


def test_before_a_backfill_it_says_what_to_run(house: House) -> None:
    ran = house.run("sync")
    assert (ran.code, ran.out) == (2, "")
    assert f"Run: talentsync backfill --config {house.config}" in ran.err


def test_with_nothing_new_it_writes_nothing(in_step: House) -> None:
    before = in_step.writes
    data = in_step.run("sync", "--json").data
    assert (data["writes"], data["exit_code"], in_step.writes - before) == (0, 0, 0)
    assert "Written: nothing." in in_step.run("sync").out


def test_an_edit_is_carried_over(in_step: House) -> None:
    in_step.crm.act("edit_candidate", candidate_id=in_step.in_crm[0], title="Engineer")
    ran = in_step.run("sync", "--json")
    assert (ran.code, ran.data["written"]) == (0, [{"system": "greenhouse", "effect": "update", "number": 1}])


def test_a_mass_change_stops_with_the_command_to_go_on(in_step: House) -> None:
    in_step.extra["safety"] = {"always_allowed": 0}
    for candidate in in_step.in_crm:
        in_step.crm.act("edit_candidate", candidate_id=candidate, title="Engineer")
    before = in_step.writes
    ran = in_step.run("sync", "--json")
    assert (ran.code, in_step.writes - before) == (3, 0)
    assert ran.data["alarms"] == [{"name": "mass-change", "seen": "3 of 5 people would be changed"}]
    assert "Stopped by the guard mass-change: 3 of 5 people would be changed." in ran.err
    go_on = f"talentsync sync --accept mass-change --config {in_step.config}"
    assert go_on in ran.err
    assert in_step.run("sync", "--accept", "emptied-side").code == 3
    accepted = in_step.run("sync", "--accept", "mass-change", "--json")
    assert (accepted.code, accepted.data["writes"]) == (0, 3)


def test_a_vendor_that_is_down_leaves_unfinished_work(in_step: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connectors.http.READ_ATTEMPTS", 1)
    in_step.crm.faults.plant(Fault("unavailable", path="/v0/candidates"))
    ran = in_step.run("sync")
    assert ran.code == 1
    assert "Written: nothing." in ran.out
    assert "gem: GET /v0/candidates failed (HTTP 503)" in ran.err
    assert f"then go on with: talentsync sync --config {in_step.config}" in ran.err


def test_wrong_credentials_are_named_with_the_fix(in_step: House) -> None:
    in_step.settings["greenhouse"]["client_secret"] = "rotated-away"
    ran = in_step.run("sync")
    assert ran.code == 2
    assert "Written: nothing." in ran.out
    assert "greenhouse: the client id or the client secret is wrong (HTTP 401)" in ran.err
    assert "Dev Center" in ran.err


def test_an_unexpected_error_is_ours_and_says_how_to_see_more(in_step: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*args: object, **kwargs: object) -> None:
        raise LookupError("ada0@mail.example")

    monkeypatch.setattr("syncengine.passes.passes.look", explode)
    ran = in_step.run("sync")
    assert (ran.code, ran.out) == (70, "")
    assert "(LookupError)" in ran.err
    assert f"To see where it happened: talentsync sync -vv --config {in_step.config}" in ran.err
    assert "explode" not in ran.err
    loud = in_step.run("sync", "-vv")
    assert "in explode" in loud.err
    assert "ada0@mail.example" not in loud.err
