"""Creating and changing, over HTTP against the sandbox, with lost replies and refusals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.errors import (
    Ambiguous,
    Invalid,
    Missing,
    NotPermitted,
    ReplyLost,
    ServerFailedDuringWrite,
    Stale,
    Unavailable,
    UnexpectedReply,
    Unsupported,
)
from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox import Fault, SandboxClock
from connectors.types import Record, Ref
from tests.connectors.greenhouse.conftest import NOON, Connect, email

SINCE = datetime.fromtimestamp(NOON, UTC)
ANA: dict[str, Any] = {"first_name": "Ana", "last_name": "Vega", "email_addresses": [email("ana@x.test")]}


def people(sandbox: GreenhouseSandbox) -> list[dict[str, Any]]:
    return list(sandbox.state()["candidates"])


class TestCreating:
    def test_the_record_is_what_a_read_shows_and_carries_the_mark(self, connector: Greenhouse) -> None:
        made = connector.create("candidate", {**ANA, "custom_fields": {"notice_period": "2 weeks"}}, mark="m1")
        assert made == connector.get(made.ref)
        assert made.data["custom_fields"]["talentsync_mark"]["value"] == "m1"
        assert made.data["custom_fields"]["notice_period"]["value"] == "2 weeks"
        assert connector.find_by_mark("candidate", "m1", since=SINCE) == made
        assert connector.find_by_mark("candidate", "m2", since=SINCE) is None

    def test_a_flat_reply_is_understood_too(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        sandbox.knobs.flat_create = True
        made = connector.create("candidate", ANA, mark="m1")
        assert made == connector.get(made.ref)

    def test_a_prospect_is_made_in_one_write(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        job = sandbox.act("find_job", name="Data Engineer")
        connector.create("candidate", {**ANA, "application": {"prospect": True, "job_ids": [job]}}, mark="m1")
        assert people(sandbox)[0]["applications"] == [
            {
                "prospect": True,
                "jobs": ["Data Engineer"],
                "status": "in_process",
                "stage": None,
                "rejection_reason": None,
            }
        ]
        assert len(sandbox.journal.writes()) == 2  # the token and the POST

    def test_restrictions_are_written_after_the_post(self, connector: Greenhouse) -> None:
        made = connector.create("candidate", {**ANA, "can_email": False, "private": True}, mark="m1")
        assert (made.data["can_email"], made.data["private"]) == (False, True)
        assert made.data["custom_fields"]["talentsync_mark"]["value"] == "m1"

    def test_a_creation_that_stays_half_done_is_ambiguous(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox
    ) -> None:
        sandbox.faults.plant(Fault("unavailable", method="PATCH"))
        with pytest.raises(ServerFailedDuringWrite):
            connector.create("candidate", {**ANA, "can_email": False}, mark="m1")
        assert connector.find_by_mark("candidate", "m1", since=SINCE) is not None

    def test_applications_of_both_arms(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        candidate = int(connector.create("candidate", ANA, mark="m1").ref.id)
        job = sandbox.act("find_job", name="Data Engineer")
        real = connector.create("application", {"candidate_id": candidate, "job_id": job}, mark="m2")
        prospect = connector.create("application", {"candidate_id": candidate, "prospect": True}, mark="m3")
        assert (real.data["stage_name"], real.data["job_id"]) == ("Application Review", job)
        assert (prospect.data["stage_name"], prospect.data["job_id"]) == (None, None)
        assert real == connector.get(real.ref)

    def test_other_kinds_are_unsupported(self, connector: Greenhouse) -> None:
        with pytest.raises(Unsupported):
            connector.create("job", {"name": "x"}, mark="m")

    @pytest.mark.parametrize("kind", ["lost_reply", "failed_after", "bad_json"])
    def test_after_a_lost_reply_the_record_is_found_by_its_mark(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox, kind: Any
    ) -> None:
        sandbox.faults.plant(Fault(kind, method="POST", path="/v3/candidates"))
        with pytest.raises(Ambiguous):
            connector.create("candidate", ANA, mark="m1")
        assert connector.find_by_mark("candidate", "m1", since=SINCE) is not None
        assert len(people(sandbox)) == 1

    @pytest.mark.parametrize("kind", ["lost_request", "failed_before"])
    def test_after_a_lost_request_there_is_nothing_to_find(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox, kind: Any
    ) -> None:
        sandbox.faults.plant(Fault(kind, method="POST", path="/v3/candidates"))
        with pytest.raises(Ambiguous):
            connector.create("candidate", ANA, mark="m1")
        assert connector.find_by_mark("candidate", "m1", since=SINCE) is None

    def test_a_slow_down_is_waited_out_and_makes_one_person(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox, clock: SandboxClock
    ) -> None:
        sandbox.faults.plant(Fault("rate_limited", method="POST", path="/v3/candidates", times=2, retry_after=7))
        connector.create("candidate", ANA, mark="m1")
        assert len(people(sandbox)) == 1
        assert clock.now() - NOON >= 14

    def test_a_refusal_names_fields_and_no_values(self, connector: Greenhouse) -> None:
        with pytest.raises(Invalid) as caught:
            connector.create("candidate", {**ANA, "email_addresses": [email("secret-person")]}, mark="m1")
        assert caught.value.fields == ("email_addresses",)
        assert "secret-person" not in f"{caught.value} {caught.value.hint} {caught.value.args}"


class TestChanging:
    @pytest.fixture
    def ana(self, connector: Greenhouse) -> Record:
        data = {**ANA, "company": "Initech", "tags": ["a"], "custom_fields": {"notice_period": "1 month"}}
        return connector.create("candidate", data, mark="m1")

    def test_only_what_is_given_changes(self, connector: Greenhouse, ana: Record) -> None:
        changed = connector.update(ana.ref, {"title": "Lead", "private": True})
        assert changed == connector.get(ana.ref)
        moved = {"title", "private", "updated_at", "last_activity_at"}
        assert {name for name in ana.data if changed.data[name] != ana.data[name]} <= moved
        assert (changed.data["title"], changed.data["private"]) == ("Lead", True)

    def test_a_field_is_cleared_and_none_is_shown(self, connector: Greenhouse, ana: Record) -> None:
        changed = connector.update(ana.ref, {"company": None, "tags": None})
        assert (changed.data["company"], changed.data["tags"]) == (None, [])

    def test_one_custom_field_leaves_the_others(self, connector: Greenhouse, ana: Record) -> None:
        changed = connector.update(ana.ref, {"custom_fields": {"work_modes": ["Remote"]}})
        values = {key: field["value"] for key, field in changed.data["custom_fields"].items()}
        assert values == {"notice_period": "1 month", "talentsync_mark": "m1", "work_modes": ["Remote"]}
        cleared = connector.update(ana.ref, {"custom_fields": {"notice_period": None}})
        assert cleared.data["custom_fields"]["notice_period"]["value"] is None

    @pytest.mark.parametrize("changes", [{"tags": ["b"]}, {"custom_fields": {"notice_period": "x"}}])
    def test_a_collection_is_not_replaced_when_somebody_was_faster(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox, ana: Record, changes: dict[str, Any]
    ) -> None:
        sandbox.act("edit_candidate", candidate_id=ana.ref.id, tags=["a", "human"])
        with pytest.raises(Stale):
            connector.update(ana.ref, changes, expect=ana.version)
        assert people(sandbox)[0]["tags"] == ["a", "human"]
        current = connector.get(ana.ref)
        assert connector.update(ana.ref, changes, expect=current.version).version != current.version

    def test_a_plain_field_is_written_without_a_read(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox, ana: Record
    ) -> None:
        before = len(sandbox.journal)
        connector.update(ana.ref, {"title": "Lead"}, expect="an older version")
        assert [entry.method for entry in sandbox.journal.since(before)] == ["PATCH"]

    def test_no_changes_are_no_write(self, connector: Greenhouse, sandbox: GreenhouseSandbox, ana: Record) -> None:
        before = len(sandbox.journal)
        assert connector.update(ana.ref, {}) == ana
        assert sandbox.journal.writes(since=before) == ()

    def test_what_is_gone_is_missing(self, connector: Greenhouse, sandbox: GreenhouseSandbox, ana: Record) -> None:
        sandbox.act("delete_candidate", candidate_id=ana.ref.id)
        with pytest.raises(Missing):
            connector.update(ana.ref, {"title": "Lead"})
        with pytest.raises(Missing):
            connector.update(ana.ref, {"tags": ["b"]}, expect=ana.version)

    def test_an_application_gets_a_source(self, connector: Greenhouse, ana: Record) -> None:
        application = connector.create("application", {"candidate_id": int(ana.ref.id), "prospect": True}, mark="m")
        assert connector.update(application.ref, {"source_id": 16}).data["source_id"] == 16

    def test_other_kinds_cannot_be_changed(self, connector: Greenhouse) -> None:
        with pytest.raises(Unsupported):
            connector.update(Ref("gh", "job", "1"), {"name": "x"})


class TestSteps:
    @pytest.fixture
    def application(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> Record:
        ana = connector.create("candidate", ANA, mark="m1").ref
        job = sandbox.act("find_job", name="Data Engineer")
        return connector.create("application", {"candidate_id": int(ana.id), "job_id": job}, mark="m2")

    def test_a_move_is_made_from_the_stage_that_we_know(self, connector: Greenhouse, application: Record) -> None:
        here = application.data["job_interview_stage_id"]
        moved = connector.move(application.ref, from_stage=here, to_stage=here + 1)
        assert moved.data["stage_name"] == "Preliminary Phone Screen"
        with pytest.raises(Invalid) as caught:
            connector.move(application.ref, from_stage=here, to_stage=here + 1)
        assert caught.value.fields == ("from_stage_id",)

    @pytest.mark.parametrize("shows_reason", [True, False])
    def test_a_rejected_application_says_why(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox, application: Record, shows_reason: bool
    ) -> None:
        sandbox.knobs.shows_rejection_reason = shows_reason
        reason = sandbox.org.rows("rejection_reasons")[2]["id"]
        rejected = connector.reject(application.ref, reason=reason)
        assert (rejected.data["status"], rejected.data["rejection_reason_id"]) == ("rejected", reason)
        assert list(connector.get_many([application.ref])) == [rejected]
        (page,) = connector.pages("application")
        assert page.items == (rejected,)
        assert connector.unreject(application.ref).data["status"] == "in_process"

    def test_rejecting_twice_is_refused(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox, application: Record
    ) -> None:
        reason = sandbox.org.rows("rejection_reasons")[0]["id"]
        connector.reject(application.ref, reason=reason)
        with pytest.raises(Invalid, match="in another state"):
            connector.reject(application.ref, reason=reason)


class TestNotes:
    def test_a_note_is_written_once_and_read_back(self, connector: Greenhouse) -> None:
        ana = connector.create("candidate", ANA, mark="m1").ref
        private = connector.add_note(ana, "Back in nurture", private=True, mark="n1")
        public = connector.add_note(ana, "Hello", private=False, mark="n2")
        assert list(connector.notes(ana)) == [public, private]
        assert (private.private, public.private) == (True, False)
        assert private.body == "Back in nurture\n[talentsync:n1]"
        assert private.created_at == SINCE

    def test_after_a_lost_reply_the_note_is_found_by_its_mark(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox
    ) -> None:
        ana = connector.create("candidate", ANA, mark="m1").ref
        sandbox.faults.plant(Fault("lost_reply", method="POST", path="/notes"))
        with pytest.raises(ReplyLost):
            connector.add_note(ana, "Hello", private=False, mark="n1")
        assert [note.body for note in connector.notes(ana)] == ["Hello\n[talentsync:n1]"]

    def test_a_note_that_cannot_be_read_is_told_after_the_others(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox
    ) -> None:
        ana = connector.create("candidate", ANA, mark="m1").ref
        for mark in ("n1", "n2"):
            connector.add_note(ana, "Hello", private=False, mark=mark)
        sandbox.faults.plant(Fault("malformed_row", path="/notes"))
        read = connector.notes(ana)
        assert next(read).body.endswith("[talentsync:n1]")
        with pytest.raises(UnexpectedReply):
            next(read)

    def test_writes_carry_the_acting_user_and_reads_the_service_user(
        self, connect: Connect, sandbox: GreenhouseSandbox
    ) -> None:
        kate = sandbox.act("add_user", first_name="Kate", last_name="Writer")
        connector = connect(acts_as=str(kate))
        ana = connector.create("candidate", ANA, mark="m1").ref  # kate is no site admin: reading as her would be 403
        connector.add_note(ana, "Hello", private=False, mark="n1")
        assert [note.body for note in connector.notes(ana)] == ["Hello\n[talentsync:n1]"]
        assert sandbox.org.rows("notes")[0]["user_id"] == kate


class TestPermission:
    def test_a_missing_scope_is_named_with_the_place_to_tick_it(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox
    ) -> None:
        sandbox.scopes = frozenset({"harvest:candidates:list"})
        with pytest.raises(NotPermitted) as caught:
            connector.create("candidate", ANA, mark="m1")
        assert caught.value.needs == "harvest:candidates:create"
        assert "API Credentials" in (caught.value.hint or "")
        assert caught.value.request_id is not None


class TestUnsteadyReads:
    @pytest.mark.parametrize("kind", ["unavailable", "failed_before", "cut_body", "bad_json", "lost_reply"])
    def test_a_read_is_repeated(self, connector: Greenhouse, sandbox: GreenhouseSandbox, kind: Any) -> None:
        made = connector.create("candidate", ANA, mark="m1")
        sandbox.faults.plant(Fault(kind, method="GET", times=2))
        assert connector.get(made.ref) == made

    def test_a_vendor_that_stays_down_is_unavailable(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        sandbox.faults.plant(Fault("unavailable", method="GET", times=None))
        with pytest.raises(Unavailable):
            list(connector.pages("candidate"))
