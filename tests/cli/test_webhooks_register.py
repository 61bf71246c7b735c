"""`talentsync webhooks register`: through the vendor's API, or click by click; and new secrets."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import yaml

from connectors.greenhouse.connector import Greenhouse
from connectors.memory.hooks import EVENTS
from connectors.types import Subscription
from syncengine.settings import load_settings
from tests.cli.clinic import CRM_SECRET, PUBLIC, Clinic
from tests.cli.house import House, Ran

URL = f"{PUBLIC}/webhooks/crm"


def states(ran: Ran) -> dict[str, str]:
    [done] = ran.data["systems"]
    return {each["event"]: each["state"] for each in done["entries"]}


def test_what_is_missing_is_subscribed_to_once(clinic: Clinic) -> None:
    ran = clinic.run("register", "crm", "--json")
    assert (ran.code, states(ran)) == (0, dict.fromkeys(EVENTS, "made"))
    there = clinic.world.hooks.rows()
    assert [(each.event, each.url, each.active) for each in there] == [(event, URL, True) for event in EVENTS]
    assert {clinic.world.hooks.secret_of(each.id) for each in there} == {CRM_SECRET}
    assert states(clinic.run("register", "crm", "--json")) == dict.fromkeys(EVENTS, "there")
    assert clinic.world.hooks.rows() == there


def test_a_dry_run_subscribes_to_nothing(clinic: Clinic) -> None:
    ran = clinic.run("register", "crm", "--dry-run", "--json")
    assert (ran.code, states(ran)) == (0, dict.fromkeys(EVENTS, "missing"))
    assert clinic.world.hooks.rows() == ()
    assert "would be subscribed to" in clinic.run("register", "crm", "--dry-run").out


def test_what_is_there_gets_another_secret_only_when_told_to(clinic: Clinic) -> None:
    mine = clinic.world.hooks.put("changed", url=URL, secret="the old one")
    clinic.run("register", "crm")
    assert clinic.world.hooks.secret_of(mine.id) == "the old one"
    assert states(clinic.run("register", "crm", "--again", "--json")) == dict.fromkeys(EVENTS, "made")
    assert clinic.world.hooks.secret_of(mine.id) == CRM_SECRET
    assert len(clinic.world.hooks.rows()) == len(EVENTS)


def test_one_that_was_switched_off_is_switched_on(clinic: Clinic) -> None:
    hooks = clinic.world.hooks
    mine = hooks.put("changed", url=URL, secret="x")
    hooks._rows[mine.id] = Subscription(mine.id, "changed", URL, active=False)
    assert states(clinic.run("register", "crm", "--json"))["changed"] == "made"
    assert hooks.rows()[0].active


def test_others_at_the_vendor_are_left_alone(clinic: Clinic) -> None:
    theirs = clinic.world.hooks.put("changed", url="https://somebody.example.com/hooks", secret="x")
    clinic.run("register", "crm")
    assert theirs in clinic.world.hooks.rows()


def test_a_vendor_that_refuses_us_is_asked_once(clinic: Clinic) -> None:
    clinic.world.denied.add("webhook:write")
    ran = clinic.run("register", "crm", "--json")
    assert (ran.code, states(ran)) == (1, dict.fromkeys(EVENTS, "failed"))
    assert [each["why"] for each in ran.data["systems"][0]["entries"]] == [
        "the key may not do webhook:write",
        "not tried any more",
        "not tried any more",
    ]


def test_one_event_that_fails_does_not_keep_the_others_back(clinic: Clinic) -> None:
    clinic.world.mischief.plant("unavailable", on="write", record="webhook")
    ran = clinic.run("register", "crm", "--json")
    assert (ran.code, list(states(ran).values())) == (1, ["failed", "made", "made"])
    assert states(clinic.run("register", "crm", "--json"))["changed"] == "made"


def test_credentials_that_do_not_work(clinic: Clinic) -> None:
    clinic.crm["key"] = "wrong-key"
    ran = clinic.run("register", "crm")
    assert ran.code == 2
    assert f"talentsync webhooks register --config {clinic.config}" in ran.err


def test_where_there_is_no_api_the_clicks_are_shown_with_their_values(clinic: Clinic) -> None:
    ran = clinic.run("register", "ats")
    webhooks = Greenhouse.manifest.webhooks
    assert ran.code == 0
    assert webhooks is not None
    assert f"Endpoint URL: {PUBLIC}/webhooks/ats" in ran.out
    assert "The secret is the text in the file ats.secret (systems.ats.webhook_secrets in talentsync.yaml)." in ran.out
    assert [event for event in webhooks.events if f"  {event}\n" not in ran.out] == []
    assert "{" not in ran.out
    assert f"talentsync webhooks test ats --config {clinic.config}" in ran.out
    [data] = clinic.run("register", "ats", "--json").data["systems"]
    assert (data["url"], data["events"]) == (f"{PUBLIC}/webhooks/ats", list(webhooks.events))


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("${ATS_HOOKS}", "the value of the environment variable ATS_HOOKS"),
        (["file:ats.secret", "file:crm.secret"], "the text in the file ats.secret"),
        ("planted-in-plain-text-0123", "the first of systems.ats.webhook_secrets"),
        ("${ATS_HOOKS}-planted-tail", "the first of systems.ats.webhook_secrets"),
    ],
)
def test_the_place_of_the_secret_is_named_and_never_the_secret(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, written: object, place: str
) -> None:
    monkeypatch.setenv("ATS_HOOKS", "planted-in-environment-0123")
    clinic.ats["webhook_secrets"] = written
    assert f"The secret is {place}" in clinic.run("register", "ats").out


def test_a_vendor_cannot_call_this_machine(clinic: Clinic) -> None:
    clinic.public = None
    ran = clinic.run("register", "crm")
    assert (ran.code, ran.out) == (2, "")
    assert f"name the public one as `receiver: public_url: https://...` in {clinic.config}" in ran.err


def test_without_a_secret_there_is_nothing_to_sign_with(clinic: Clinic) -> None:
    clinic.ats.clear()
    ran = clinic.run("register", "ats")
    assert (ran.code, ran.out) == (2, "")
    assert f"talentsync webhooks register ats --new-secret FILE --config {clinic.config}" in ran.err


def test_a_vendor_without_webhooks(house: House) -> None:
    for words in (("register",), ("test",), ("register", "--new-secret", str(house.folder / "new"))):
        ran = house.run("webhooks", words[0], "gem", *words[1:])
        assert (ran.code, ran.out) == (2, "")
        assert "gem does not send webhooks: what changes is found by polling" in ran.err
    assert not (house.folder / "new").exists()


def new_secret(clinic: Clinic, *words: str) -> tuple[Ran, Path]:
    path = clinic.folder / "new.secret"
    return clinic.run("register", "ats", "--new-secret", str(path), *words), path


def test_a_new_secret_is_in_a_file_for_its_owner_alone(clinic: Clinic) -> None:
    clinic.ats.clear()
    ran, path = new_secret(clinic)
    secret = path.read_text().strip()
    assert (ran.code, stat.S_IMODE(path.stat().st_mode), len(secret)) == (0, 0o600, 43)
    assert secret not in ran.out + ran.err
    clinic.ats.update(yaml.safe_load(ran.out.splitlines()[1]))
    clinic.write()
    assert load_settings(clinic.config).systems[0].webhook_secrets == (secret,)
    assert clinic.run("register", "ats").code == 0


def test_the_old_secrets_stay_valid_beside_a_new_one(clinic: Clinic) -> None:
    ran, path = new_secret(clinic)
    clinic.ats.update(yaml.safe_load(ran.out.splitlines()[1]))
    clinic.write()
    new, old = load_settings(clinic.config).systems[0].webhook_secrets
    assert (new, old) == (path.read_text().strip(), (clinic.folder / "ats.secret").read_text())


def test_a_secret_in_plain_text_is_not_repeated(clinic: Clinic) -> None:
    clinic.ats["webhook_secrets"] = "planted-in-plain-text-0123"
    ran, _ = new_secret(clinic)
    assert "<the one that is there>" in ran.out


def test_a_file_that_is_there_is_never_overwritten(clinic: Clinic) -> None:
    _, path = new_secret(clinic)
    before = path.read_text()
    ran, _ = new_secret(clinic)
    assert (ran.code, ran.out) == (2, "")
    assert f"{path} cannot be used: file exists" in ran.err
    assert path.read_text() == before


def test_a_dry_run_makes_no_secret(clinic: Clinic) -> None:
    ran, path = new_secret(clinic, "--dry-run")
    assert ran.code == 0
    assert "would be written to" in ran.out
    assert not path.exists()


def test_a_new_secret_is_for_one_system(clinic: Clinic) -> None:
    ran = clinic.run("register", "--new-secret", str(clinic.folder / "new.secret"))
    assert (ran.code, ran.out) == (2, "")
    assert "for which system is it? Name one of: ats, crm" in ran.err
