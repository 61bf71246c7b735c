"""Erasing in Greenhouse: deleted, or emptied and kept for the reports."""

from __future__ import annotations

from typing import Any

import pytest

from connectors.errors import NotPermitted, ReplyLost, Unsupported
from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.erasing import IDENTIFYING, OTHER
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.greenhouse.sandbox.anonymizing import NAMES
from connectors.sandbox import Fault
from connectors.types import Ref
from tests.connectors.greenhouse.conftest import Connect, email, person

SECRET = "Zebulonia"  # a name that nothing else contains


def told_of(sandbox: GreenhouseSandbox) -> Ref:
    """Somebody whose name stands wherever a name can stand, rejected on one job and a prospect for another."""
    made = person(
        sandbox,
        last_name=SECRET,
        preferred_name=SECRET,
        company=f"{SECRET} & Daughters",
        title=f"Chief {SECRET}",
        email_addresses=[email(f"{SECRET}@x.test")],
        phone_numbers=[{"value": f"+1 {SECRET}", "type": "mobile"}],
        website_addresses=[{"value": f"{SECRET}.test", "type": "portfolio"}],
        social_media_addresses=[{"value": f"linkedin.com/in/{SECRET}"}],
        addresses=[{"value": f"{SECRET} street", "type": "home"}],
        custom_fields={"notice_period": SECRET},
    )
    sandbox.act("add_note", candidate_id=made, body=f"Spoke to {SECRET}.", private=True)
    application = sandbox.act("apply", candidate_id=made, job_id=job(sandbox), stage="Offer")
    row = sandbox.org.row("applications", application)
    row |= {"answers": [{"question": "Who?", "answer": SECRET}], "location_address": SECRET}
    sandbox.act("reject", application_id=application)
    sandbox.act("add_prospect", candidate_id=made, job_ids=[job(sandbox)])
    return Ref("gh", "candidate", str(made))


def job(sandbox: GreenhouseSandbox) -> int:
    return int(sandbox.act("find_job", name="Data Engineer"))


def writes(sandbox: GreenhouseSandbox) -> list[tuple[str, str]]:
    return [(entry.method, entry.path.removeprefix("/v3")) for entry in sandbox.writes()]


class TestDelete:
    def test_everything_goes(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        ref = told_of(sandbox)
        assert sandbox.act("holds", text=SECRET) == ["candidates", "applications", "notes"]
        erased = connector.erase(ref)
        assert (erased.how, erased.was_gone) == ("deleted", False)
        assert writes(sandbox) == [("DELETE", f"/candidates/{ref.id}")]
        left = {name: len(sandbox.org.tables[name]) for name in ("applications", "notes", "rejection_details")}
        assert left == {"applications": 0, "notes": 0, "rejection_details": 0}
        assert sandbox.act("holds", text=SECRET) == []

    def test_one_that_is_hidden_looks_gone_and_that_is_told(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox
    ) -> None:
        ref = told_of(sandbox)
        sandbox.act("set_private", candidate_id=ref.id)
        sandbox.knobs.sees_private = False
        erased = connector.erase(ref)
        assert erased.was_gone
        assert "hidden" in erased.left[0]
        assert sandbox.act("holds", text=SECRET)

    def test_an_id_that_is_no_number_is_nobody(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        assert connector.erase(Ref("gh", "candidate", "../users/1")).was_gone
        assert writes(sandbox) == []

    def test_the_missing_scope_is_named(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        ref = told_of(sandbox)
        sandbox.scopes = frozenset({"harvest:candidates:list", "harvest:candidates:anonymize"})
        with pytest.raises(NotPermitted) as caught:
            connector.erase(ref)
        assert (caught.value.needs, caught.value.ref) == ("harvest:candidates:destroy", ref)


class TestAnonymize:
    @pytest.fixture
    def connector(self, connect: Connect) -> Greenhouse:
        return connect(erasure="anonymize")

    def test_an_empty_record_stays(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        ref = told_of(sandbox)
        erased = connector.erase(ref)
        assert (erased.how, erased.was_gone) == ("anonymised", False)
        assert writes(sandbox) == [("PATCH", f"/candidates/{ref.id}/anonymize")]
        assert sandbox.act("holds", text=SECRET) == []
        row = connector.get(ref).data
        assert (row["first_name"], row["last_name"], row["preferred_name"]) == ("Anonymized", ref.id, None)
        assert (row["email_addresses"], row["company"], row["tags"]) == ([], None, [])

    def test_its_applications_stay_without_their_story(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        ref = told_of(sandbox)
        connector.erase(ref)
        (applied, prospect) = sandbox.org.rows("applications", candidate_id=int(ref.id))
        shown = {name: applied[name] for name in ("status", "stage_name", "rejection_reason_id", "answers")}
        assert shown == {
            "status": "rejected",
            "stage_name": "Application Review",
            "rejection_reason_id": None,
            "answers": [],
        }
        assert (prospect["status"], prospect["prospective_job_ids"]) == ("in_process", [])

    def test_everybody_else_keeps_what_they_have(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        other = told_of(sandbox)
        before = sandbox.state()
        connector.erase(told_of(sandbox))
        (kept,) = [shown for shown in sandbox.state()["candidates"] if shown["first_name"] == "Ana"]
        assert [kept] == before["candidates"]
        assert connector.get(other).data["last_name"] == SECRET

    def test_all_documented_names_are_sent_each_once(self) -> None:
        assert sorted({*IDENTIFYING, *OTHER}) == sorted((*IDENTIFYING, *OTHER)) == sorted(NAMES)

    def test_a_name_that_is_refused_does_not_keep_the_others(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox
    ) -> None:
        ref = told_of(sandbox)
        sandbox.knobs.unanonymizable = frozenset({"identity_verification", "innotes"})
        erased = connector.erase(ref)
        assert erased.how == "anonymised"
        assert "refused to anonymise innotes, identity_verification" in erased.left[-1]
        assert sandbox.act("holds", text=SECRET) == []

    def test_without_its_identity_gone_nobody_is_anonymous(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox
    ) -> None:
        ref = told_of(sandbox)
        sandbox.knobs.unanonymizable = frozenset({"social_media_links"})
        with pytest.raises(Unsupported, match="does not anonymise social_media_links") as caught:
            connector.erase(ref)
        assert "set erasure to delete" in (caught.value.hint or "")

    def test_a_lost_reply_can_be_repeated(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        ref = told_of(sandbox)
        sandbox.faults.plant(Fault(kind="lost_reply", method="WRITE", path=r"/anonymize$", times=1))
        with pytest.raises(ReplyLost):
            connector.erase(ref)
        assert connector.erase(ref).how == "anonymised"
        assert sandbox.act("holds", text=SECRET) == []

    def test_the_missing_scope_is_named(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        ref = told_of(sandbox)
        sandbox.scopes = frozenset({"harvest:candidates:list", "harvest:candidates:destroy"})
        with pytest.raises(NotPermitted) as caught:
            connector.erase(ref)
        assert caught.value.needs == "harvest:candidates:anonymize"

    def test_the_webhook_has_its_own_word_for_reasons(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        told: list[dict[str, Any]] = []
        ref = told_of(sandbox)
        sandbox.org.tell = lambda event, row, **details: told.append({"event": event, **details})
        connector.erase(ref)
        (only,) = told
        assert only["event"] == "candidate_anonymized"
        assert {"rejection_reasons", "full_name"} <= set(only["anonymized_fields"])
        assert "rejection_reason" not in only["anonymized_fields"]


class TestCheck:
    def test_no_scope_for_erasing_is_a_warning_where_tokens_tell_scopes(
        self, connect: Connect, sandbox: GreenhouseSandbox
    ) -> None:
        sandbox.scopes = frozenset(f"harvest:{table}:list" for table in sandbox.org.tables)
        assert connect().check().warnings == ()
        sandbox.knobs.tokens_tell_scopes = True
        account = connect().check()
        assert account.problems == ()
        (warning,) = account.warnings
        assert "harvest:candidates:destroy" in warning
        sandbox.scopes |= {"harvest:candidates:destroy"}
        assert connect().check().warnings == ()
        assert len(connect(erasure="anonymize").check().warnings) == 1

    def test_a_setting_that_says_no_known_way_is_a_problem(self, connect: Connect, sandbox: GreenhouseSandbox) -> None:
        connector = connect(erasure="shred")
        (problem,) = connector.check().problems
        assert "erasure is 'shred'" in problem
        with pytest.raises(Unsupported):
            connector.erase(told_of(sandbox))
        assert writes(sandbox) == []
