"""The stand-in keeps Gem's rules for candidates, as a plain client sees them."""

from __future__ import annotations

from typing import Any, Literal

import httpx
import pytest

from connectors.gem.sandbox import GemSandbox
from connectors.sandbox import SandboxClock
from tests.connectors.gem.replies import NOBODY, complaints


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"headline": "x"}, "headline"),
        ({"created_by": NOBODY}, "created_by"),
        ({"title": "x" * 256}, "title"),
        ({"first_name": 7}, "first_name"),
        ({"emails": [{"email_address": "a@b.example"}] * 21}, "emails"),
        ({"emails": [{"email_address": "nonsense"}]}, "emails"),
        ({"emails": [{"address": "a@b.example"}]}, "emails"),
        ({"profile_urls": ["github.com/noorh"]}, "profile_urls"),
        ({"project_ids": [NOBODY]}, "project_ids"),
        ({"custom_fields": [{"custom_field_id": NOBODY, "value": "x"}]}, "custom_fields"),
        ({"sourced_from": "somewhere"}, "sourced_from"),
    ],
)
def test_a_create_that_breaks_a_rule_is_422(http: httpx.Client, user: str, change: dict[str, Any], field: str) -> None:
    assert complaints(http.post("/candidates", json={"created_by": user, **change})) == {field}
    assert http.get("/candidates").json() == []


def test_a_create_must_say_who(http: httpx.Client) -> None:
    assert complaints(http.post("/candidates", json={"first_name": "Noor"})) == {"created_by"}
    assert complaints(http.post("/candidates", json=[])) == {"_schema"}


def test_the_same_address_twice_makes_two_people(http: httpx.Client, user: str, someone: str) -> None:
    body = {"created_by": user, "emails": [{"email_address": "noor@post.example"}]}
    assert http.post("/candidates", json=body).status_code == 201
    assert len(http.get("/candidates", params={"email": "OOR@post"}).json()) == 2


@pytest.mark.parametrize(
    ("form", "where", "name"),
    [
        ("documented", (), "linked_in_handle"),
        ("observed", (), "li_handle"),
        ("nested", ("json",), "linked_in_handle"),
    ],
)
def test_the_same_handle_is_refused(
    http: httpx.Client,
    sandbox: GemSandbox,
    user: str,
    someone: str,
    form: Literal["documented", "observed", "nested"],
    where: tuple[str, ...],
    name: str,
) -> None:
    sandbox.knobs.duplicate_body = form
    reply = http.post("/candidates", json={"created_by": user, "linked_in_handle": "noorhaddad"})
    errors = reply.json()["errors"]
    for step in where:
        errors = errors[step]
    assert (reply.status_code, errors) == (400, {"duplicate_candidate": {"id": someone, name: "noorhaddad"}})


def test_handles_of_the_deleted_clash_only_by_knob(
    http: httpx.Client, sandbox: GemSandbox, user: str, someone: str
) -> None:
    sandbox.act("delete_candidate", candidate_id=someone)
    body = {"created_by": user, "linked_in_handle": "noorhaddad"}
    sandbox.knobs.deleted_handles_clash = True
    assert http.post("/candidates", json=body).status_code == 400
    sandbox.knobs.deleted_handles_clash = False
    assert http.post("/candidates", json=body).status_code == 201


def test_the_handle_filter_is_exact(http: httpx.Client, someone: str) -> None:
    assert len(http.get("/candidates", params={"linked_in_handle": "noorhaddad"}).json()) == 1
    assert http.get("/candidates", params={"linked_in_handle": "noorhadda"}).json() == []


def test_put_is_partial_and_lists_replace(http: httpx.Client, clock: SandboxClock, someone: str) -> None:
    before = http.get(f"/candidates/{someone}").json()
    clock.skip(5)
    body = {"title": "Welder", "emails": [{"email_address": "new@post.example"}]}
    after = http.put(f"/candidates/{someone}", json=body).json()
    changed = {
        "title": "Welder",
        "emails": [{"email_address": "new@post.example", "is_primary": False}],
        "last_updated_at": int(clock.now()),
    }
    assert before["last_updated_at"] is None
    assert after == before | changed


@pytest.mark.parametrize("field", ["linked_in_handle", "project_ids", "created_by", "candidate_greenhouse_id"])
def test_put_refuses_what_cannot_change(http: httpx.Client, someone: str, field: str) -> None:
    assert complaints(http.put(f"/candidates/{someone}", json={field: "x"})) == {field}


@pytest.mark.parametrize(
    "due", [{"date": "tomorrow", "user_id": "x"}, {"date": "2027-01-01"}, {"date": "2027-01-01", "user_id": NOBODY}]
)
def test_due_dates_have_a_shape(http: httpx.Client, someone: str, due: dict[str, str]) -> None:
    assert complaints(http.put(f"/candidates/{someone}", json={"due_date": due})) == {"due_date"}


def test_updated_after_leaves_out_the_unchanged_unless_the_knob_says_so(
    http: httpx.Client, sandbox: GemSandbox, clock: SandboxClock, someone: str
) -> None:
    params = {"updated_after": int(clock.now()) - 10}
    assert http.get("/candidates", params=params).json() == []
    sandbox.knobs.updated_after_includes_new = True
    assert len(http.get("/candidates", params=params).json()) == 1


@pytest.mark.parametrize(("inclusive", "number"), [(False, 0), (True, 1)])
def test_the_edge_of_a_window_is_a_knob(
    http: httpx.Client, sandbox: GemSandbox, clock: SandboxClock, someone: str, inclusive: bool, number: int
) -> None:
    sandbox.knobs.after_includes_equal = inclusive
    assert len(http.get("/candidates", params={"created_after": int(clock.now())}).json()) == number


def test_delete_wants_a_body_and_leaves_no_trace(http: httpx.Client, user: str, someone: str) -> None:
    assert complaints(http.request("DELETE", f"/candidates/{someone}", json={})) == {"on_behalf_of_user_id"}
    reply = http.request("DELETE", f"/candidates/{someone}", json={"on_behalf_of_user_id": user})
    assert (reply.status_code, reply.content) == (204, b"")
    assert http.get(f"/candidates/{someone}").status_code == 404


@pytest.mark.parametrize(("knob", "status"), [("dropped", 201), ("refused", 400)])
def test_blocked_contacts_do_not_come_back(
    http: httpx.Client, sandbox: GemSandbox, user: str, someone: str, knob: Literal["dropped", "refused"], status: int
) -> None:
    sandbox.knobs.blocked_contacts = knob
    body = {"on_behalf_of_user_id": user, "permanently_remove_contact_info": True}
    http.request("DELETE", f"/candidates/{someone}", json=body)
    again = {"created_by": user, "emails": [{"email_address": "Noor@post.example"}], "linked_in_handle": "noorhaddad"}
    reply = http.post("/candidates", json=again)
    assert reply.status_code == status
    if status == 201:
        assert (reply.json()["emails"], reply.json()["linked_in_handle"]) == ([], None)
