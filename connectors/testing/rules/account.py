"""Rules about the manifest and the account."""

from __future__ import annotations

import pytest

from connectors.base import CAPABILITIES
from connectors.errors import LoginFailed, NotPermitted
from connectors.testing.fixtures import Bench
from connectors.testing.requirements import needs_human


class AccountRules:
    def test_manifest_agrees_with_protocols(self, bench: Bench) -> None:
        has = {name for name, protocol in CAPABILITIES.items() if isinstance(bench.connector, protocol)}
        assert set(bench.connector.manifest.capabilities) == has

    def test_manifest_gives_a_reason_for_each_missing_capability(self, bench: Bench) -> None:
        manifest = bench.connector.manifest
        assert set(manifest.cannot) == set(CAPABILITIES) - set(manifest.capabilities)
        assert all(reason.strip() for reason in {**manifest.capabilities, **manifest.cannot}.values())

    def test_manifest_says_where_the_mark_of_a_candidate_is(self, bench: Bench) -> None:
        manifest = bench.connector.manifest
        assert not ("writes" in manifest.capabilities and not manifest.marks.get("candidate"))

    def test_settings_of_the_sandbox_are_those_of_the_manifest(self, bench: Bench) -> None:
        described = {setting.name for setting in bench.connector.manifest.settings}
        required = {s.name for s in bench.connector.manifest.settings if s.required and s.default is None}
        assert required <= set(bench.settings) <= described

    def test_an_account_has_one_id(self, bench: Bench) -> None:
        assert bench.connector.account_id() == bench.connector.check().id

    def test_check_names_the_account(self, bench: Bench) -> None:
        account = bench.connector.check()
        assert account.id
        assert account.name
        assert account.problems == ()

    def test_check_is_stable(self, bench: Bench) -> None:
        bench.people(1)
        first = bench.connector.check()
        bench.people(1)
        bench.clock.skip(86_400)
        assert bench.rebuild({}).check().id == first.id

    def test_check_writes_nothing(self, bench: Bench) -> None:
        bench.connector.check()
        assert bench.writes_seen() == 0

    def test_wrong_credentials_are_login_failed_without_the_secret(self, bench: Bench) -> None:
        wrong = {s.name: f"wrong-{s.name}-zq9" for s in bench.connector.manifest.settings if s.secret}
        with pytest.raises(LoginFailed) as caught:
            bench.rebuild(wrong).check()
        told = f"{caught.value!s} {caught.value!r} {caught.value.hint}"
        assert not [secret for secret in (*wrong.values(), *bench.secrets) if secret in told]

    @needs_human("revoke")
    def test_a_missing_permission_is_named(self, bench: Bench) -> None:
        assert bench.human.revoke is not None
        permission = bench.human.revoke()
        connector = bench.rebuild({})
        assert [problem for problem in connector.check().problems if permission in problem]
        with pytest.raises(NotPermitted) as caught:
            list(connector.pages("candidate"))
        assert permission in (caught.value.needs or "")
