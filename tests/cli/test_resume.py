"""`talentsync resume`, and what the other commands say while a system is paused."""

from __future__ import annotations

from tests.cli.house import House


def paused(house: House) -> None:
    """The CRM stops taking our credentials between two passes."""
    house.run("backfill", "--yes")
    house.crm.api_key = "revoked"
    ran = house.run("sync")
    assert ran.code == 2
    assert "gem: the API key was not accepted" in ran.err
    assert f"talentsync resume gem --config {house.config}" in ran.err


def test_what_is_paused_is_said_and_not_asked(house: House) -> None:
    paused(house)
    house.crm.api_key = house.settings["gem"]["api_key"]
    asked = len(house.crm.journal)
    for words in ("sync", "backfill", "plan"):
        ran = house.run(words, *(["--yes"] if words == "backfill" else []))
        assert ran.code == 2
        assert "gem is paused since" in ran.err or "gem: it is paused" in ran.err
        assert f"talentsync resume gem --config {house.config}" in ran.err
    assert len(house.crm.journal) == asked
    assert house.run("check").code == 0


def test_status_shows_it(house: House) -> None:
    paused(house)
    shown = house.run("status")
    assert "gem is paused since" in shown.out
    [system] = [each for each in house.run("status", "--json").data["systems"] if each["name"] == "gem"]
    assert (system["closed"]["paused"], system["held"]) == (True, 0)


def test_resume_goes_on_and_may_be_repeated(house: House) -> None:
    paused(house)
    house.crm.api_key = house.settings["gem"]["api_key"]
    ran = house.run("resume", "--json")
    assert (ran.code, ran.data) == (0, {"systems": [{"system": "gem", "was_closed": True, "people": 0}]})
    assert house.run("resume").out.strip() == "No system was paused."
    assert house.run("resume", "gem").out.strip() == "gem was not paused."
    assert house.run("sync").code in {0, 1}


def test_a_system_that_is_not_configured(house: House) -> None:
    ran = house.run("resume", "workable")
    assert ran.code == 2
    assert "there are: gem, greenhouse" in ran.err
