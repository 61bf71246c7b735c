"""Tokens and `check`, over HTTP against the sandbox."""

from __future__ import annotations

import threading

import pytest

from connectors.addresses import InsecureAddress
from connectors.errors import LoginFailed, Unavailable
from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox import Fault, SandboxClock
from connectors.types import FieldInfo
from tests.connectors.greenhouse.conftest import NOON, Connect

NEEDED = frozenset(
    f"harvest:{each}:list" for each in ("applications", "candidates", "custom_fields", "jobs", "rejection_reasons")
)
"""Without these nothing can be kept in step."""


def token_requests(sandbox: GreenhouseSandbox) -> int:
    return sum(entry.path == "/token" for entry in sandbox.journal)


def test_one_token_serves_many_threads(connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
    threads = [threading.Thread(target=lambda: list(connector.pages("user"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert token_requests(sandbox) == 1
    assert connector.calls == 9 == len(sandbox.journal)


@pytest.mark.parametrize("ttl_field", ["expires_in", "expires_at", None])
def test_a_token_is_renewed_before_its_end(
    connector: Greenhouse, sandbox: GreenhouseSandbox, clock: SandboxClock, ttl_field: str | None
) -> None:
    sandbox.knobs.ttl_field = ttl_field
    list(connector.pages("user"))
    clock.skip(3530)
    list(connector.pages("user"))
    assert token_requests(sandbox) == 1
    clock.skip(15)
    list(connector.pages("user"))
    assert token_requests(sandbox) == 2
    assert all(entry.status == 200 for entry in sandbox.journal)


def test_a_forgotten_token_is_replaced_once_for_a_write_too(connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
    list(connector.pages("user"))
    sandbox.tokens.revoke()
    connector.create("candidate", {"first_name": "Ana", "last_name": "Vega"}, mark="m1")
    assert [entry.status for entry in sandbox.journal] == [200, 200, 401, 200, 201]
    assert len(sandbox.state()["candidates"]) == 1
    assert connector.calls == len(sandbox.journal)


def test_a_token_that_is_never_good_ends_in_a_failed_login(connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
    sandbox.knobs.token_ttl = 0
    with pytest.raises(LoginFailed):
        list(connector.pages("user"))
    assert [entry.status for entry in sandbox.journal] == [200, 401, 200, 401]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"client_secret": "planted-secret"}, "the client id or the client secret is wrong"),
        ({"client_id": "planted-id"}, "the client id is malformed"),
        ({"client_id": "planted-id-greenhouse-sandbox"}, "the client id or the client secret is wrong"),
    ],
)
def test_wrong_credentials_are_named_and_not_shown(connect: Connect, settings: dict[str, str], reason: str) -> None:
    with pytest.raises(LoginFailed) as caught:
        connect(**settings).check()
    assert caught.value.reason == reason
    assert "planted" not in f"{caught.value} {caught.value.hint} {caught.value.args}"


def test_an_acting_user_that_gets_no_token_is_named_as_the_trouble(connect: Connect) -> None:
    with pytest.raises(LoginFailed, match="acting user"):
        connect(acts_as="5").create("candidate", {"first_name": "A", "last_name": "B"}, mark="m")


def test_a_token_server_that_is_down_means_that_nothing_was_written(
    connector: Greenhouse, sandbox: GreenhouseSandbox
) -> None:
    sandbox.faults.plant(Fault("unavailable", path="/token"))
    with pytest.raises(Unavailable):
        connector.create("candidate", {"first_name": "A", "last_name": "B"}, mark="m")
    assert sandbox.state()["candidates"] == []


@pytest.mark.parametrize("setting", ["base_url", "auth_url"])
def test_credentials_do_not_travel_in_the_clear(connect: Connect, setting: str) -> None:
    with pytest.raises(InsecureAddress):
        connect(**{setting: "http://greenhouse.example"})


class TestCheck:
    def test_a_good_account_has_a_stable_name_and_no_problems(self, connect: Connect) -> None:
        account = connect().check()
        assert account == connect().check()
        assert account.problems == ()
        assert account.id.startswith("1-")
        assert len(account.scopes) == 10

    def test_a_missing_scope_is_a_problem_where_nothing_can_be_done_without_it(
        self, connect: Connect, sandbox: GreenhouseSandbox
    ) -> None:
        sandbox.scopes = frozenset({"harvest:candidates:list", "harvest:custom_fields:list"})
        problems = connect().check().problems
        assert {scope for scope in NEEDED if scope in " ".join(problems)} == NEEDED - sandbox.scopes
        assert len(problems) == 3
        user = str(sandbox.act("add_user", first_name="Sync", last_name="Service"))
        assert "harvest:users:list" in " ".join(connect(acts_as=user).check().problems)

    def test_a_missing_scope_is_a_warning_where_only_something_is_lost(
        self, connector: Greenhouse, sandbox: GreenhouseSandbox
    ) -> None:
        sandbox.scopes = NEEDED
        account = connector.check()
        assert account.problems == ()
        assert set(account.scopes) == NEEDED
        assert "rules cannot ask for departments." in account.warnings[1]
        told = " ".join(account.warnings)
        assert all(f"harvest:{each}:list" in told for each in ("departments", "offices", "sources", "notes"))

    def test_no_scope_is_asked_for_that_nobody_needs(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        connector.check()
        assert {entry.path for entry in sandbox.journal} & {"/v3/candidate_tags", "/v3/users"} == set()

    @pytest.mark.parametrize(
        ("acts_as", "told"), [("5", "does not exist"), ("kate", "not a Greenhouse user id"), ("retired", "deactivated")]
    )
    def test_the_acting_user_must_exist_and_be_active(
        self, connect: Connect, sandbox: GreenhouseSandbox, acts_as: str, told: str
    ) -> None:
        if acts_as == "retired":
            acts_as = str(sandbox.act("add_user", first_name="R", last_name="T"))
            sandbox.org.row("users", acts_as)["deactivated"] = True
        (problem,) = connect(acts_as=acts_as).check().problems
        assert told in problem

    def test_a_missing_field_for_the_mark_is_told_with_the_clicks(self, connect: Connect) -> None:
        (problem,) = connect(mark_field="other_mark").check().problems
        assert "'other_mark'" in problem
        assert "Configure > Custom Options" in problem

    def test_it_writes_nothing(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
        connector.check()
        assert [entry.path for entry in sandbox.journal.writes()] == ["/token"]


def test_fields_are_described_with_their_options(connector: Greenhouse) -> None:
    fields = {field.name: field for field in connector.fields("candidate")}
    assert fields["custom_fields.work_modes"] == FieldInfo(
        "custom_fields.work_modes", "Work modes", "multi_select", True, ("Remote", "Hybrid", "Office")
    )
    assert fields["company"].writable
    assert not fields["updated_at"].writable


def test_the_limit_is_kept_without_a_single_refusal(
    clock: SandboxClock, sandbox: GreenhouseSandbox, connect: Connect
) -> None:
    sandbox._limit.enabled = True
    connector = connect()
    for _ in range(200):
        list(connector.pages("user"))
    assert [entry.status for entry in sandbox.journal if entry.status == 429] == []
    assert clock.now() - NOON >= 30
