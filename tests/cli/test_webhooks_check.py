"""`talentsync webhooks check`, and what `status` says about webhooks."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.memory.hooks import EVENTS
from connectors.types import Hint, Ref
from syncengine.front.display.webhooks import checkup_json
from syncengine.front.webhooks.checking import check_webhooks
from syncengine.store import inbox, services
from syncengine.store.inbox import Arrival
from syncengine.store.services import Service
from syncengine.store.tables import operation
from tests.cli.clinic import HOUR, MINUTE, NOON, PUBLIC, Clinic, texts
from tests.cli.house import House, run_here

EVENT = "candidate_stage_change"


def looked(clinic: Clinic, system: str = "ats", *, now: float = NOON) -> dict[str, Any]:
    """What the doctor says at a time."""
    checkup = check_webhooks(clinic.settings, system, config=clinic.config, now=lambda: now)
    [found] = checkup_json(checkup)["systems"]
    return dict(found)


def test_before_anything_is_set_up_polling_is_all(house: House) -> None:
    ran = house.run("webhooks", "check")
    assert ran.code == 0
    assert "note: Gem sends no webhooks: polling only, every 60 s" in ran.out
    assert "note: webhooks are not set up: polling only, every 60 s" in ran.out
    fix = f"talentsync webhooks register greenhouse --new-secret FILE --config {house.config}"
    assert f"  -> {fix}" in ran.out
    assert not (house.folder / "talentsync.db").exists()
    assert len(house.ats.journal) == len(house.crm.journal) == 0


def test_an_address_of_this_machine_is_of_no_use_to_a_vendor(clinic: Clinic) -> None:
    clinic.public = None
    ran = clinic.run("check", "ats")
    assert ran.code == 1
    assert f"warning: the vendor cannot call http://{clinic.listen}/webhooks/ats" in ran.out
    assert f"`receiver: public_url: https://...` in {clinic.config}" in ran.out


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "localhost"])
def test_listening_everywhere_is_no_address_either(clinic: Clinic, host: str) -> None:
    clinic.public, clinic.listen = None, f"{host}:8720"
    assert any("the vendor cannot call" in text for text in texts(looked(clinic), "warning"))


def test_a_stand_in_on_this_machine_may_call_it(clinic: Clinic) -> None:
    clinic.public = None
    clinic.ats["base_url"] = clinic.ats["auth_url"] = "http://127.0.0.1:9/v3"
    assert not any("cannot call" in text for text in texts(looked(clinic), "warning"))


def test_who_receives_and_who_follows(clinic: Clinic) -> None:
    nobody = f"talentsync run --config {clinic.config}"
    assert any("nothing receives deliveries" in each and nobody in each for each in texts(looked(clinic), "warning"))
    with clinic.store() as store, store.write() as connection:
        services.sign(connection, Service("s_1", "receiver", "a-host", 1, services.SERVES, NOON, NOON))
    assert any("no daemon follows them" in each for each in texts(looked(clinic, now=NOON + 30), "note"))
    assert any("nothing receives" in each for each in texts(looked(clinic, now=NOON + 61), "warning"))
    with clinic.store() as store, store.write() as connection:
        services.sign(connection, Service("s_2", "daemon", "b-host", 1, services.LEADS, NOON, NOON))
    checkup = check_webhooks(clinic.settings, None, config=clinic.config, now=lambda: NOON)
    assert checkup.present.leads == "b-host"
    said = [each["text"] for each in looked(clinic)["findings"]]
    assert not any("daemon" in each or "receives" in each for each in said)


def test_events_that_were_told_and_not(clinic: Clinic) -> None:
    assert any("no event was ever heard" in each for each in texts(looked(clinic), "warning"))
    clinic.hear(EVENT, at=NOON - 2 * HOUR)
    clinic.hear(EVENT, at=NOON - HOUR)
    found = looked(clinic)
    assert found["heard"][EVENT] == {
        "first_at": "2026-11-22T10:00:00+00:00",
        "last_at": "2026-11-22T11:00:00+00:00",
        "count": 2,
    }
    assert found["last_event_at"] == "2026-11-22T11:00:00+00:00"
    [never] = [each for each in texts(found, "note") if "never heard so far" in each]
    assert "delete_candidate" in never
    assert EVENT not in never
    assert "talentsync webhooks register ats" in never


def test_our_own_test_deliveries_count_for_nothing(clinic: Clinic) -> None:
    clinic.hear("ping", at=NOON)
    found = looked(clinic)
    assert found["last_event_at"] is None
    assert any("no event was ever heard" in each for each in texts(found, "warning"))


def test_events_that_nobody_needs_or_knows(clinic: Clinic) -> None:
    clinic.hear(EVENT, "offer_created", at=NOON)
    clinic.hear("brand_new", "ping", "unreadable", at=NOON, known=False)
    found = looked(clinic)
    assert "events arrive that are not needed: offer_created -> None" in texts(found, "note")
    unknown = "events arrive that the connector does not know: brand_new; they are ignored -> None"
    assert unknown in texts(found, "note")
    assert any("some deliveries were genuine and could not be read" in each for each in texts(found, "warning"))


def test_a_secret_that_went_away(clinic: Clinic) -> None:
    clinic.hear(EVENT, at=NOON)
    clinic.ats.clear()
    [problem] = texts(looked(clinic), "problem")
    assert problem.startswith("no secret is configured any more")
    assert f"put `webhook_secrets` back under systems.ats in {clinic.config}" in problem


SILENT = "webhooks are silent since 2026-11-22 06:00:00 UTC: 3 changed applications found by polling alone"


def test_silence_is_what_polling_found_and_nobody_told(clinic: Clinic) -> None:
    clinic.hear(EVENT, at=NOON - 6 * HOUR)
    clinic.see("1", "2", at=NOON - HOUR)
    assert texts(looked(clinic), "problem") == []
    clinic.see("3", at=NOON - HOUR)
    [problem] = texts(looked(clinic), "problem")
    assert problem.startswith(SILENT)
    assert f"talentsync webhooks test ats --config {clinic.config}" in problem


def test_no_silence_while_a_delivery_may_be_on_its_way(clinic: Clinic) -> None:
    clinic.hear(EVENT, at=NOON - 6 * HOUR)
    clinic.see("1", "2", "3", at=NOON - 14 * MINUTE)
    assert texts(looked(clinic), "problem") == []
    assert texts(looked(clinic, now=NOON + 2 * MINUTE), "problem") != []


def test_no_silence_after_what_was_told_last(clinic: Clinic) -> None:
    clinic.see("1", "2", "3", at=NOON - 6 * HOUR)
    clinic.see("4", at=NOON - 6 * HOUR, told=True)
    clinic.hear(EVENT, at=NOON - 6 * HOUR - MINUTE)
    found = looked(clinic)
    assert texts(found, "problem", "warning")[1:] == []  # the one is that nothing receives
    clinic.see("5", "6", "7", at=NOON - 5 * HOUR)
    assert texts(looked(clinic), "problem") != []


def test_no_silence_by_what_we_wrote_ourselves(clinic: Clinic) -> None:
    clinic.hear(EVENT, at=NOON - 6 * HOUR)
    clinic.see("1", "2", "3", at=NOON - HOUR)
    with clinic.store() as store, store.write() as connection:
        row = {"person_id": "p_1", "run_id": "r_1", "system": "ats", "verb": "update", "changes": {}, "why": ""}
        more = {"id": "o_1", "ref_id": "c1", "mark": "m", "planned_at": NOON - HOUR, "sent_at": NOON - HOUR}
        connection.execute(operation.insert().values(**row, **more, state="done"))
    assert texts(looked(clinic), "problem") == []


def test_old_changes_and_other_kinds_prove_nothing(clinic: Clinic) -> None:
    clinic.hear(EVENT, at=NOON - 40 * HOUR)
    clinic.see("1", "2", "3", at=NOON - 25 * HOUR)
    clinic.see("4", "5", "6", at=NOON - HOUR, kind="job")
    assert texts(looked(clinic), "problem") == []


def test_silence_about_one_kind_alone(clinic: Clinic) -> None:
    clinic.hear("update_candidate", at=NOON - 20 * HOUR)
    clinic.hear("update_candidate", at=NOON - MINUTE)
    clinic.see("1", "2", "3", at=NOON - HOUR)
    clinic.see("c7", "c8", "c9", at=NOON - HOUR, kind="candidate")
    clinic.see("c10", at=NOON - HOUR, kind="candidate", told=True)
    found = looked(clinic)
    assert texts(found, "problem") == []
    [warning] = [each for each in texts(found, "warning") if "none was told" in each]
    assert warning.startswith("3 changed applications found by polling alone in the last 24 h, none was told")
    assert found["changed_in_24_h"] == {
        "application": {"told": 0, "found": 3},
        "candidate": {"told": 1, "found": 3},
    }


def test_deliveries_that_nobody_follows(clinic: Clinic) -> None:
    hint = Hint(Ref("ats", "application", "7"))
    waiting = Arrival("ats", "e-1", "1" * 64, "d_0123456789ab", EVENT, True, b"{}", NOON, (hint,))
    with clinic.store() as store, store.write() as connection:
        inbox.take(connection, [waiting])
    assert not any("not followed yet" in each for each in texts(looked(clinic, now=NOON + 14 * MINUTE), "warning"))
    found = looked(clinic, now=NOON + 16 * MINUTE)
    [warning] = [each for each in texts(found, "warning") if "not followed yet" in each]
    assert warning.startswith("1 delivery was not followed yet, the oldest since 2026-11-22 12:00:00 UTC")
    assert (found["not_followed"], found["oldest_not_followed_at"]) == (1, "2026-11-22T12:00:00+00:00")


def test_what_the_vendor_has_against_what_should_be(clinic: Clinic) -> None:
    ran = clinic.run("check", "crm")
    assert ran.code == 1
    assert f"PROBLEM: not subscribed: {', '.join(EVENTS)}" in ran.out
    assert f"  -> talentsync webhooks register crm --config {clinic.config}" in ran.out
    clinic.world.hooks.put("changed", url=f"{PUBLIC}/webhooks/crm", secret="x")
    clinic.world.hooks.put("deleted", url="https://old.example.com/webhooks/crm", secret="x")
    clinic.world.hooks.put("merged", url="https://somebody.example.com/hooks", secret="x")
    problems = [each.partition(" -> ")[0] for each in texts(clinic.looked("crm"), "problem")]
    assert problems == ["sent to another address than ours: deleted", "not subscribed: merged"]


def test_a_vendor_that_does_not_say_what_it_has(clinic: Clinic) -> None:
    clinic.crm["key"] = "wrong-key"
    [problem, *_] = texts(clinic.looked("crm"), "problem")
    assert problem.startswith("its subscriptions cannot be read")


def test_an_unknown_system_is_wrong_usage(clinic: Clinic) -> None:
    for command in ("check", "register", "test"):
        ran = clinic.run(command, "nobody")
        assert (ran.code, ran.out) == (2, "")
        assert "there is no system 'nobody' in the configuration; there are: ats, crm" in ran.err


def test_the_screen_shows_events_and_times(clinic: Clinic) -> None:
    clinic.hear(EVENT, at=NOON - HOUR)
    shown = clinic.run("check", "ats").out
    assert "ats (Greenhouse Recruiting)" in shown
    assert f"address: {PUBLIC}/webhooks/ats" in shown
    assert "2026-11-22 11:00:00 UTC" in shown


def test_the_status_has_a_line_for_each_system(clinic: Clinic) -> None:
    clinic.hear(EVENT, at=NOON)
    data = run_here("status", "--json", "-c", str(clinic.config)).data["webhooks"]
    assert data["ats"] == {
        "last_delivery_at": "2026-11-22T12:00:00+00:00",
        "not_followed": 0,
        "oldest_not_followed_at": None,
    }
    shown = run_here("status", "-c", str(clinic.config)).out
    assert "Webhooks of ats: last delivery 2026-11-22 12:00:00 UTC, 0 not followed yet." in shown
    assert "Webhooks of crm: none received yet, 0 not followed yet." in shown
