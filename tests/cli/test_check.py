"""`talentsync check`: each problem with its fix, exit code 2 while one stands, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.greenhouse.sandbox import GreenhouseSandbox
from tests.cli.house import House, Ran


def texts(ran: Ran, level: str) -> list[str]:
    return [finding["text"] for finding in ran.data[level]]


def fix_of(ran: Ran, part: str) -> str:
    return next(
        f"{each['text']} {each['fix']}"
        for level in ("problems", "warnings")
        for each in ran.data[level]
        if part in each["text"]
    )


def test_a_good_installation_has_no_problems(house: House) -> None:
    ran = house.run("check")
    assert ran.code == 0
    assert f"No problems, 3 warnings. Next: talentsync plan --config {house.config}" in ran.out
    assert "there is no list called 'Nurture' yet; backfill makes it" in ran.out
    assert "there is no custom field 'ATS status' yet; backfill makes it" in ran.out
    assert house.writes == 0
    assert not (house.folder / "talentsync.db").exists()


def test_json_has_systems_and_findings(house: House) -> None:
    data = house.run("check", "--json").data
    assert data["ok"] is True
    assert [(each["name"], each["role"]) for each in data["systems"]] == [("greenhouse", "ats"), ("gem", "crm")]
    assert data["systems"][0]["account"] == "Greenhouse account 1-26000000001"
    assert len(data["notes"]) == 11


def test_wrong_credentials_of_one_system_do_not_hide_the_other(house: House) -> None:
    house.settings["greenhouse"]["client_secret"] = "wrong-secret"
    house.settings["gem"]["user"] = "nobody@initech.example"
    ran = house.run("check", "--json")
    assert ran.code == 2
    assert "API Credentials" in fix_of(ran, "the client id or the client secret is wrong")
    assert "put the address of an active user there" in fix_of(ran, "The setting `user` is not")
    assert ran.data["systems"][0]["account"] is None


def test_a_wrong_key_is_named_with_its_fix(house: House) -> None:
    house.settings["gem"]["api_key"] = "wrong-key-0123456789"
    ran = house.run("check")
    assert ran.code == 2
    assert "PROBLEM: the API key was not accepted (HTTP 403)" in ran.out
    assert "Team Settings" in ran.out


def test_each_missing_scope_is_named_once(house: House) -> None:
    house.ats.scopes = frozenset({"harvest:candidates:list", "harvest:applications:list", "harvest:jobs:list"})
    ran = house.run("check", "--json")
    assert ran.code == 2
    assert "harvest:job_interview_stages:list" in fix_of(ran, "may not read stage records")
    assert "harvest:rejection_reasons:list" in fix_of(ran, "may not read rejection_reason records")
    assert "harvest:departments:list" in fix_of(ran, "rules cannot ask for departments")
    assert (len(texts(ran, "problems")), len(texts(ran, "warnings"))) == (2, 8)
    assert len({*texts(ran, "problems"), *texts(ran, "warnings")}) == 10


def test_a_stage_that_the_policy_does_not_know_is_a_warning(house: House) -> None:
    house.ats.act("add_job", name="Astronaut", stages=["Application Review", "Zero Gravity Test"])
    ran = house.run("check", "--json")
    assert ran.code == 0
    assert "under one of the milestones of `stages`" in fix_of(ran, "the stage 'Zero Gravity Test'")
    assert not [text for text in texts(ran, "warnings") if "Application Review" in text]


def test_a_rejection_reason_of_an_unknown_category_is_a_warning(house: House) -> None:
    strange = {"id": 9, "key": "SOMETHING_NEW", "name": "Something new"}
    house.ats.org.insert("rejection_reasons", {"name": "Moon phase", "type": strange, "_built_in": False})
    ran = house.run("check", "--json")
    assert "`reasons`" in fix_of(ran, "the rejection reason 'Moon phase' is of a category that we do not know")
    house.extra["policy"] = "policy.yaml"
    (house.folder / "policy.yaml").write_text("version: 2\nreasons:\n  moon PHASE: {recycle: now}\n")
    assert not [text for text in texts(house.run("check", "--json"), "warnings") if "Moon phase" in text]


def test_a_reason_that_is_not_there_gets_the_near_miss(house: House) -> None:
    house.extra["policy"] = "policy.yaml"
    (house.folder / "policy.yaml").write_text("version: 2\nreasons:\n  Took an other offer: {recycle: now}\n")
    assert "did you mean 'Took another offer'?" in fix_of(house.run("check", "--json"), "'Took an other offer'")


def test_two_lists_of_one_name_are_a_problem(house: House) -> None:
    house.crm.act("add_project", name="Nurture")
    house.crm.act("add_project", name="nurture ")
    ran = house.run("check", "--json")
    assert ran.code == 2
    assert "rename all of them but one" in fix_of(ran, "2 lists are called 'Nurture'")


def test_a_custom_field_of_another_type_is_a_problem(house: House) -> None:
    house.crm.act("add_custom_field", name="ATS status", value_type="text")
    ran = house.run("check", "--json")
    assert ran.code == 2
    assert "rename the one that is there" in fix_of(ran, "'ATS status' is of the type text")


def test_another_account_than_before_is_a_problem(house: House) -> None:
    house.settings["gem"]["user"] = "mara.lind@initech.example"
    assert house.run("backfill", "--yes").code == 0
    house.crm.act("remove_user", email="talentsync@initech.example")
    ran = house.run("check", "--json")
    assert ran.code == 2
    assert "put the old credentials back" in fix_of(ran, "the credentials of gem lead to another account")


def test_a_vendor_that_is_down_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.settings["gem"]["base_url"] = "http://127.0.0.1:9/v0"
    monkeypatch.setattr("connectors.http.READ_ATTEMPTS", 1)
    ran = house.run("check")
    assert ran.code == 2
    assert "PROBLEM: no connection (ConnectError)" in ran.out


def test_secrets_in_plain_text_are_warned_about(house: House, tmp_path: Path) -> None:
    assert len([text for text in texts(house.run("check", "--json"), "warnings") if "plain text" in text]) == 2
    (tmp_path / "key").write_text(house.settings["gem"]["api_key"])
    house.settings["gem"]["api_key"] = "file:key"
    assert len([text for text in texts(house.run("check", "--json"), "warnings") if "plain text" in text]) == 1


def test_no_place_for_the_mark_is_a_problem(house: House) -> None:
    ats = house.ats
    assert isinstance(ats, GreenhouseSandbox)
    ats.org.tables["custom_fields"].clear()
    ran = house.run("check")
    assert ran.code == 2
    assert "Configure > Custom Options" in ran.out


def with_policy(house: House, *lines: str) -> None:
    house.extra["policy"] = "policy.yaml"
    (house.folder / "policy.yaml").write_text("\n".join(("version: 2", *lines)))


def test_what_a_push_rule_names_and_the_ats_does_not_have_is_a_warning_with_the_near_miss(house: House) -> None:
    house.ats.act("add_source", name="Job fair")
    house.ats.act("add_user", first_name="Mara", last_name="Lind")
    with_policy(
        house,
        "push:",
        "  - {name: by fair, when: {in_pool: push}, source: Job fare, owner: Mara Lynd}",
        "  - {name: by id, when: {in_pool: push}, source: job FAIR, owner: mara.lind@hiring.example}",
    )
    ran = house.run("check", "--json")
    assert ran.code == 0
    assert "did you mean 'Job fair'?" in fix_of(ran, "'by fair' cannot be followed: the source 'Job fare' is not there")
    assert "did you mean 'Mara Lind'?" in fix_of(ran, "'by fair' cannot be followed: the owner 'Mara Lynd'")
    assert not [text for text in texts(ran, "warnings") if "by id" in text]


def test_a_push_rule_whose_people_the_vendor_may_mail_is_a_warning_until_the_policy_allows_it(house: House) -> None:
    rule = "  - {name: by list, when: {in_pool: push}, as: applicant, job: Data Engineer}"
    with_policy(house, "push:", rule)
    about = "whoever is pushed by the rule 'by list' may be mailed (job_post_request and privacy_notice)"
    assert "`may_mail`" in fix_of(house.run("check", "--json"), about)
    with_policy(house, "push:", rule, "may_mail: [job_post_request, privacy_notise]")
    ran = house.run("check", "--json")
    unknown = "the policy allows the mail effect 'privacy_notise' under `may_mail`, which none of your systems has"
    assert "did you mean 'privacy_notice'?" in fix_of(ran, unknown)
    with_policy(house, "push:", rule, "may_mail: [job_post_request, privacy_notice]")
    assert not [text for text in texts(house.run("check", "--json"), "warnings") if "mail" in text]
