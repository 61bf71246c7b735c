"""Gem on the bench of the conformance kit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from connectors.gem.connector import Gem
from connectors.gem.sandbox import GemSandbox
from connectors.testing import PLANTED, Bench, ConnectorSuite, Human, Samples, frozen_clock, http_bench
from connectors.types import Json


def _emails(address: str) -> list[dict[str, Json]]:
    return [{"email_address": address, "is_primary": True}]


def _data(email: str) -> dict[str, Json]:
    return {"first_name": "Ann", "last_name": PLANTED, "company": "Acme", "emails": _emails(email)}


def _emails_of(data: Mapping[str, Json]) -> set[str]:
    return {item["email_address"] for item in data["emails"]}


SAMPLES = Samples(
    create=_data,
    emails_of=_emails_of,
    changes={"title": "Smith", "location": "Oslo"},
    replaces={"emails": _emails("ann@example.com")},
    volatile=frozenset({"last_updated_at"}),
    refused={**_data("ann@example.org"), "company": PLANTED * 30},
    duplicate={"last_name": PLANTED, "linked_in_handle": "ann-planted"},
    several_pages=201,
)


def _human(sandbox: GemSandbox) -> Human:
    def revoke_erasing() -> str:
        sandbox.knobs.deletes_own_only = True
        return "delete candidates of others"

    return Human(
        add=lambda email: str(sandbox.act("add_candidate", **_data(email))),
        edit=lambda id_: sandbox.act("edit_candidate", candidate_id=id_, title="Founder"),
        delete=lambda id_: sandbox.act("delete_candidate", candidate_id=id_),
        add_with_profile=lambda url: str(
            sandbox.act("add_candidate", **_data("ann@example.org"), linked_in_handle=url.rsplit("/", 1)[-1])
        ),
        set_email=lambda id_, email: sandbox.act("edit_candidate", candidate_id=id_, emails=_emails(email)),
        members=sandbox.members,
        holds=lambda text: list(sandbox.act("holds", text=text)),
        mails=lambda: len(sandbox.act("mails", by="api")),
        revoke_erasing=revoke_erasing,
    )


class TestGem(ConnectorSuite):
    package = "connectors.gem"

    @pytest.fixture
    def bench(self) -> Iterator[Bench]:
        sandbox = GemSandbox(clock=frozen_clock(), limits=False)
        sandbox.act("add_custom_field", name="talentsync")
        paths = {"candidate": r"^/v0/candidates", "note": r"^/v0/notes"}
        with http_bench(sandbox, Gem, human=_human(sandbox), samples=SAMPLES, paths=paths) as bench:
            yield bench
