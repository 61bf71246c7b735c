"""When the pretended Greenhouse mails a candidate, and whose act it was."""

from __future__ import annotations

import httpx
import pytest

from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.types import Ref
from tests.connectors.greenhouse.conftest import email, person


@pytest.fixture
def ana(sandbox: GreenhouseSandbox) -> int:
    return person(sandbox, email_addresses=[email("ana@x.test")])


@pytest.fixture
def job(sandbox: GreenhouseSandbox) -> int:
    return int(sandbox.act("find_job", name="Data Engineer"))


def mails(sandbox: GreenhouseSandbox, by: str | None = "api") -> list[str]:
    return [mail["why"] for mail in sandbox.act("mails", by=by)]


def test_what_we_do_today_mails_nobody(connector: Greenhouse, sandbox: GreenhouseSandbox, job: int) -> None:
    """Whatever the account's rules are: a prospect without a job, its changes, its notes, its end."""
    sandbox.knobs.privacy_mails = True
    data = {"first_name": "Ben", "last_name": "Oduya", "application": {"prospect": True}}
    made = connector.create("candidate", data, mark="m1")
    connector.update(made.ref, {"title": "Cook", "can_email": False})
    connector.add_note(made.ref, "Spoke today.", private=True, mark="n1")
    applied = sandbox.act("apply", candidate_id=made.ref.id, job_id=job)
    application = Ref("gh", "application", str(applied))
    reason = sandbox.org.rows("rejection_reasons")[0]["id"]
    connector.reject(application, reason=reason)
    connector.unreject(application)
    connector.erase(made.ref)
    assert mails(sandbox) == []


def test_an_applicant_made_through_the_api_is_asked_for_the_job_post(
    http: httpx.Client, sandbox: GreenhouseSandbox, ana: int, job: int
) -> None:
    assert http.post("/applications", json={"candidate_id": ana, "job_id": job}).status_code == 201
    nested = {"first_name": "Ben", "last_name": "Oduya", "application": {"job_id": job}}
    assert http.post("/candidates", json=nested).status_code == 201
    assert mails(sandbox) == ["job_post_request"] * 2
    (first, _) = sandbox.act("mails")
    assert first == {"candidate_id": ana, "why": "job_post_request", "by": "api", "at": "2026-11-22T12:00:00.000+00:00"}


def test_a_prospect_is_mailed_only_for_a_job_and_by_rules_of_privacy(
    http: httpx.Client, sandbox: GreenhouseSandbox, ana: int, job: int
) -> None:
    for knob, arm in ((False, [job]), (True, []), (True, [job])):
        sandbox.knobs.privacy_mails = knob
        http.post("/applications", json={"candidate_id": ana, "prospect": True, "job_ids": arm}).raise_for_status()
    assert mails(sandbox) == ["privacy_notice"]


def test_a_prospect_who_is_converted_becomes_an_applicant(
    http: httpx.Client, sandbox: GreenhouseSandbox, ana: int, job: int
) -> None:
    prospect = sandbox.act("add_prospect", candidate_id=ana)
    http.post(f"/applications/{prospect}/convert_to_candidate", json={"job_id": job}).raise_for_status()
    assert mails(sandbox) == ["job_post_request"]


def test_a_move_runs_the_rules_of_the_stage(
    connector: Greenhouse, sandbox: GreenhouseSandbox, ana: int, job: int
) -> None:
    applied = sandbox.act("apply", candidate_id=ana, job_id=job)
    first, second, third = (row["id"] for row in sandbox.org.rows("job_interview_stages", job_id=job)[:3])
    application = Ref("gh", "application", str(applied))
    connector.move(application, from_stage=first, to_stage=second)
    assert mails(sandbox) == ["stage_transition"]
    sandbox.knobs.moves_mail = False
    connector.move(application, from_stage=second, to_stage=third)
    assert mails(sandbox) == ["stage_transition"]


def test_a_rejection_mails_when_it_is_asked_to(
    http: httpx.Client, sandbox: GreenhouseSandbox, ana: int, job: int
) -> None:
    reason = sandbox.org.rows("rejection_reasons")[0]["id"]
    for more in ({}, {"rejection_email": {"email_template_id": 1}}):
        applied = sandbox.act("apply", candidate_id=ana, job_id=job)
        body = {"rejection_reason_id": reason, **more}
        assert http.post(f"/applications/{applied}/reject", json=body).status_code == 204
    assert mails(sandbox) == ["rejection_email"]


def test_a_refused_request_mails_nobody(http: httpx.Client, sandbox: GreenhouseSandbox, ana: int, job: int) -> None:
    assert http.post("/applications", json={"candidate_id": ana, "job_id": job, "prospect": True}).status_code == 422
    applied = sandbox.act("apply", candidate_id=ana, job_id=job)
    assert http.post(f"/applications/{applied}/move", json={"from_stage_id": 1}).status_code == 422
    assert mails(sandbox) == []


def test_what_people_cause_is_not_ours(sandbox: GreenhouseSandbox, ana: int, job: int) -> None:
    applied = sandbox.act("apply", candidate_id=ana, job_id=job)
    sandbox.act("move_stage", application_id=applied, stage="Offer")
    assert mails(sandbox) == []
    assert mails(sandbox, "human") == ["application_received", "stage_transition"]


def test_accounts_without_such_rules_mail_nobody(
    http: httpx.Client, sandbox: GreenhouseSandbox, ana: int, job: int
) -> None:
    sandbox.knobs.applications_mail = sandbox.knobs.moves_mail = False
    http.post("/applications", json={"candidate_id": ana, "job_id": job}).raise_for_status()
    assert mails(sandbox, None) == []


def test_an_applicant_may_be_told_of_privacy_too(
    http: httpx.Client, sandbox: GreenhouseSandbox, ana: int, job: int
) -> None:
    sandbox.knobs.privacy_mails = True
    http.post("/applications", json={"candidate_id": ana, "job_id": job}).raise_for_status()
    assert mails(sandbox) == ["job_post_request", "privacy_notice"]


def test_the_manifest_names_both_and_leaves_out_the_prospect_without_a_job() -> None:
    named = {(effect.name, effect.verb): effect.push for effect in Greenhouse.manifest.mails}
    assert named == {
        ("job_post_request", "create"): ("applicant",),
        ("privacy_notice", "create"): ("applicant", "prospect_for_job"),
    }
    assert [effect.name for effect in Greenhouse.manifest.mails if effect.fields] == []
