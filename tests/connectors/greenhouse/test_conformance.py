"""Greenhouse on the bench of the conformance kit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager

import pytest

from connectors.base import Ambient, Connector
from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.testing import PLANTED, Bench, ConnectorSuite, Human, Samples, frozen_clock, http_bench
from connectors.testing.requirements import why_not
from connectors.testing.rules.erasing import ErasingRules
from connectors.types import Delivery, Json


def _emails(*addresses: str) -> list[dict[str, str]]:
    return [{"value": address, "type": "personal"} for address in addresses]


def _data(email: str) -> dict[str, Json]:
    return {"first_name": "Ann", "last_name": PLANTED, "company": "Acme", "email_addresses": _emails(email)}


def _emails_of(data: Mapping[str, Json]) -> set[str]:
    return {item["value"] for item in data["email_addresses"]}


def _delivery(id_: str) -> Delivery:
    candidate = {"id": int(id_), "last_name": PLANTED, "is_private": False, "can_email": True}
    body = {"action": "application_updated", "payload": {"application": {"id": 71980812, "candidate": candidate}}}
    return Delivery({"content-type": "application/json"}, json.dumps(body).encode())


SAMPLES = Samples(
    create=_data,
    emails_of=_emails_of,
    changes={"title": "Smith", "company": "Forge", "private": True},
    replaces={"email_addresses": _emails("ann@example.com")},
    volatile=frozenset({"updated_at", "last_activity_at"}),
    refused={**_data("ann@example.org"), "first_name": "", "email_addresses": _emails(f"{PLANTED}-without-at")},
    several_pages=1001,
    delivery=_delivery,
)


def _human(sandbox: GreenhouseSandbox, *, erasing: str) -> Human:
    def revoke() -> str:
        granted = {f"harvest:{table}:list" for table in ("users", "jobs", "applications", "custom_fields")}
        sandbox.scopes = frozenset(granted)
        return "harvest:candidates:list"

    def revoke_erasing() -> str:
        sandbox.scopes = frozenset(f"harvest:{table}:list" for table in sandbox.org.tables)
        return f"harvest:candidates:{erasing}"

    def hide_fresh(seconds: float) -> None:
        sandbox.knobs.settle_seconds = seconds

    return Human(
        add=lambda email: str(sandbox.act("add_candidate", **_data(email))),
        edit=lambda id_: sandbox.act("edit_candidate", candidate_id=id_, title="Founder"),
        delete=lambda id_: sandbox.act("delete_candidate", candidate_id=id_),
        add_with_profile=lambda url: str(
            sandbox.act("add_candidate", **_data("ann@example.org"), social_media_addresses=[{"value": url}])
        ),
        set_email=lambda id_, email: sandbox.act("edit_candidate", candidate_id=id_, email_addresses=_emails(email)),
        revoke=revoke,
        hide_fresh=hide_fresh,
        holds=lambda text: list(sandbox.act("holds", text=text)),
        mails=lambda: len(sandbox.act("mails", by="api")),
        revoke_erasing=revoke_erasing,
    )


def _bench(vendor: Callable[..., Connector], *, erasing: str) -> AbstractContextManager[Bench]:
    sandbox = GreenhouseSandbox(clock=frozen_clock(), limits=False)
    return http_bench(
        sandbox,
        vendor,
        human=_human(sandbox, erasing=erasing),
        samples=SAMPLES,
        paths={"candidate": r"^/v3/candidates", "note": r"^/v3/notes"},
        login_path=r"^/token$",
        follows_links=True,
    )


class TestGreenhouse(ConnectorSuite):
    package = "connectors.greenhouse"

    @pytest.fixture
    def bench(self) -> Iterator[Bench]:
        with _bench(Greenhouse, erasing="destroy") as bench:
            yield bench


def _anonymizing(system: str, settings: Mapping[str, str], *, ambient: Ambient) -> Connector:
    return Greenhouse(system, {**settings, "erasure": "anonymize"}, ambient=ambient)


class TestAnonymizing:
    """The rules of erasing hold as well where an empty record is kept."""

    @pytest.mark.parametrize("rule", sorted(name for name in vars(ErasingRules) if name.startswith("test_")))
    def test_the_rule_holds(self, rule: str) -> None:
        with _bench(_anonymizing, erasing="anonymize") as bench:
            if reason := why_not(getattr(ErasingRules, rule), bench):
                pytest.skip(reason)
            getattr(ErasingRules(), rule)(bench)
