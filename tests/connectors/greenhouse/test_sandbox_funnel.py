"""The sandbox keeps the state machines of applications, for the API and for humans alike."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox import SandboxClock
from tests.connectors.greenhouse.conftest import email, person


@pytest.fixture
def job(sandbox: GreenhouseSandbox) -> int:
    return int(sandbox.act("find_job", name="Data Engineer"))


@pytest.fixture
def application(sandbox: GreenhouseSandbox, job: int) -> int:
    return int(sandbox.act("apply", candidate_id=person(sandbox), job_id=job))


def row(sandbox: GreenhouseSandbox, application: int) -> dict[str, Any]:
    return sandbox.org.show("applications", sandbox.org.row("applications", application))


def reason(sandbox: GreenhouseSandbox) -> int:
    return int(sandbox.org.rows("rejection_reasons")[0]["id"])


class TestThroughTheApi:
    def test_a_move_must_know_the_present_stage(
        self, sandbox: GreenhouseSandbox, http: httpx.Client, application: int
    ) -> None:
        here = row(sandbox, application)["job_interview_stage_id"]
        body = {"from_stage_id": here, "to_stage_id": here + 2}
        assert http.post(f"/applications/{application}/move", json=body).status_code == 204
        assert row(sandbox, application)["stage_name"] == "Phone Interview"
        assert http.post(f"/applications/{application}/move", json=body).status_code == 422

    def test_what_the_present_stage_means_can_be_switched(
        self, sandbox: GreenhouseSandbox, http: httpx.Client, application: int
    ) -> None:
        sandbox.knobs.stage_guard = "row"
        body = {"from_stage_id": row(sandbox, application)["stage_id"]}
        assert http.post(f"/applications/{application}/move", json=body).status_code == 204
        assert row(sandbox, application)["stage_name"] == "Preliminary Phone Screen"

    def test_rejecting_twice_and_unrejecting_what_is_active_is_refused(
        self, sandbox: GreenhouseSandbox, http: httpx.Client, application: int
    ) -> None:
        path, body = f"/applications/{application}", {"rejection_reason_id": reason(sandbox)}
        assert http.post(f"{path}/unreject", json={}).status_code == 422
        assert http.post(f"{path}/reject", json={}).status_code == 422
        assert [http.post(f"{path}/reject", json=body).status_code for _ in range(2)] == [204, 422]
        assert len(http.get("/rejection_details").json()) == 1
        assert http.post(f"{path}/unreject", json={}).status_code == 204
        assert http.get("/rejection_details").json() == []

    def test_a_rejected_application_keeps_its_stage(
        self, sandbox: GreenhouseSandbox, http: httpx.Client, application: int
    ) -> None:
        http.post(f"/applications/{application}/reject", json={"rejection_reason_id": reason(sandbox)})
        shown = row(sandbox, application)
        assert (shown["status"], shown["stage_name"]) == ("rejected", "Application Review")
        assert shown["rejected_at"] is not None

    def test_a_hired_application_has_no_stage(
        self, sandbox: GreenhouseSandbox, http: httpx.Client, application: int
    ) -> None:
        assert http.post(f"/applications/{application}/hire", json={}).status_code == 204
        assert (row(sandbox, application)["status"], row(sandbox, application)["stage_id"]) == ("hired", None)
        assert http.post(f"/applications/{application}/hire", json={}).status_code == 422

    def test_a_prospect_is_converted_into_a_second_application(
        self, sandbox: GreenhouseSandbox, http: httpx.Client, job: int
    ) -> None:
        prospect = sandbox.act("add_prospect", candidate_id=person(sandbox))
        for action in ("hire", "move"):
            body = {"from_stage_id": None} if action == "move" else {}
            assert http.post(f"/applications/{prospect}/{action}", json=body).status_code == 422
        new = http.post(f"/applications/{prospect}/convert_to_candidate", json={"job_id": job}).json()
        assert (row(sandbox, prospect)["status"], new["status"], new["prospect"]) == ("converted", "in_process", False)


class TestStamps:
    def test_an_application_s_change_is_no_edit_of_its_candidate(
        self, sandbox: GreenhouseSandbox, application: int, clock: SandboxClock
    ) -> None:
        candidate = sandbox.org.row("candidates", row(sandbox, application)["candidate_id"])
        edited, before = candidate["updated_at"], row(sandbox, application)["updated_at"]
        clock.skip(60)
        sandbox.act("move_stage", application_id=application, stage="Offer")
        assert row(sandbox, application)["updated_at"] > before
        assert (candidate["updated_at"], candidate["last_activity_at"]) == (edited, "2026-11-22T12:01:00.000Z")

    def test_two_edits_in_one_millisecond_are_two(self, sandbox: GreenhouseSandbox) -> None:
        made = person(sandbox)
        seen = []
        for title in ("A", "B"):
            sandbox.act("edit_candidate", candidate_id=made, title=title)
            seen.append(sandbox.org.row("candidates", made)["updated_at"])
        assert seen == ["2026-11-22T12:00:00.001Z", "2026-11-22T12:00:00.002Z"]


class TestHumans:
    def test_a_life_in_the_funnel(self, sandbox: GreenhouseSandbox, application: int) -> None:
        seen = []
        for action, arguments in (
            ("move_stage", {"stage": "Face to Face"}),
            ("reject", {"reason": "Took another offer"}),
            ("unreject", {}),
            ("hire", {}),
            ("unhire", {}),
        ):
            sandbox.act(action, application_id=application, **arguments)
            (shown,) = sandbox.state()["candidates"][0]["applications"]
            seen.append((shown["status"], shown["stage"], shown["rejection_reason"]))
        assert seen == [
            ("in_process", "Face to Face", None),
            ("rejected", "Face to Face", "Took another offer"),
            ("in_process", "Face to Face", None),
            ("hired", None, None),
            ("in_process", "Face to Face", None),
        ]

    def test_the_organisation_changes(self, sandbox: GreenhouseSandbox) -> None:
        job = sandbox.act("add_job", name="Cook", stages=["Taste", "Offer"])
        application = sandbox.act("apply", candidate_id=person(sandbox), job_id=job)
        sandbox.act("rename_stage", stage_id=row(sandbox, application)["job_interview_stage_id"], name="Try")
        assert row(sandbox, application)["stage_name"] == "Try"
        sandbox.act("close_job", job_id=job)
        with pytest.raises(ValueError, match="is closed"):
            sandbox.act("apply", candidate_id=person(sandbox), job_id=job)

    def test_an_anonymized_person_has_no_name_and_no_address(self, sandbox: GreenhouseSandbox) -> None:
        made = person(sandbox, email_addresses=[email("ana@x.test")])
        sandbox.act("anonymize", candidate_id=made)
        (shown,) = sandbox.state()["candidates"]
        assert (shown["first_name"], shown["last_name"], shown["email_addresses"]) == ("Anonymized", str(made), [])

    def test_restrictions_are_set(self, sandbox: GreenhouseSandbox) -> None:
        made = person(sandbox)
        sandbox.act("set_private", candidate_id=made)
        sandbox.act("set_can_email", candidate_id=made, can_email=False)
        (shown,) = sandbox.state()["candidates"]
        assert (shown["private"], shown["can_email"]) == (True, False)

    def test_duplicates_are_merged(self, sandbox: GreenhouseSandbox) -> None:
        primary = person(sandbox, email_addresses=[email("a@x.test")])
        secondary = person(sandbox, email_addresses=[email("b@x.test")])
        sandbox.act("merge", primary_id=primary, secondary_id=secondary)
        assert sandbox.act("find_candidate", email="B@x.test") == primary
        with pytest.raises(ValueError, match="another candidate"):
            sandbox.act("merge", primary_id=primary, secondary_id=primary)

    @pytest.mark.parametrize(
        ("action", "arguments", "told"),
        [
            ("dance", {}, "unknown action"),
            ("apply", {"candidate_id": 1}, "job_id"),
            ("delete_candidate", {"candidate_id": 1}, "no such row"),
            ("add_candidate", {"nickname": "x"}, "not a field"),
            ("find_job", {"name": "Nothing"}, "Data Engineer"),
        ],
    )
    def test_mistakes_are_told(
        self, sandbox: GreenhouseSandbox, action: str, arguments: dict[str, Any], told: str
    ) -> None:
        with pytest.raises(ValueError, match=told):
            sandbox.act(action, **arguments)
        assert sandbox.state()["candidates"] == []

    def test_the_state_shows_neither_ids_nor_marks(self, sandbox: GreenhouseSandbox) -> None:
        made = person(sandbox, custom_fields={"talentsync_mark": "m1"})
        sandbox.act("add_note", candidate_id=made, body="Hello\n[talentsync:n1]", private=True)
        (shown,) = sandbox.state()["candidates"]
        assert shown["custom_fields"] == {"talentsync_mark": "set"}
        assert shown["notes"] == [{"body": "Hello\n[talentsync:…]", "visibility": "privately_visible"}]
        assert str(made) not in str(sandbox.state())

    def test_without_an_organisation_there_is_only_the_service_user(self) -> None:
        empty = GreenhouseSandbox(org=False)
        assert {name for name, table in empty.org.tables.items() if table} == {"users"}
