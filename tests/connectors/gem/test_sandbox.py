"""The stand-in keeps Gem's rules for keys, limits, pages, projects, fields and notes, as a plain client sees them."""

from __future__ import annotations

import httpx
import pytest

from connectors.gem.sandbox import GemSandbox
from connectors.sandbox import SandboxClock
from connectors.sandbox.server import serve
from tests.connectors.gem.replies import NOBODY, complaints, pagination


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": "wrong"}])
@pytest.mark.parametrize("path", ["/v0/users", "/v0/nonesuch"])
def test_without_the_key_everything_is_403(base_url: str, headers: dict[str, str], path: str) -> None:
    reply = httpx.get(base_url + path, headers=headers)
    assert (reply.status_code, reply.json()) == (403, {"message": "Forbidden"})


def test_the_bucket_holds_500_and_fills_with_20_a_second(clock: SandboxClock) -> None:
    sandbox = GemSandbox(clock=clock)
    with serve(sandbox) as url, httpx.Client(headers={"X-API-Key": sandbox.api_key}) as client:
        statuses = [client.get(f"{url}/v0/users").status_code for _ in range(501)]
        assert (set(statuses[:500]), statuses[500]) == ({200}, 429)
        refused = client.get(f"{url}/v0/users")
        assert "retry-after" not in refused.headers
        clock.skip(1)
        assert [client.get(f"{url}/v0/users").status_code for _ in range(21)] == [200] * 20 + [429]


def test_pages_are_bare_arrays_with_a_header_that_leaves_out_its_edges(http: httpx.Client, sandbox: GemSandbox) -> None:
    for number in range(45):
        sandbox.act("add_candidate", first_name=str(number))
    first, middle, last = (http.get("/candidates", params={"page": page, "sort": "asc"}) for page in (1, 2, 3))
    assert [len(reply.json()) for reply in (first, middle, last)] == [20, 20, 5]
    known = {"total": 45, "total_pages": 3, "first_page": 1, "last_page": 3}
    assert pagination(first) == {**known, "page": 1, "next_page": 2}
    assert pagination(middle) == {**known, "page": 2, "previous_page": 1, "next_page": 3}
    assert pagination(last) == {**known, "page": 3, "previous_page": 2}
    assert http.get("/candidates", params={"page_size": 100}).json()[0]["first_name"] == "44"  # newest first


def test_an_empty_list_has_only_totals(http: httpx.Client) -> None:
    assert pagination(http.get("/projects")) == {"total": 0, "total_pages": 0}


@pytest.mark.parametrize(
    ("name", "value"),
    [("page_size", "101"), ("page_size", "0"), ("page", "0"), ("sort", "up"), ("created_after", "0"),
     ("updated_after", "2026-01-01"), ("candidate_ids", ",".join("x" * 21))],
)  # fmt: skip
def test_bad_parameters_are_422(http: httpx.Client, name: str, value: str) -> None:
    assert complaints(http.get("/candidates", params={name: value}), "query") == {name}


def test_membership_is_all_or_nothing(http: httpx.Client, sandbox: GemSandbox, someone: str) -> None:
    other = str(sandbox.act("add_candidate", first_name="B"))
    project = str(sandbox.act("add_project", name="Nurture"))
    members = f"/projects/{project}/candidates"
    assert http.put(members, json={"candidate_ids": [someone]}).status_code == 204
    clash = http.put(members, json={"candidate_ids": [someone, other]})
    assert (clash.status_code, clash.json()["errors"]) == (400, {"json": {"candidate_ids": [someone]}})
    assert [row["candidate_id"] for row in http.get(members).json()] == [someone]
    absent = http.request("DELETE", members, json={"candidate_ids": [someone, other]})
    assert (absent.status_code, absent.json()["errors"]) == (400, {"json": {"candidate_ids": [other]}})
    assert http.request("DELETE", members, json={"candidate_ids": [someone]}).status_code == 204
    log = http.get("/project_candidate_membership_log", params={"candidate_id": someone, "sort": "asc"}).json()
    assert [row["action"] for row in log] == ["add", "remove"]


def test_the_log_wants_to_know_whose(http: httpx.Client) -> None:
    assert complaints(http.get("/project_candidate_membership_log"), "query") == {"_schema"}


@pytest.mark.parametrize("bumps", [True, False])
def test_whether_membership_moves_the_candidate_is_a_knob(
    http: httpx.Client, sandbox: GemSandbox, someone: str, bumps: bool
) -> None:
    sandbox.knobs.membership_bumps = bumps
    sandbox.act("add_project", name="Nurture")
    sandbox.act("add_to_project", project="Nurture", candidate_id=someone)
    assert (http.get(f"/candidates/{someone}").json()["last_updated_at"] is not None) is bumps


def test_a_user_id_is_checked_for_write_access(
    http: httpx.Client, sandbox: GemSandbox, user: str, someone: str
) -> None:
    private = str(sandbox.act("add_project", name="Mine", privacy_type="personal"))
    reply = http.put(f"/projects/{private}/candidates", json={"candidate_ids": [someone], "user_id": user})
    assert (reply.status_code, "permission" in reply.json()["message"]) == (400, True)


def test_projects_are_personal_by_default_and_names_may_repeat(http: httpx.Client, user: str) -> None:
    first, second = (http.post("/projects", json={"user_id": user, "name": "Same"}).json() for _ in range(2))
    assert first["id"] != second["id"]
    assert first["privacy_type"] == "personal"
    assert complaints(http.post("/projects", json={"name": "x"})) == {"user_id"}


def test_fields_and_options_exist_once(http: httpx.Client) -> None:
    body = {"name": " Stage ", "value_type": "single_select", "scope": "team", "option_values": ["One"]}
    made = http.post("/custom_fields", json=body).json()
    assert made["name"] == "Stage"
    clash = http.post("/custom_fields", json=body | {"name": "Stage"})
    assert (clash.status_code, clash.json()["errors"]["json"]["custom_field"]["id"]) == (400, made["id"])
    options = f"/custom_fields/{made['id']}/options"
    taken = http.post(options, json={"option_values": ["One", "Two"]})
    assert taken.status_code == 400
    assert [row["value"] for row in http.get(options).json()] == ["One"]
    assert complaints(http.post("/custom_fields", json={"name": "x" * 51, "value_type": "text", "scope": "team"})) == {
        "name"
    }


def test_select_values_must_be_options_and_hidden_ones_vanish(http: httpx.Client, someone: str) -> None:
    body = {"name": "Stage", "value_type": "single_select", "scope": "team", "option_values": ["One", "Two"]}
    field = http.post("/custom_fields", json=body).json()
    put = {"custom_fields": [{"custom_field_id": field["id"], "value": "Three"}]}
    assert complaints(http.put(f"/candidates/{someone}", json=put)) == {"custom_fields"}
    put["custom_fields"][0]["value"] = "Two"
    (shown,) = http.put(f"/candidates/{someone}", json=put).json()["custom_fields"]
    assert (shown["value"], shown["value_option_ids"]) == ("Two", [field["options"][1]["id"]])
    http.patch(f"/custom_fields/{field['id']}", json={"is_hidden": True})
    assert http.get(f"/candidates/{someone}").json()["custom_fields"] == []


def test_notes(http: httpx.Client, user: str, someone: str) -> None:
    body = {"candidate_id": someone, "user_id": user, "content": "x" * 10_000}
    note = http.post("/notes", json=body).json()
    assert (note["is_private"], http.get(f"/notes/{note['id']}").json()) == (False, note)
    assert complaints(http.post("/notes", json=body | {"content": "x" * 10_001})) == {"content"}
    assert complaints(http.post("/notes", json=body | {"user_id": NOBODY})) == {"user_id"}
    assert http.post("/notes", json=body | {"candidate_id": NOBODY}).status_code == 404
    assert http.delete(f"/notes/{note['id']}").status_code == 204
    assert http.get(f"/candidates/{someone}/notes").json() == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/candidates/events", 403),
        ("GET", "/sequences", 200),
        ("POST", "/sequences", 405),
        ("GET", "/projects/x/sequences", 405),
        ("DELETE", "/users", 405),
        ("GET", "/nonesuch", 404),
    ],
)
def test_doors_that_are_closed(http: httpx.Client, method: str, path: str, status: int) -> None:
    assert http.request(method, path).status_code == status


def test_what_people_do_in_the_pages(http: httpx.Client, sandbox: GemSandbox, someone: str) -> None:
    other = {"email_address": "n.haddad@post.example", "is_primary": True}
    twin = sandbox.act("add_candidate", first_name="N.", title="Welder", emails=[other], projects=[])
    sandbox.act("add_project", name="Nurture")
    sandbox.act("add_to_project", project="Nurture", candidate_id=twin)
    sandbox.act("add_note", candidate_id=twin, content="met", is_private=True)
    sandbox.act("link_greenhouse", candidate_id=someone, greenhouse_id=53)
    sandbox.act("merge", primary_id=someone, duplicate_id=twin)
    (row,) = sandbox.state()["candidates"]
    assert (row["first_name"], row["title"], row["candidate_greenhouse_id"]) == ("Noor", "Welder", "53")
    assert [item["email_address"] for item in row["emails"]] == ["noor@post.example", "n.haddad@post.example"]
    assert row["projects"] == ["Nurture"]
    assert [note["content"] for note in row["notes"]] == ["met"]
    assert http.get(f"/candidates/{twin}").status_code == 404


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("dance", {}),
        ("add_candidate", {"headline": "x"}),
        ("edit_candidate", {"candidate_id": NOBODY}),
        ("add_to_project", {"project": "Nonesuch", "candidate_id": NOBODY}),
    ],
)
def test_acts_that_cannot_be_done(sandbox: GemSandbox, action: str, arguments: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"no such|has no|unknown"):
        sandbox.act(action, **arguments)


def test_the_state_does_not_depend_on_times_or_order(clock: SandboxClock) -> None:
    def build(*names: str) -> GemSandbox:
        sandbox = GemSandbox(clock=clock)
        for name in names:
            clock.skip(7)
            sandbox.act("add_candidate", first_name=name)
        return sandbox

    assert build("A", "B").state() == build("B", "A").state()
    assert build("A", "B").state() != build("A", "C").state()
