"""What translators say is taken by the vendors' stand-ins over HTTP, and reads back as it was said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.base import Connector, Writes
from connectors.gem.connector import Gem
from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.server import serve
from connectors.types import Record, Ref
from mappings.canonical import FIELDS, Fields
from mappings.compile import NamedKind
from mappings.keys import same
from mappings.loader import load_translator

PERSON: Fields = {
    "first_name": "Ada",
    "last_name": "Lopez",
    "company": "Initech",
    "emails": ("ada@example.com", "a.lopez@example.org"),
    "phones": ("+34 600 000 000",),
    "profiles": ("linkedin.com/in/Ada/", "adalopez.dev"),
}
LATER: Fields = {
    "company": None,
    "title": "Data Engineer",
    "emails": ("a.lopez@example.org", "new@example.com"),
    "phones": (),
    "profiles": ("https://www.linkedin.com/in/ada", "https://github.com/ada"),
}
DERIVED: Fields = {"ats_status": "Interview", "ats_id": "ats:candidate:1"}
DERIVED_LATER: Fields = {"ats_status": "Rejected", "rejection_reason": "we_rejected", "due_date": "2027-01-02"}


@pytest.fixture
def greenhouse() -> Iterator[Connector]:
    sandbox = GreenhouseSandbox(limits=False)
    with serve(sandbox) as url:
        connector = Greenhouse("ats", sandbox.settings(url))
        yield connector
        connector.close()


@pytest.fixture
def gem() -> Iterator[Connector]:
    sandbox = GemSandbox(limits=False)
    with serve(sandbox) as url:
        connector = Gem("crm", sandbox.settings(url))
        for need in load_translator("gem").custom_fields:
            connector.add_field("candidate", need.name, type_=need.type, options=need.options)
        connector.add_field("candidate", sandbox.settings(url).get("mark_field", "talentsync"), type_="text")
        yield connector
        connector.close()


@pytest.mark.parametrize(
    ("vendor", "person", "later"),
    [
        ("greenhouse", PERSON, {**LATER, "do_not_contact": True}),
        ("gem", {**PERSON, **DERIVED}, {**LATER, **DERIVED_LATER}),
    ],
)
def test_what_is_said_is_taken_and_read_back(
    vendor: str, person: Fields, later: Fields, request: pytest.FixtureRequest
) -> None:
    connector, translator = request.getfixturevalue(vendor), load_translator(vendor)
    assert isinstance(connector, Writes)
    made = connector.create("candidate", translator.to_vendor(person, current=None, creating=True), mark="m-1")
    assert differing(person, translator.to_canonical(made.data)) == []
    changes = translator.to_vendor(later, current=made.data, creating=False)
    changed = connector.update(made.ref, changes, expect=made.version)
    assert differing({**person, **later}, translator.to_canonical(changed.data)) == []
    assert translator.to_vendor(later, current=changed.data, creating=False) == {}


def differing(wanted: Fields, found: Fields) -> list[str]:
    return [name for name, value in wanted.items() if name not in found or not same(FIELDS[name], found[name], value)]


def records(connector: Connector, kind: str) -> list[Record]:
    return [row for page in connector.pages(kind) for row in page.items if isinstance(row, Record)]


def test_what_greenhouse_shows_can_be_read(greenhouse: Connector) -> None:
    translator = load_translator("greenhouse")
    assert isinstance(greenhouse, Writes)
    greenhouse.create("candidate", translator.to_vendor(PERSON, current=None, creating=True), mark="m-1")
    (application,) = records(greenhouse, "application")
    facts = translator.to_application(application.data)
    assert (facts.prospect, facts.job_id, facts.status, facts.unknown) == (True, None, "active", ())
    reasons = records(greenhouse, "rejection_reason")
    assert "unknown" not in {translator.to_reason(reason.data).category for reason in reasons}
    jobs = [translator.to_job(row.data) for row in records(greenhouse, "job")]
    assert all(job.name for job in jobs)
    kinds: tuple[NamedKind, ...] = ("department", "office", "source")
    named = {
        kind: {row.ref.id: translator.to_named(kind, row.data).name for row in records(greenhouse, kind)}
        for kind in kinds
    }
    belongs = {job.name: (named["department"][job.department_id or ""], len(job.office_ids)) for job in jobs}
    assert belongs["Data Engineer"] == ("Engineering", 2)
    assert set(named["office"]) >= {id_ for job in jobs for id_ in job.office_ids}
    assert "LinkedIn" in named["source"].values()


def test_somebody_anonymised_in_greenhouse_reads_as_erased() -> None:
    sandbox, translator = GreenhouseSandbox(limits=False), load_translator("greenhouse")
    with serve(sandbox) as url:
        connector = Greenhouse("ats", sandbox.settings(url))
        id_ = str(sandbox.act("add_candidate", first_name="Ada", last_name="Lopez", tags=["silver"]))
        before = translator.to_canonical(connector.get(Ref("ats", "candidate", id_)).data)
        sandbox.act("anonymize", candidate_id=id_, fields=["full_name", "tags"])
        after = translator.to_canonical(connector.get(Ref("ats", "candidate", id_)).data)
        connector.close()
    assert (before["erased"], before["tags"]) == (False, ("silver",))
    assert (after["erased"], after["tags"]) == (True, ())
