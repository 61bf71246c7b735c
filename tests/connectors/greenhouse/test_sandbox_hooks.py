"""The pretended Greenhouse tells of what happens in it: the right event, once, signed, whoever did it."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox import SandboxClock
from connectors.sandbox.server import serve
from connectors.types import Delivery, Hint, Ref
from tests.connectors.ear import Ear, listening
from tests.connectors.greenhouse.conftest import email, person

SECRET = "rehearsed webhook secret"
MINUTE = 60.0


@pytest.fixture
def ear(sandbox: GreenhouseSandbox, address: str) -> Iterator[Ear]:
    """Hears everything from now on; the address is that of the sandbox being served."""
    with listening() as ear:
        sandbox.hooks.subscribe(f"{ear.url}/webhooks/gh", secret=SECRET, ping=False)
        yield ear


@pytest.fixture
def job(sandbox: GreenhouseSandbox) -> int:
    return int(sandbox.act("find_job", name="Data Engineer"))


@pytest.fixture
def ana(sandbox: GreenhouseSandbox) -> int:
    return person(sandbox, email_addresses=[email("ana@example.com")])


@pytest.fixture
def application(sandbox: GreenhouseSandbox, ana: int, job: int) -> int:
    return int(sandbox.act("apply", candidate_id=ana, job_id=job))


def told(sandbox: GreenhouseSandbox, ear: Ear) -> list[tuple[str, Any]]:
    """(action, payload) of all that was heard, once it has arrived; forgets it."""
    sandbox.hooks.flush()
    heard, ear.heard = ear.heard, []
    return [(body["action"], body["payload"]) for body in (json.loads(each.body) for each in heard)]


def only(sandbox: GreenhouseSandbox, ear: Ear, event: str) -> Any:
    """The payload of the one thing that was told."""
    ((action, payload),) = told(sandbox, ear)
    assert action == event
    return payload


class TestHumans:
    def test_an_application(self, sandbox: GreenhouseSandbox, ana: int, job: int, ear: Ear) -> None:
        id_ = sandbox.act("apply", candidate_id=ana, job_id=job)
        shown = only(sandbox, ear, "new_candidate_application")["application"]
        assert (shown["id"], shown["status"], shown["prospect"]) == (id_, "active", False)
        assert (shown["candidate"]["id"], [each["id"] for each in shown["jobs"]]) == (ana, [job])
        assert shown["current_stage"]["name"] == "Application Review"
        assert shown["applied_at"] == "2026-11-22T12:00:00Z"
        assert shown["candidate"]["email_addresses"] == [email("ana@example.com")]
        assert (shown["candidate"]["is_private"], shown["candidate"]["can_email"]) == (False, True)

    def test_a_prospect_without_a_job(self, sandbox: GreenhouseSandbox, ana: int, ear: Ear) -> None:
        id_ = sandbox.act("add_prospect", candidate_id=ana)
        shown = only(sandbox, ear, "new_prospect_application")["application"]
        assert (shown["id"], shown["jobs"], shown["current_stage"]) == (id_, [], None)
        assert (shown["prospect"], shown["candidate"]["id"]) == (True, ana)

    def test_a_converted_prospect_is_a_new_application(
        self, sandbox: GreenhouseSandbox, ana: int, job: int, ear: Ear
    ) -> None:
        prospect = sandbox.act("add_prospect", candidate_id=ana, job_ids=[job])
        told(sandbox, ear)
        id_ = sandbox.act("convert_prospect", application_id=prospect, job_id=job)
        assert only(sandbox, ear, "new_candidate_application")["application"]["id"] == id_

    def test_an_edit_does_not_show_the_flags(self, sandbox: GreenhouseSandbox, ana: int, ear: Ear) -> None:
        sandbox.act("edit_candidate", candidate_id=ana, title="Pilot", tags=["keen"])
        shown = only(sandbox, ear, "update_candidate")["candidate"]
        assert (shown["id"], shown["title"], shown["tags"]) == (ana, "Pilot", ["keen"])
        assert not {"is_private", "can_email"} & set(shown)
        assert shown["custom_fields"]["notice_period"] == {"name": "Notice period", "type": "short_text", "value": None}

    def test_flags_are_told_of_unless_the_knob_says_otherwise(
        self, sandbox: GreenhouseSandbox, ana: int, ear: Ear
    ) -> None:
        sandbox.act("set_can_email", candidate_id=ana)
        only(sandbox, ear, "update_candidate")
        sandbox.knobs.untold |= {"private", "can_email"}
        sandbox.act("set_private", candidate_id=ana)
        assert told(sandbox, ear) == []

    def test_steps_of_the_funnel(self, sandbox: GreenhouseSandbox, application: int, ear: Ear) -> None:
        steps: tuple[tuple[str, dict[str, str], str, str], ...] = (
            ("move_stage", {"stage": "Offer"}, "candidate_stage_change", "active"),
            ("reject", {"reason": "Took another offer"}, "reject_candidate", "rejected"),
            ("unreject", {}, "unreject_candidate", "active"),
        )
        for action, arguments, event, status in steps:
            sandbox.act(action, application_id=application, **arguments)
            shown = only(sandbox, ear, event)["application"]
            assert (shown["id"], shown["status"]) == (application, status)
            assert shown["current_stage"]["name"] == "Offer"
            assert (shown["rejected_at"] is None) == (status == "active")
            reason = {"id": 2, "name": "They rejected us"}
            assert (shown["rejection_reason"] or {}).get("type") == (reason if status == "rejected" else None)

    def test_a_hire_does_not_say_so_in_the_status(
        self, sandbox: GreenhouseSandbox, application: int, job: int, ear: Ear
    ) -> None:
        sandbox.act("hire", application_id=application)
        shown = only(sandbox, ear, "hire_candidate")["application"]
        assert (shown["id"], shown["job"]["id"], shown["opening"]) == (application, job, None)
        assert not {"status", "prospect", "rejected_at", "current_stage"} & set(shown)
        sandbox.act("unhire", application_id=application)
        assert only(sandbox, ear, "unhire_candidate")["application"]["status"] == "active"

    def test_a_deleted_application(self, sandbox: GreenhouseSandbox, application: int, ana: int, ear: Ear) -> None:
        sandbox.act("delete_application", application_id=application)
        shown = only(sandbox, ear, "delete_application")["application"]
        assert (shown["id"], shown["candidate_id"]) == (application, ana)
        assert sandbox.org.rows("applications") == []

    def test_a_deleted_candidate_names_its_applications(
        self, sandbox: GreenhouseSandbox, application: int, ana: int, ear: Ear
    ) -> None:
        sandbox.act("delete_candidate", candidate_id=ana)
        shown = only(sandbox, ear, "delete_candidate")["person"]
        assert (shown["id"], shown["deleted_application_ids"]) == (ana, [application])

    def test_a_merge_names_who_is_left(self, sandbox: GreenhouseSandbox, ana: int, ear: Ear) -> None:
        other = person(sandbox)
        sandbox.act("merge", primary_id=ana, secondary_id=other)
        shown = only(sandbox, ear, "merge_candidate")["person"]
        assert (shown["id"], shown["new_candidate_id"]) == (other, ana)
        assert "deleted_application_ids" not in shown

    def test_where_nobody_asks_for_merges_they_look_like_deletions(
        self, sandbox: GreenhouseSandbox, address: str, ana: int
    ) -> None:
        other = person(sandbox)
        with listening() as ear:
            sandbox.hooks.subscribe(ear.url, secret=SECRET, events=["delete_candidate"], ping=False)
            sandbox.act("merge", primary_id=ana, secondary_id=other)
            shown = only(sandbox, ear, "delete_candidate")["person"]
        assert (shown["id"], shown["deleted_application_ids"]) == (other, [])

    def test_anonymizing_has_no_record_around_it(self, sandbox: GreenhouseSandbox, ana: int, ear: Ear) -> None:
        sandbox.act("anonymize", candidate_id=ana, fields=["full_name"])
        shown = only(sandbox, ear, "candidate_anonymized")
        assert shown == {"candidate_id": ana, "anonymized_fields": ["full_name"]}

    def test_a_new_job(self, sandbox: GreenhouseSandbox, ear: Ear) -> None:
        id_ = sandbox.act("add_job", name="Cook", confidential=True, department="Sales", office="Madrid")
        shown = only(sandbox, ear, "job_created")["job"]
        assert (shown["id"], shown["name"], shown["confidential"]) == (id_, "Cook", True)
        assert [(part["name"], part["external_id"]) for part in shown["departments"]] == [("Sales", None)]
        assert [(part["name"], part["location"]) for part in shown["offices"]] == [("Madrid", "Madrid, Spain")]

    def test_where_somebody_came_from(self, sandbox: GreenhouseSandbox, ana: int, job: int, ear: Ear) -> None:
        sandbox.act("apply", candidate_id=ana, job_id=job, source="LinkedIn")
        shown = only(sandbox, ear, "new_candidate_application")["application"]
        assert shown["source"]["name"] == "LinkedIn"

    def test_of_some_things_nobody_tells(self, sandbox: GreenhouseSandbox, ana: int, ear: Ear) -> None:
        person(sandbox)  # without an application
        sandbox.act("add_note", candidate_id=ana, body="Called.")
        sandbox.act("edit_candidate", candidate_id=ana, tags=["keen"])
        assert told(sandbox, ear) == []


class TestThroughTheApi:
    def test_our_own_writes_come_back(self, sandbox: GreenhouseSandbox, http: httpx.Client, job: int, ear: Ear) -> None:
        body = {"first_name": "Bo", "last_name": "Ek", "application": {"job_id": job, "referrer_id": _user(sandbox)}}
        made = http.post("/candidates", json=body).json()
        candidate, application = made["candidate"]["id"], made["application"]["id"]
        shown = only(sandbox, ear, "new_candidate_application")["application"]
        assert (shown["id"], shown["candidate"]["id"]) == (application, candidate)
        assert shown["credited_to"]["id"] == _user(sandbox)
        assert http.patch(f"/candidates/{candidate}", json={"title": "Pilot"}).status_code == 200
        assert only(sandbox, ear, "update_candidate")["candidate"]["id"] == candidate
        stage = made["application"]["job_interview_stage_id"]
        assert http.post(f"/applications/{application}/move", json={"from_stage_id": stage}).status_code == 204
        shown = only(sandbox, ear, "candidate_stage_change")["application"]
        assert (shown["id"], shown["current_stage"]["id"]) == (application, stage + 1)
        assert http.patch(f"/applications/{application}", json={"source_id": 31}).status_code == 200
        shown = only(sandbox, ear, "application_updated")["application"]
        assert shown["source"] == {"id": 31, "name": "Source 31"}

    def test_what_is_refused_is_not_told(
        self, sandbox: GreenhouseSandbox, http: httpx.Client, application: int, ana: int, ear: Ear
    ) -> None:
        assert http.post(f"/applications/{application}/unreject", json={}).status_code == 422
        assert http.patch(f"/candidates/{ana}", json={"first_name": ""}).status_code == 422
        note = {"candidate_id": ana, "body": "Called.", "visibility": "public"}
        assert http.post("/notes", json=note).status_code == 201
        assert told(sandbox, ear) == []


def _user(sandbox: GreenhouseSandbox) -> int:
    return int(sandbox.org.rows("users", _service=False)[0]["id"])


class TestEnvelope:
    def test_the_very_bytes_are_signed_and_what_could_be_html_is_escaped(
        self, sandbox: GreenhouseSandbox, ana: int, ear: Ear
    ) -> None:
        sandbox.act("edit_candidate", candidate_id=ana, company="<b>Søren & Café</b>")
        sandbox.hooks.flush()
        (heard,) = ear.heard
        expected = hmac.new(SECRET.encode(), heard.body, hashlib.sha256).hexdigest()
        assert heard.headers["signature"] == f"sha256 {expected}"
        assert b'"\\u003cb\\u003eS\\u00f8ren \\u0026 Caf\\u00e9\\u003c/b\\u003e"' in heard.body
        assert json.loads(heard.body)["payload"]["candidate"]["company"] == "<b>Søren & Café</b>"
        assert heard.headers["content-type"] == "application/json"
        assert heard.headers["greenhouse-event-id"] == sandbox.hooks.attempts[-1].id
        assert heard.path == "/webhooks/gh"

    def test_a_ping_that_is_not_answered_with_200_leaves_the_hook_disabled(
        self, sandbox: GreenhouseSandbox, address: str, ana: int
    ) -> None:
        with listening() as ear:
            ear.status = 204
            assert not sandbox.hooks.subscribe(ear.url, secret=SECRET).active
            ear.status = 200
            assert sandbox.hooks.subscribe(f"{ear.url}/other", secret=SECRET).active
            sandbox.act("edit_candidate", candidate_id=ana, title="Pilot")
            sandbox.hooks.flush()
            actions = [(each.path, json.loads(each.body)["action"]) for each in ear.heard]
        assert actions == [("/", "ping"), ("/other", "ping"), ("/other", "update_candidate")]


class TestSchedule:
    def test_seven_attempts_and_no_more(
        self, sandbox: GreenhouseSandbox, clock: SandboxClock, ana: int, ear: Ear
    ) -> None:
        ear.status = 201
        sandbox.act("edit_candidate", candidate_id=ana, title="Pilot")
        sandbox.hooks.flush()
        for number, minutes in enumerate((1, 15, 60, 120, 240, 480), start=2):
            clock.skip(minutes * MINUTE - 1)
            sandbox.hooks.flush()
            assert len(ear.heard) == number - 1
            clock.skip(1)
            sandbox.hooks.flush()
            assert len(ear.heard) == number
        assert (sandbox.hooks.waiting, sandbox.hooks.lost) == (0, 1)
        assert len({(each.headers["greenhouse-event-id"], each.body) for each in ear.heard}) == 1

    def test_an_outage_is_made_up_for(
        self, sandbox: GreenhouseSandbox, clock: SandboxClock, ana: int, ear: Ear
    ) -> None:
        ear.status = 503
        for title in ("Pilot", "Captain"):
            sandbox.act("edit_candidate", candidate_id=ana, title=title)
        told(sandbox, ear)
        ear.status = 200
        clock.skip(MINUTE)
        assert [payload["candidate"]["title"] for _, payload in told(sandbox, ear)] == ["Pilot", "Captain"]


def test_no_thread_is_left_when_the_server_ends(sandbox: GreenhouseSandbox, ana: int) -> None:
    def carriers() -> list[str]:
        return [thread.name for thread in threading.enumerate() if thread.name == "sandbox-hooks"]

    with listening() as ear:
        with serve(sandbox):
            sandbox.hooks.subscribe(ear.url, secret=SECRET, ping=False)
            assert carriers() == []
            sandbox.act("edit_candidate", candidate_id=ana, title="Pilot")
            sandbox.hooks.flush()
            assert len(carriers()) == 1
        assert carriers() == []
        assert len(ear.heard) == 1


def gone(kind: str, id_: int) -> Hint:
    return Hint(Ref("gh", kind, str(id_)), urgent=True)


def look(kind: str, id_: int) -> Hint:
    return Hint(Ref("gh", kind, str(id_)))


def test_the_connector_understands_everything_that_is_sent(
    sandbox: GreenhouseSandbox, connector: Greenhouse, http: httpx.Client, ana: int, job: int, ear: Ear
) -> None:
    other = person(sandbox)
    mine = sandbox.act("apply", candidate_id=ana, job_id=job)
    loose = sandbox.act("add_prospect", candidate_id=ana)
    doomed = sandbox.act("apply", candidate_id=ana, job_id=job)
    http.patch(f"/applications/{mine}", json={"source_id": 31})
    sandbox.act("move_stage", application_id=mine, stage="Offer")
    for action in ("reject", "unreject", "hire", "unhire"):
        sandbox.act(action, application_id=mine)
    sandbox.act("delete_application", application_id=doomed)
    sandbox.act("edit_candidate", candidate_id=ana, title="Pilot")
    sandbox.act("add_job", name="Cook")
    sandbox.act("merge", primary_id=ana, secondary_id=other)
    sandbox.act("anonymize", candidate_id=ana)
    sandbox.act("delete_candidate", candidate_id=ana)
    sandbox.hooks.flush()

    both = (look("application", mine), look("candidate", ana))
    expected = {
        "application_updated": both,
        "candidate_stage_change": both,
        "reject_candidate": both,
        "unreject_candidate": both,
        "hire_candidate": both,
        "unhire_candidate": both,
        "delete_application": (gone("application", doomed), look("candidate", ana)),
        "update_candidate": (look("candidate", ana),),
        "job_created": (),
        "merge_candidate": (
            Hint(Ref("gh", "candidate", str(other)), moved_to=str(ana), urgent=True),
            look("candidate", ana),
        ),
        "candidate_anonymized": (gone("candidate", ana),),
        "delete_candidate": (gone("candidate", ana), gone("application", mine), gone("application", loose)),
        "new_candidate_application": (look("application", doomed), look("candidate", ana)),
        "new_prospect_application": (look("application", loose), look("candidate", ana)),
    }
    heard = {}
    for each in ear.heard:
        delivery = Delivery(each.headers, each.body)
        connector.verify(delivery, ["another secret", SECRET])
        assert connector.delivery_id(delivery) == each.headers["greenhouse-event-id"]
        said = connector.told(delivery)
        assert said.known
        heard[said.event] = said.hints
    assert heard == expected
    assert heard.keys() == sandbox.hooks._customs.events
