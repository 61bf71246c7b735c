"""Listing, getting, searching, over HTTP against the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.base import CAPABILITIES
from connectors.errors import CursorGone, Missing, Unavailable, UnexpectedReply, Unsupported
from connectors.greenhouse.connector import Greenhouse
from connectors.greenhouse.endpoints import ENDPOINTS
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox import Call, Fault, SandboxClock
from connectors.types import BadRecord, Cursor, Record, Ref
from tests.connectors.greenhouse.conftest import NOON, email


def add(sandbox: GreenhouseSandbox, count: int = 1) -> list[str]:
    """Candidates with addresses n0@x.test, n1@x.test, and so on; their ids as text."""
    return [
        str(sandbox.act("add_candidate", first_name=f"N{n}", last_name="Vega", email_addresses=[email(f"n{n}@x.test")]))
        for n in range(count)
    ]


def ids(connector: Greenhouse, kind: str = "candidate", since: Cursor | None = None) -> list[str]:
    return [item.ref.id for page in connector.pages(kind, since) for item in page.items if isinstance(item, Record)]


def last_cursor(connector: Greenhouse, kind: str = "candidate") -> Cursor:
    return list(connector.pages(kind))[-1].cursor


def test_the_manifest_agrees_with_what_the_class_can_do(connector: Greenhouse) -> None:
    can = {name for name, protocol in CAPABILITIES.items() if isinstance(connector, protocol)}
    assert can == set(Greenhouse.manifest.capabilities)
    assert set(CAPABILITIES) - can == set(Greenhouse.manifest.cannot)


@pytest.mark.parametrize("kind", sorted(ENDPOINTS))
def test_every_kind_is_listed(connector: Greenhouse, sandbox: GreenhouseSandbox, kind: str) -> None:
    candidate = add(sandbox)[0]
    sandbox.act("edit_candidate", candidate_id=candidate, tags=["kept"])
    sandbox.act("apply", candidate_id=candidate, job_id=sandbox.act("find_job", name="Data Engineer"))
    sandbox.act("add_note", candidate_id=candidate, body="met at a fair")
    pages = list(connector.pages(kind))
    assert pages[-1].last
    assert all(isinstance(item, Record) for item in pages[0].items)
    assert pages[0].items


def test_built_in_rejection_reasons_are_listed_too(connector: Greenhouse) -> None:
    assert len(ids(connector, "rejection_reason")) == 6


def test_a_confidential_job_is_hidden_with_its_stages(connector: Greenhouse) -> None:
    assert (len(ids(connector, "job")), len(ids(connector, "stage"))) == (4, 20)


def test_a_listing_spans_pages_and_can_be_taken_up_in_the_middle(
    connector: Greenhouse, sandbox: GreenhouseSandbox
) -> None:
    made = add(sandbox, 1001)
    pages = list(connector.pages("candidate"))
    assert [len(page.items) for page in pages] == [500, 500, 1]
    assert [page.last for page in pages] == [False, False, True]
    rest = ids(connector, since=pages[0].cursor)
    assert {*rest, *(item.ref.id for item in pages[0].items if isinstance(item, Record))} == set(made)


def test_after_a_full_listing_only_changes_are_listed(
    connector: Greenhouse, sandbox: GreenhouseSandbox, clock: SandboxClock
) -> None:
    first, second = add(sandbox, 2)
    clock.skip(3600)
    cursor = last_cursor(connector)
    assert ids(connector, since=cursor) == []
    sandbox.act("edit_candidate", candidate_id=second, title="Lead")
    assert ids(connector, since=cursor) == [second]
    assert first != second


def test_what_changes_while_a_full_listing_runs_is_in_the_next_window(
    connector: Greenhouse, sandbox: GreenhouseSandbox, clock: SandboxClock
) -> None:
    oldest = add(sandbox, 501)[0]
    clock.skip(7200)
    pages = connector.pages("candidate")
    next(pages)
    clock.skip(7200)
    sandbox.act("edit_candidate", candidate_id=oldest, title="Changed")
    late = add(sandbox)[0]
    clock.skip(7200)
    cursor = list(pages)[-1].cursor
    assert set(ids(connector, since=cursor)) == {oldest, late}


def test_rows_on_the_edge_of_a_window_are_seen(connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
    cursor = last_cursor(connector)
    made = add(sandbox, 2)  # in the very millisecond in which the listing was opened
    assert set(ids(connector, since=cursor)) == set(made)


def test_an_idle_listing_costs_one_request_whatever_the_number_of_people(
    connector: Greenhouse, sandbox: GreenhouseSandbox, clock: SandboxClock
) -> None:
    add(sandbox, 600)
    clock.skip(3600)
    cursor = last_cursor(connector)
    before = connector.calls
    assert ids(connector, since=cursor) == []
    assert connector.calls - before == 1


def test_an_application_counts_as_changed_when_it_moves(
    connector: Greenhouse, sandbox: GreenhouseSandbox, clock: SandboxClock
) -> None:
    candidate = add(sandbox)[0]
    application = sandbox.act("apply", candidate_id=candidate, job_id=sandbox.act("find_job", name="Data Engineer"))
    clock.skip(3600)
    applications, candidates = last_cursor(connector, "application"), last_cursor(connector)
    sandbox.act("reject", application_id=application, reason="Took another offer")
    assert ids(connector, "application", applications) == [str(application)]
    assert ids(connector, since=candidates) == []


@pytest.mark.parametrize("kind", ["candidate", "job"])
def test_a_cursor_that_died_says_so(connector: Greenhouse, sandbox: GreenhouseSandbox, kind: str) -> None:
    add(sandbox, 501)
    cursor = next(connector.pages("candidate")).cursor
    sandbox.lists.expire_cursors()
    with pytest.raises(CursorGone):
        list(connector.pages(kind, cursor))


def test_a_vendor_that_refuses_two_sided_windows_gets_one_sided_ones(
    connector: Greenhouse, sandbox: GreenhouseSandbox, clock: SandboxClock
) -> None:
    sandbox.knobs.two_sided_dates = False
    clock.skip(3600)
    cursor = last_cursor(connector)
    made = add(sandbox)
    assert ids(connector, since=cursor) == made
    before = connector.calls
    assert ids(connector, since=cursor) == made
    assert connector.calls - before == 1


def test_a_next_link_to_another_host_is_not_followed(
    connector: Greenhouse, sandbox: GreenhouseSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(sandbox, 501)
    monkeypatch.setattr(sandbox.lists, "_link", lambda *_: '<http://elsewhere.test/v3/jobs?cursor=x>; rel="next"')
    with pytest.raises(UnexpectedReply, match="another host"):
        list(connector.pages("candidate"))


def test_a_listing_in_circles_ends(
    connector: Greenhouse, sandbox: GreenhouseSandbox, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(sandbox, 501)
    held = sandbox.lists._link
    links = [held("candidates", _call(address), {"per_page": "500"}, 10**12)] * 9
    monkeypatch.setattr(sandbox.lists, "_link", lambda *_: links.pop())
    with pytest.raises(UnexpectedReply, match="twice"):
        list(connector.pages("candidate"))


def _call(address: str) -> Call:
    return Call("GET", "/v3/candidates", headers={"host": address.removeprefix("http://")})


def test_one_malformed_row_leaves_the_others(connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
    made = add(sandbox, 3)
    sandbox.faults.plant(Fault("malformed_row", path="/candidates"))
    (page,) = connector.pages("candidate")
    assert isinstance(page.items[0], BadRecord)
    assert [item.ref.id for item in page.items[1:] if isinstance(item, Record)] == [made[1], made[0]]


def test_unknown_fields_are_kept_and_nulls_are_endured(connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
    made = add(sandbox)[0]
    sandbox.faults.plant(Fault("unknown_fields", path="/candidates"))
    assert connector.get(Ref("gh", "candidate", made)).data["field_nobody_documented"] == {"nested": [1, None]}
    sandbox.faults.plant(Fault("nulls", path="/candidates"))
    assert connector.get(Ref("gh", "candidate", made)).data["company"] is None


def test_get_and_get_many_show_the_same(connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
    refs = [Ref("gh", "candidate", id_) for id_ in add(sandbox, 60)]
    before = connector.calls
    many = {record.ref: record for record in connector.get_many([*refs, Ref("gh", "candidate", "999")])}
    assert connector.calls - before == 3  # a token and two batches of at most 50
    assert set(many) == set(refs)
    assert connector.get(refs[7]) == many[refs[7]]


@pytest.mark.parametrize("id_", ["999999", "no-number"])
def test_what_is_not_there_is_missing(connector: Greenhouse, id_: str) -> None:
    with pytest.raises(Missing):
        connector.get(Ref("gh", "candidate", id_))


def test_a_private_candidate_that_we_may_not_see_is_missing(connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
    made = add(sandbox)[0]
    sandbox.act("set_private", candidate_id=made)
    assert connector.get(Ref("gh", "candidate", made)).data["private"] is True
    sandbox.knobs.sees_private = False
    with pytest.raises(Missing):
        connector.get(Ref("gh", "candidate", made))


def test_search_is_by_exact_address_in_any_letter_case(connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
    made = add(sandbox, 12)
    assert [record.ref.id for record in connector.search("candidate", {"email": "N1@X.test"})] == [made[1]]
    assert list(connector.search("candidate", {"email": "1@x.test"})) == []


@pytest.mark.parametrize("query", [{"profile": "linkedin.com/in/x"}, {"email": "a@b.test", "profile": "p"}, {}])
def test_other_searches_are_not_supported(connector: Greenhouse, query: dict[str, str]) -> None:
    with pytest.raises(Unsupported):
        connector.search("candidate", query)


def test_a_kind_that_greenhouse_has_not_is_unsupported(connector: Greenhouse) -> None:
    with pytest.raises(Unsupported):
        list(connector.pages("pool"))


class TestSettling:
    """A fresh candidate may show as a message for a while."""

    MARK = "mark-1"

    @pytest.fixture
    def fresh(self, connector: Greenhouse, sandbox: GreenhouseSandbox) -> Record:
        sandbox.knobs.settle_seconds = 30
        data = {"first_name": "Ana", "last_name": "Vega", "email_addresses": [email("ana@x.test")]}
        return connector.create("candidate", data, mark=self.MARK)

    def test_it_is_a_bad_record_in_a_listing_and_comes_later(
        self, connector: Greenhouse, fresh: Record, clock: SandboxClock
    ) -> None:
        (page,) = connector.pages("candidate")
        assert isinstance(page.items[0], BadRecord)
        clock.skip(31)
        assert ids(connector, since=page.cursor) == [fresh.ref.id]

    def test_reading_it_or_looking_for_it_is_to_be_tried_later(
        self, connector: Greenhouse, fresh: Record, clock: SandboxClock
    ) -> None:
        with pytest.raises(Unavailable):
            connector.get(fresh.ref)
        with pytest.raises(Unavailable):
            list(connector.get_many([fresh.ref]))
        with pytest.raises(Unavailable):
            list(connector.search("candidate", {"email": "ana@x.test"}))
        with pytest.raises(Unavailable):
            connector.find_by_mark("candidate", self.MARK, since=datetime.fromtimestamp(NOON, UTC))
        clock.skip(31)
        found = connector.find_by_mark("candidate", self.MARK, since=datetime.fromtimestamp(NOON, UTC))
        assert found == connector.get(fresh.ref)


def test_what_jobs_and_applications_point_at_is_there(connector: Greenhouse, sandbox: GreenhouseSandbox) -> None:
    job = sandbox.act("add_job", name="Welder", department="Design", office="New York")
    application = sandbox.act("apply", candidate_id=add(sandbox)[0], job_id=job, source="Referral")
    pointing = [record(connector, "job", job), record(connector, "application", application)]
    ids_ = (pointing[0]["department_id"], *pointing[0]["office_ids"], pointing[1]["source_id"])
    found = [record(connector, kind, id_) for kind, id_ in zip(("department", "office", "source"), ids_, strict=True)]
    assert [each["name"] for each in found] == ["Design", "New York", "Referral"]
    assert found[1].keys() == {
        *("id", "created_at", "updated_at", "name", "parent_id", "external_id", "location"),
        "primary_in_house_contact_user_id",
    }
    sandbox.act("set_source", application_id=application, source="LinkedIn")
    sandbox.act("set_department", job_id=job, department=None)
    assert record(connector, "application", application)["source_id"] != ids_[-1]
    assert record(connector, "job", job)["department_id"] is None


def test_acts_about_what_is_not_there_say_what_is(sandbox: GreenhouseSandbox) -> None:
    with pytest.raises(ValueError, match="nothing is called 'Legal' here; known: Engineering, Design, Sales"):
        sandbox.act("add_job", name="Counsel", department="Legal")
    sandbox.act("add_department", name="Legal")
    sandbox.act("add_job", name="Counsel", department="Legal")


def record(connector: Greenhouse, kind: str, id_: object) -> Any:
    return connector.get(Ref("gh", kind, str(id_))).data
