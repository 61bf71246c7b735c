"""The sandbox keeps the vendor's rules: tokens, order of refusals, limits, paging, filters, request bodies."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox import SandboxClock
from connectors.sandbox.server import serve
from tests.connectors.greenhouse.conftest import ask, email, person, token


class TestTokens:
    @pytest.mark.parametrize(
        ("auth", "status", "key"),
        [
            (None, 401, "errorId"),
            (("no-suffix", "x"), 400, "errorId"),
            (("other-greenhouse-sandbox", "x"), 401, "error"),
        ],
    )
    def test_bad_credentials(self, address: str, auth: tuple[str, str] | None, status: int, key: str) -> None:
        reply = httpx.post(f"{address}/token", auth=auth, data={"grant_type": "client_credentials"})
        assert reply.status_code == status
        assert key in reply.json()

    @pytest.mark.parametrize("form", [{}, {"grant_type": "password"}, {"grant_type": "client_credentials", "sub": "5"}])
    def test_bad_grants(self, sandbox: GreenhouseSandbox, address: str, form: dict[str, str]) -> None:
        assert ask(sandbox, address, **form).status_code == 400

    def test_older_tokens_stay_good(self, sandbox: GreenhouseSandbox, address: str) -> None:
        older = token(sandbox, address)
        assert token(sandbox, address) != older
        reply = httpx.get(f"{address}/v3/users", headers={"Authorization": f"Bearer {older}"})
        assert reply.status_code == 200


class TestRefusals:
    def test_an_unknown_path_is_not_found_before_anybody_asks_for_a_token(self, address: str) -> None:
        assert httpx.get(f"{address}/v3/nonsense").json() == {"message": "Resource not found"}
        assert httpx.get(f"{address}/v3/candidates").status_code == 401

    def test_a_scope_that_is_not_granted_is_forbidden(self, sandbox: GreenhouseSandbox, http: httpx.Client) -> None:
        sandbox.scopes = frozenset({"harvest:jobs:list"})
        assert [http.get(path).status_code for path in ("/jobs", "/candidates")] == [200, 403]

    def test_lists_are_for_site_admins(self, sandbox: GreenhouseSandbox, address: str) -> None:
        user = sandbox.act("add_user", first_name="No", last_name="Admin")
        headers = {"Authorization": f"Bearer {token(sandbox, address, sub=str(user))}"}
        assert httpx.get(f"{address}/v3/jobs", headers=headers).status_code == 403

    def test_a_window_admits_its_number_and_tells_so_on_every_reply(self, clock: SandboxClock) -> None:
        sandbox = GreenhouseSandbox(clock=clock, limit=3)
        with serve(sandbox) as address:
            headers = {"Authorization": f"Bearer {token(sandbox, address)}"}
            replies = [httpx.get(f"{address}/v3/users", headers=headers) for _ in range(4)]
            assert [reply.status_code for reply in replies] == [200, 200, 200, 429]
            assert [reply.headers["X-RateLimit-Remaining"] for reply in replies] == ["2", "1", "0", "0"]
            assert int(replies[3].headers["Retry-After"]) >= 1
            clock.skip(30)
            assert httpx.get(f"{address}/v3/users", headers=headers).status_code == 200


class TestListing:
    def test_a_bare_array_newest_id_first_with_the_next_page_in_a_link(
        self, sandbox: GreenhouseSandbox, http: httpx.Client
    ) -> None:
        made = [person(sandbox) for _ in range(3)]
        first = http.get("/candidates", params={"per_page": "2"})
        assert [row["id"] for row in first.json()] == [made[2], made[1]]
        second = http.get(first.links["next"]["url"])
        assert [row["id"] for row in second.json()] == [made[0]]
        assert "link" not in second.headers
        assert made[0] > 2**32

    @pytest.mark.parametrize(
        "params",
        [
            {"per_page": "501"},
            {"per_page": "0"},
            {"cursor": "no-cursor"},
            {"ids": ",".join(map(str, range(51)))},
            {"updated_at": "gte|2026-11-01"},
            {"updated_at": "2026-11-01T00:00:00Z"},
            {"updated_at": "gte|2026-11-01T00:00:00Z", "created_at": "gte|2026-11-01T00:00:00Z"},
            {"job_id": "4"},
        ],
    )
    def test_what_is_refused(self, http: httpx.Client, params: dict[str, str]) -> None:
        reply = http.get("/candidates", params=params)
        assert reply.status_code == 422
        assert reply.json()["message"] == "Unprocessable Content"

    def test_a_cursor_travels_alone(self, sandbox: GreenhouseSandbox, http: httpx.Client) -> None:
        person(sandbox)
        person(sandbox)
        link = http.get("/candidates", params={"per_page": "1"}).links["next"]["url"]
        assert [http.get(link).status_code, http.get(f"{link}&per_page=1").status_code] == [200, 422]

    def test_the_status_is_filtered_by_another_word_than_it_is_shown(
        self, sandbox: GreenhouseSandbox, http: httpx.Client
    ) -> None:
        sandbox.act("add_prospect", candidate_id=person(sandbox))
        assert [row["status"] for row in http.get("/applications", params={"status": "active"}).json()] == [
            "in_process"
        ]
        assert http.get("/applications", params={"status": "in_process"}).status_code == 422

    def test_dates_are_filtered_on_both_sides(
        self, sandbox: GreenhouseSandbox, http: httpx.Client, clock: SandboxClock
    ) -> None:
        person(sandbox)
        clock.skip(60)
        middle = person(sandbox)
        clock.skip(60)
        person(sandbox)
        window = "gt|2026-11-22T12:00:00.000Z|lt|2026-11-22T12:02:00.000Z"
        assert [row["id"] for row in http.get("/candidates", params={"created_at": window}).json()] == [middle]

    def test_only_the_wanted_fields_are_shown(self, sandbox: GreenhouseSandbox, http: httpx.Client) -> None:
        made = person(sandbox)
        rows = http.get("/candidates", params={"fields": "id,first_name"}).json()
        assert rows == [{"id": made, "first_name": "Ana"}]

    def test_private_candidates_can_be_left_out(self, sandbox: GreenhouseSandbox, http: httpx.Client) -> None:
        sandbox.act("set_private", candidate_id=person(sandbox))
        assert len(http.get("/candidates").json()) == 1
        assert http.get("/candidates", params={"private": "false"}).json() == []

    def test_service_users_and_built_in_reasons_are_shown_on_request(self, http: httpx.Client) -> None:
        assert len(http.get("/users").json()) == 2
        assert len(http.get("/users", params={"show_service_accounts": "true"}).json()) == 3
        assert len(http.get("/rejection_reasons").json()) == 2
        keys = {row["type"]["key"] for row in http.get("/rejection_reasons?include_defaults=true").json()}
        assert keys == {"WE_REJECTED_THEM", "THEY_REJECTED_US", "NONE_SPECIFIED"}


class TestCandidateBodies:
    def test_two_people_may_share_an_address(self, sandbox: GreenhouseSandbox, http: httpx.Client) -> None:
        body = {"first_name": "Ana", "last_name": "Vega", "email_addresses": [email("ana@x.test")]}
        assert [http.post("/candidates", json=body).status_code for _ in range(2)] == [201, 201]
        assert len(sandbox.state()["candidates"]) == 2

    @pytest.mark.parametrize(
        "body",
        [
            {"first_name": "Ana"},
            {"first_name": " ", "last_name": "V"},
            {"first_name": "Ana", "last_name": "V", "is_private": True},
            {"first_name": "Ana", "last_name": "V", "id": 7},
            {"first_name": "Ana", "last_name": "V", "email_addresses": [{"value": "a@b.test", "type": "private"}]},
            {"first_name": "Ana", "last_name": "V", "email_addresses": [{"value": "no address", "type": "work"}]},
            {"first_name": "Ana", "last_name": "V", "custom_fields": {"notice_period": "x"}},
            {"first_name": "Ana", "last_name": "V", "custom_fields": [{"name_key": "nothing", "value": "x"}]},
            {"first_name": "Ana", "last_name": "V", "custom_fields": [{"name_key": "work_modes", "value": ["Mars"]}]},
            {"first_name": "Ana", "last_name": "V", "application": {"prospect": True, "job_id": 7}},
            {"first_name": "Ana", "last_name": "V", "application": {"job_id": 7}},
            ["not an object"],
        ],
    )
    def test_a_refused_body_makes_nobody(self, sandbox: GreenhouseSandbox, http: httpx.Client, body: Any) -> None:
        assert http.post("/candidates", json=body).status_code == 422
        assert sandbox.state()["candidates"] == []

    def test_a_closed_job_takes_nobody(self, sandbox: GreenhouseSandbox, http: httpx.Client) -> None:
        job = sandbox.act("add_job", name="Cook")
        sandbox.act("close_job", job_id=job)
        body = {"first_name": "Ana", "last_name": "Vega", "application": {"job_id": job}}
        assert http.post("/candidates", json=body).status_code == 422
        assert sandbox.state()["candidates"] == []

    def test_collections_are_replaced_whole_and_other_fields_stay(
        self, sandbox: GreenhouseSandbox, http: httpx.Client
    ) -> None:
        custom = {"notice_period": "1 month", "work_modes": ["Remote"]}
        made = person(sandbox, company="Initech", tags=["a", "b"], custom_fields=custom)
        changes = {"tags": ["c"], "custom_fields": [{"name_key": "notice_period", "value": "now"}], "company": ""}
        row = http.patch(f"/candidates/{made}", json=changes).json()
        assert (row["tags"], row["company"], row["last_name"]) == (["c"], None, "Vega")
        assert {key: field["value"] for key, field in row["custom_fields"].items()} == {
            "notice_period": "now",
            "work_modes": [],
            "talentsync_mark": None,
        }

    def test_tags_can_be_added_and_taken_off_one_by_one(self, sandbox: GreenhouseSandbox, http: httpx.Client) -> None:
        made = person(sandbox, tags=["a"])
        tag = http.post("/candidate_tags", json={"name": "b"}).json()["id"]
        applied = http.post("/applied_candidate_tags", json={"candidate_id": made, "candidate_tag_id": tag}).json()
        assert sandbox.state()["candidates"][0]["tags"] == ["a", "b"]
        assert http.delete(f"/applied_candidate_tags/{applied['id']}").status_code == 204
        assert sandbox.state()["candidates"][0]["tags"] == ["a"]

    def test_a_merged_candidate_is_gone_and_its_applications_are_the_other_s(
        self, sandbox: GreenhouseSandbox, http: httpx.Client
    ) -> None:
        primary, secondary = person(sandbox), person(sandbox, email_addresses=[email("b@x.test")])
        application = sandbox.act("add_prospect", candidate_id=secondary)
        body = {"secondary_candidate_id": secondary}
        assert http.post(f"/candidates/{primary}/merge", json=body).status_code == 200
        assert http.get(f"/candidates?ids={secondary}").json() == []
        assert http.get(f"/applications?ids={application}").json()[0]["candidate_id"] == primary

    @pytest.mark.parametrize(
        "body",
        [
            {"body": "x", "visibility": "public"},
            {"candidate_id": 5, "body": "x", "visibility": "public"},
            {"candidate_id": None, "body": "x", "visibility": "publicly_visible"},
            {"candidate_id": None, "body": "x", "visibility": "public", "subject": "forbidden for notes"},
        ],
    )
    def test_refused_notes(self, sandbox: GreenhouseSandbox, http: httpx.Client, body: dict[str, Any]) -> None:
        made = person(sandbox)
        body = {**body, "candidate_id": made} if body.get("candidate_id", 0) is None else body
        assert http.post("/notes", json=body).status_code == 422

    def test_a_deleted_candidate_leaves_no_trace(self, sandbox: GreenhouseSandbox, http: httpx.Client) -> None:
        made = person(sandbox)
        sandbox.act("add_prospect", candidate_id=made)
        assert http.delete(f"/candidates/{made}").status_code == 200
        assert (http.get("/candidates").json(), http.get("/applications").json()) == ([], [])
        assert http.patch(f"/candidates/{made}", json={"title": "x"}).status_code == 404
