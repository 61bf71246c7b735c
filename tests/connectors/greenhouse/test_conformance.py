"""Greenhouse on the bench of the conformance kit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pytest

from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.testing import PLANTED, Bench, ConnectorSuite, Human, Samples, frozen_clock, http_bench
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


def _human(sandbox: GreenhouseSandbox) -> Human:
    def revoke() -> str:
        granted = {f"harvest:{table}:list" for table in ("users", "jobs", "applications", "custom_fields")}
        sandbox.scopes = frozenset(granted)
        return "harvest:candidates:list"

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
    )


class TestGreenhouse(ConnectorSuite):
    package = "connectors.greenhouse"

    @pytest.fixture
    def bench(self) -> Iterator[Bench]:
        sandbox = GreenhouseSandbox(clock=frozen_clock(), limits=False)
        paths = {"candidate": r"^/v3/candidates", "note": r"^/v3/notes"}
        with http_bench(
            sandbox,
            Greenhouse,
            human=_human(sandbox),
            samples=SAMPLES,
            paths=paths,
            login_path=r"^/token$",
            follows_links=True,
        ) as bench:
            yield bench
