"""`talentsync plan`: everything that would be written, and why; nothing is."""

from __future__ import annotations

from tests.cli.house import House, ats_fields, fill, name_of


def test_it_shows_people_totals_and_places_and_writes_nothing(house: House) -> None:
    ran = house.run("plan")
    assert (ran.code, house.writes) == (0, 0)
    assert name_of(3) in ran.out
    assert "company: (empty) -> Initech (fills a gap)" in ran.out
    assert "gem: create a record (no record in this system)" in ran.out
    assert "4 people of 5 would be written to." in ran.out
    assert "gem: the list 'Nurture' will be made" in ran.out


def test_json_has_totals_and_every_operation(house: House) -> None:
    data = house.run("plan", "--json").data
    assert (data["people"], data["people_with_writes"], data["alarms"]) == (5, 4, [])
    totals = {(each["system"], each["effect"]): each["number"] for each in data["totals"]}
    assert totals[("gem", "create records")] == 1
    assert totals[("greenhouse", "update records")] == 3
    creation = next(op for plan in data["plans"] for op in plan["operations"] if op["verb"] == "create")
    assert (creation["system"], creation["record"], creation["why"]) == ("gem", None, "no record in this system")
    assert {"field": "first_name", "was": None, "value": name_of(3).split()[0], "why": "fills a gap"} in creation[
        "changes"
    ]


def test_what_is_held_back_is_counted_with_its_reason(house: House) -> None:
    job = house.ats.act("find_job", name="Data Engineer")
    for number in (7, 8):
        shy = house.ats.act("add_candidate", **ats_fields(number), can_email=False)
        house.ats.act("apply", candidate_id=shy, job_id=job)
    assert {"why": "no record is made: do not contact", "people": 2} in house.run("plan", "--json").data["held_back"]


def test_many_people_are_shown_one_by_one_only_when_asked(house: House) -> None:
    job = house.ats.act("find_job", name="Data Engineer")
    for number in range(100, 125):
        house.ats.act("apply", candidate_id=house.ats.act("add_candidate", **ats_fields(number)), job_id=job)
    assert name_of(110) not in house.run("plan").out
    assert name_of(110) in house.run("plan", "-v").out


def test_when_all_is_in_step_it_says_so(house: House) -> None:
    house.run("backfill", "--yes")
    ran = house.run("plan")
    assert ran.code == 0
    assert "Everything is in step: nothing to write for 5 people." in ran.out


def test_names_cannot_rule_the_terminal(empty_house: House) -> None:
    job = empty_house.ats.act("find_job", name="Data Engineer")
    evil = empty_house.ats.act("add_candidate", **{**ats_fields(1), "first_name": "\x1b[2JEvil [red]x[/red]"})
    empty_house.ats.act("apply", candidate_id=evil, job_id=job)
    shown = empty_house.run("plan").out
    assert "\x1b" not in shown
    assert "\\x1b[2JEvil [red]x[/red]" in shown


def test_a_side_that_is_suddenly_empty_is_not_believed(house: House) -> None:
    house.extra["safety"] = {"always_allowed": 0}
    house.run("backfill", "--yes")
    for candidate in house.in_crm:
        house.crm.act("delete_candidate", candidate_id=candidate)
    assert house.run("backfill", "--yes").code == 3
    for _ in range(2):
        ran = house.run("plan")
        assert ran.code == 3
        assert "Stopped by the guard emptied-side: gem lists 1 of the 5 candidate records we know." in ran.err
    assert house.run("backfill", "--yes").code == 3
    assert house.run("status", "--json").data["in_review"] == {}


def test_another_account_stops_it_before_anything_is_read(house: House) -> None:
    house.settings["gem"]["user"] = "mara.lind@initech.example"
    house.run("backfill", "--yes")
    house.crm.act("remove_user", email="talentsync@initech.example")
    fill(house)
    ran = house.run("plan")
    assert ran.code == 3
    assert "Stopped by the guard wrong-account: the credentials of gem" in ran.err
    assert house.run("status", "--json").data["people"] == 5


def push(house: House, rule: str, *, may_mail: str = "[]") -> None:
    """Put the first of the CRM into a list whose people are pushed by ``rule``."""
    house.extra["policy"] = "policy.yaml"
    lines = ("version: 2", "push:", f"  - {{name: by list, when: {{in_pool: push}}, {rule}}}", f"may_mail: {may_mail}")
    (house.folder / "policy.yaml").write_text("\n".join(lines))
    project = house.crm.act("add_project", name="Push to ATS")
    person = house.crm.act("add_candidate", first_name="Ada", last_name="Norn", emails=[_PRIMARY])
    house.crm.act("add_to_project", project=project, candidate_id=person)


_PRIMARY = {"email_address": "ada@norn.example", "is_primary": True}
_APPLICANT = "as: applicant, job: Data Engineer"


def test_it_says_that_nobody_is_mailed(house: House) -> None:
    assert "Mails to candidates: 0." in house.run("plan").out
    assert house.run("plan", "--json").data["mails"] == {"to_candidates": 0, "by_effect": {}}


def test_a_write_that_may_mail_is_held_back_with_what_to_write_into_the_policy(house: House) -> None:
    push(house, _APPLICANT)
    data = house.run("plan", "--json").data
    [reason] = [each["why"] for each in data["held_back"] if "may mail" in each["why"]]
    assert reason.endswith("to allow it, write job_post_request and privacy_notice under may_mail in the policy")
    assert data["mails"]["to_candidates"] == 0
    assert "Mails to candidates: 0." in house.run("plan").out


def test_mails_that_the_policy_allows_are_counted_and_stand_with_the_write(house: House) -> None:
    push(house, _APPLICANT, may_mail="[job_post_request, privacy_notice]")
    shown = house.run("plan").out
    assert "greenhouse: create a record as applicant by the rule 'by list' (no record in this system)" in shown
    assert "may mail the candidate: job_post_request, privacy_notice" in shown
    assert "Mails to candidates: up to 2 (job_post_request 1, privacy_notice 1)." in shown
    data = house.run("plan", "--json").data
    creation = next(op for plan in data["plans"] for op in plan["operations"] if op["push"])
    job = house.ats.act("find_job", name="Data Engineer")
    assert creation["push"] == {"rule": "by list", "as": "applicant", "job": str(job), "source": None, "owner": None}
    assert creation["mails"] == ["job_post_request", "privacy_notice"]
