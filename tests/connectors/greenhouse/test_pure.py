"""The pure parts: windows and cursors, rows, request bodies, error bodies, token replies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.errors import Invalid, LoginFailed, RateLimited, Unavailable, UnexpectedReply
from connectors.greenhouse import auth, listing, notes, wire
from connectors.greenhouse.account import account_id, mark_problems
from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.endpoints import ENDPOINTS, scope
from connectors.greenhouse.explain import Explainer
from connectors.greenhouse.rows import read_row
from connectors.http import Reply
from connectors.types import BadRecord, Cursor, Record, Ref
from tests.connectors.greenhouse.conftest import NOON, fixture


class TestWindows:
    def test_without_a_cursor_everything_is_listed(self) -> None:
        window = listing.open_window("candidate", None, now=NOON)
        assert listing.date_filter(window) is None

    def test_the_next_window_starts_before_the_last_one_was_opened(self) -> None:
        after_full = listing.cursor_at(listing.open_window("candidate", None, now=NOON))
        window = listing.open_window("candidate", after_full, now=NOON + 600)
        assert window.start == datetime.fromtimestamp(NOON, UTC) - timedelta(minutes=5)
        expected = "gte|2026-11-22T11:55:00.000Z|lte|2026-11-22T12:15:00.000Z"
        assert listing.date_filter(window) == expected

    def test_a_cursor_in_the_middle_keeps_the_time_at_which_the_listing_was_opened(self) -> None:
        opened = listing.Window("job", None, datetime.fromtimestamp(NOON, UTC), position="abc")
        resumed = listing.open_window("job", listing.cursor_at(opened), now=NOON + 9999)
        assert resumed == opened

    def test_a_clock_that_went_back_does_not_turn_the_window_around(self) -> None:
        cursor = listing.cursor_at(listing.open_window("job", None, now=NOON))
        window = listing.open_window("job", cursor, now=NOON - 86400)
        assert listing.date_filter(window) == "gte|2026-11-22T11:55:00.000Z|lte|2026-11-22T12:00:00.000Z"

    @pytest.mark.parametrize("text", ["", "7", "{}", '{"kind":"job","from":"soon"}', '{"kind":"stage","from":null}'])
    def test_a_text_that_is_no_cursor_of_this_kind_is_refused(self, text: str) -> None:
        with pytest.raises(listing.BadCursor):
            listing.open_window("job", Cursor(text), now=NOON)


class TestRows:
    def test_a_documented_row_becomes_a_record(self) -> None:
        row = fixture("candidate")
        assert read_row(row, kind="candidate", system="gh") == Record(
            Ref("gh", "candidate", "53883394210"), row, "2026-11-20T16:01:02.003Z"
        )

    @pytest.mark.parametrize("name", ["application_rejected", "application_prospect_without_job"])
    def test_applications_are_read_with_and_without_a_job(self, name: str) -> None:
        assert isinstance(read_row(fixture(name), kind="application", system="gh"), Record)

    def test_bad_rows_say_why_and_harm_no_other(self) -> None:
        read = [read_row(row, kind="candidate", system="gh") for row in fixture("page_with_trouble")]
        assert [item.reason if isinstance(item, BadRecord) else item.ref.id for item in read] == [
            "53883394212",
            "the vendor sent a message instead of the row: it is still being made, or hidden from us",
            "id is missing or not a number",
            "email_addresses is not a list",
            "the row is not an object",
        ]

    def test_a_field_nobody_documented_is_kept(self) -> None:
        record = read_row(fixture("page_with_trouble")[0], kind="candidate", system="gh")
        assert isinstance(record, Record)
        assert record.data["a_field_of_tomorrow"] == {"kept": True}


class TestBodies:
    def test_a_creation_carries_the_mark_beside_the_other_custom_fields(self) -> None:
        data = {"first_name": "A", "last_name": "B", "company": None, "custom_fields": {"notice_period": "1 month"}}
        body, later = wire.creation(data, mark_field="talentsync_mark", mark="m1")
        assert body == {
            "first_name": "A",
            "last_name": "B",
            "custom_fields": [
                {"name_key": "notice_period", "value": "1 month"},
                {"name_key": "talentsync_mark", "value": "m1"},
            ],
        }
        assert later == {}

    def test_what_only_a_patch_can_say_is_said_afterwards(self) -> None:
        data = {"first_name": "A", "last_name": "B", "private": True, "can_email": True, "linked_user_ids": []}
        body, later = wire.creation(data, mark_field="m", mark="1")
        assert "private" not in body
        assert later == {"private": True}

    def test_the_two_arms_of_an_application_are_never_mixed(self) -> None:
        assert wire.application({"prospect": False, "job_id": 7}) == {"job_id": 7}
        assert wire.application({"prospect": True, "job_id": 7}) == {"prospect": True, "job_ids": [7]}
        assert wire.application({"prospect": True, "job_id": None}) == {"prospect": True}

    def test_a_patch_clears_each_field_in_its_own_way_and_renames_private(self) -> None:
        changes = {"company": None, "tags": None, "time_zone": None, "private": True}
        assert wire.patch("candidate", changes, current={}) == {
            "company": "",
            "tags": [],
            "time_zone": None,
            "is_private": True,
        }

    def test_custom_fields_are_sent_complete(self) -> None:
        current = {
            "notice_period": {"type": "short_text", "value": "1 month"},
            "unset": {"type": "short_text", "value": None},
            "modes": {"type": "multi_select", "value": []},
            "secret": {"type": "short_text_hris", "value": "***"},
            "owner": {"type": "user", "value": {"user_id": 5, "name": "K"}},
        }
        body = wire.patch("candidate", {"custom_fields": {"gem_id": "x"}}, current=current)
        assert body["custom_fields"] == [
            {"name_key": "notice_period", "value": "1 month"},
            {"name_key": "owner", "value": 5},
            {"name_key": "gem_id", "value": "x"},
        ]

    def test_a_note_has_the_mark_in_its_last_line(self) -> None:
        assert notes.body_with_mark("two\nlines", "m1").splitlines()[-1] == "[talentsync:m1]"

    def test_replaced_collections_are_the_same_in_manifest_and_code(self) -> None:
        assert set(Greenhouse.manifest.replaced_whole) == wire.REPLACED_WHOLE["candidate"]
        assert set(Greenhouse.manifest.kinds) == set(ENDPOINTS)


class TestErrors:
    def explained(self, name: str, status: int = 422) -> Invalid:
        error = Explainer("gh")(Reply(status, {"x-request-id": "r1"}, fixture("errors")[name]), "/v3/candidates")
        assert isinstance(error, Invalid)
        return error

    def test_fields_are_named_and_values_are_not(self) -> None:
        error = self.explained("mixed")
        assert error.fields == ("email_addresses",)
        assert str(error) == "gh: /v3/candidates: refused: email_addresses (HTTP 422)"
        assert error.request_id == "r1"

    @pytest.mark.parametrize(
        ("name", "fields", "rule"),
        [
            ("cursor", (), "a cursor must travel alone"),
            ("per_page", ("per_page",), "refused: per_page"),
            ("state", (), "the application is in another state"),
            ("older", ("type",), "refused: type"),
            ("hostile_key", (), "a value or a combination is refused"),
            ("strange", (), "a value or a combination is refused"),
        ],
    )
    def test_every_shape_of_error_body_is_read(self, name: str, fields: tuple[str, ...], rule: str) -> None:
        error = self.explained(name)
        assert (error.fields, error.reason) == (fields, f"/v3/candidates: {rule}")

    def test_other_statuses_are_left_to_the_usual_reading(self) -> None:
        assert Explainer("gh")(Reply(404, {}, None), "/v3/jobs") is None

    @pytest.mark.parametrize(
        ("method", "path", "expected"),
        [
            ("GET", "/job_interview_stages", "harvest:job_interview_stages:list"),
            ("POST", "/candidates", "harvest:candidates:create"),
            ("PATCH", "/applications/7", "harvest:applications:update"),
            ("POST", "/applications/7/move", "harvest:applications:move"),
        ],
    )
    def test_the_scope_of_a_request(self, method: str, path: str, expected: str) -> None:
        assert scope(method, path) == expected


class TestTokenReplies:
    @pytest.mark.parametrize(
        ("ending", "fresh_for"),
        [
            ({"expires_in": 3600}, 3540),
            ({"expires_at": "2026-11-22T12:30:00Z"}, 1740),
            ({"expires": "2026-11-22T12:30:00.000Z"}, 1740),
            ({}, 3540),
            ({"expires_in": "soon"}, 3540),
            ({"expires_in": 40}, 20),
        ],
    )
    def test_a_token_is_given_up_a_minute_early(self, ending: dict[str, Any], fresh_for: float) -> None:
        token = auth.read_token({"access_token": "a.b.c", **ending}, now=NOON)
        assert token == auth.Token("a.b.c", NOON + fresh_for)

    @pytest.mark.parametrize("body", [None, [], {}, {"access_token": 7}])
    def test_a_reply_without_a_token_is_noticed(self, body: Any) -> None:
        assert auth.read_token(body, now=NOON) is None

    @pytest.mark.parametrize(
        ("status", "body", "kind", "text"),
        [
            (401, {"error": "invalid_client"}, LoginFailed, "the client id or the client secret is wrong"),
            (
                400,
                {"message": "client_id=ID-7 does not contain a valid client ID suffix"},
                LoginFailed,
                "the client id is malformed",
            ),
            (401, {"message": "Unauthorized"}, LoginFailed, "the token server refused the login"),
            (429, None, RateLimited, "the token server said slow down"),
            (503, None, Unavailable, "the token server failed"),
            (302, None, UnexpectedReply, "the token server answered something else"),
        ],
    )
    def test_refusals_are_told_in_our_words(self, status: int, body: Any, kind: type, text: str) -> None:
        error = auth.refusal(status, body, {}, system="gh", acting=False)
        assert (type(error), error.reason) == (kind, text)

    @pytest.mark.parametrize("token", ["", "opaque", "a.b.c", "a.!!.c", "a.WzFd.c"])
    def test_a_token_that_is_no_jwt_has_no_claims(self, token: str) -> None:
        assert auth.claims(token) == {}


class TestAccount:
    def test_the_id_falls_back_to_a_digest_that_does_not_show_the_client_id(self) -> None:
        assert account_id({"silo": 3, "sub": "77"}, "abc") == "3-77"
        assert account_id({}, "abc") == "client-ba7816bf8f01cfea"

    @pytest.mark.parametrize(
        ("row", "problems"),
        [
            ({"name_key": "m", "value_type": "short_text", "active": True}, 0),
            ({"name_key": "m", "value_type": "short_text", "active": False}, 1),
            ({"name_key": "m", "value_type": "yes_no", "active": True}, 1),
            ({"name_key": "n", "value_type": "short_text", "active": True}, 1),
        ],
    )
    def test_the_field_for_the_mark_must_be_there_and_hold_text(self, row: dict[str, Any], problems: int) -> None:
        assert len(mark_problems([row], "m")) == problems
