"""A Gem that misbehaves: nothing is lost, nothing is written twice, nothing crashes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.base import Ambient
from connectors.errors import Ambiguous, ReplyLost, ServerFailedDuringWrite, Unavailable, UnexpectedReply
from connectors.gem.connector import Gem
from connectors.gem.sandbox import GemSandbox
from connectors.sandbox import Answer, Fault, SandboxClock
from connectors.sandbox.faults import FaultKind
from connectors.sandbox.server import serve
from connectors.types import BadRecord, Record, Ref

NOOR = {"first_name": "Noor", "emails": [{"email_address": "noor@post.example", "is_primary": True}]}


def add_three(sandbox: GemSandbox) -> list[str]:
    return [str(sandbox.act("add_candidate", first_name=name)) for name in ("A", "B", "C")]


def test_a_malformed_row_does_not_cost_the_others(gem: Gem, sandbox: GemSandbox) -> None:
    everybody = add_three(sandbox)
    sandbox.faults.plant(Fault("malformed_row", path="/candidates$"))
    (page,) = gem.pages("candidate")
    bad, *good = page.items
    assert isinstance(bad, BadRecord)
    assert bad.reason == "id: missing or not a text"
    assert [item.ref.id for item in good if isinstance(item, Record)] == everybody[1:]


@pytest.mark.parametrize("kind", ["candidate", "pool", "user", "custom_field", "membership"])
def test_fields_nobody_documented_are_kept(gem: Gem, sandbox: GemSandbox, kind: str) -> None:
    someone, *_ = add_three(sandbox)
    pool = str(sandbox.act("add_project", name="Nurture"))
    sandbox.act("add_to_project", project=pool, candidate_id=someone)
    gem.watch([Ref("gem", "pool", pool)])
    since = list(gem.pages("membership"))[-1].cursor if kind == "membership" else None
    sandbox.faults.plant(Fault("unknown_fields", times=None))
    rows = [item for page in gem.pages(kind, since) for item in page.items]
    assert rows
    assert all(isinstance(row, Record) and "field_nobody_documented" in row.data for row in rows)


def test_nulls_where_they_are_allowed_do_not_crash(gem: Gem, sandbox: GemSandbox) -> None:
    someone, *_ = add_three(sandbox)
    sandbox.act("add_project", name="Nurture")
    sandbox.faults.plant(Fault("nulls", times=None))
    for kind in ("candidate", "pool", "user", "custom_field"):
        assert all(isinstance(item, Record) for page in gem.pages(kind) for item in page.items)
    assert gem.get(Ref("gem", "candidate", someone)).data["project_ids"] is None


@pytest.mark.parametrize("kind", ["rate_limited", "unavailable", "failed_before", "lost_reply", "cut_body", "bad_json"])
def test_reads_get_over_a_passing_fault(gem: Gem, sandbox: GemSandbox, kind: FaultKind) -> None:
    everybody = add_three(sandbox)
    sandbox.faults.plant(Fault(kind, times=2))
    (page,) = gem.pages("candidate")
    assert [item.ref.id for item in page.items if isinstance(item, Record)] == everybody


@pytest.mark.parametrize("kind", ["unavailable", "cut_body", "bad_json"])
def test_reads_that_never_work_say_so(gem: Gem, sandbox: GemSandbox, kind: FaultKind) -> None:
    sandbox.faults.plant(Fault(kind, times=None))
    with pytest.raises((Unavailable, UnexpectedReply)):
        list(gem.pages("candidate"))


@pytest.mark.parametrize(
    ("kind", "error", "written"),
    [
        ("lost_reply", ReplyLost, True),
        ("cut_body", ReplyLost, True),
        ("bad_json", ReplyLost, True),
        ("failed_after", ServerFailedDuringWrite, True),
        ("lost_request", ReplyLost, False),
        ("failed_before", ServerFailedDuringWrite, False),
    ],
)
def test_a_create_whose_outcome_is_unknown_can_be_looked_up(
    gem: Gem, sandbox: GemSandbox, clock: SandboxClock, kind: FaultKind, error: type[Ambiguous], written: bool
) -> None:
    since = datetime.fromtimestamp(clock.now(), UTC)
    sandbox.faults.plant(Fault(kind, method="POST", path="/candidates$"))
    with pytest.raises(error):
        gem.create("candidate", NOOR, mark="m-1")
    assert (gem.find_by_mark("candidate", "m-1", since=since) is not None) is written
    assert len(sandbox.state()["candidates"]) == int(written)


def test_a_lost_note_can_be_looked_up(gem: Gem, sandbox: GemSandbox) -> None:
    someone = Ref("gem", "candidate", add_three(sandbox)[0])
    sandbox.faults.plant(Fault("lost_reply", method="POST", path="/notes$"))
    with pytest.raises(ReplyLost):
        gem.add_note(someone, "Closed.", private=True, mark="n-1")
    assert [note.body for note in gem.notes(someone)] == ["Closed.\n[talentsync:n-1]"]


def test_a_slow_down_is_waited_out_and_written_once(gem: Gem, sandbox: GemSandbox) -> None:
    sandbox.faults.plant(Fault("rate_limited", method="POST", path="/candidates$", times=3))
    gem.create("candidate", NOOR, mark="m-1")
    assert len(sandbox.state()["candidates"]) == 1


@pytest.mark.parametrize("body", [{"no": "list"}, None, "text"])
def test_a_listing_that_is_no_list_is_unexpected(gem: Gem, sandbox: GemSandbox, body: object) -> None:
    sandbox.answer = lambda call: Answer(200, body)  # type: ignore[method-assign]
    with pytest.raises(UnexpectedReply):
        list(gem.pages("candidate"))


def test_a_reply_to_a_write_that_makes_no_sense_is_ambiguous(gem: Gem, sandbox: GemSandbox) -> None:
    someone = Ref("gem", "candidate", add_three(sandbox)[0])
    gem.create_pool("So that the acting user is known")
    sandbox.answer = lambda call: Answer(200, {"ok": True})  # type: ignore[method-assign]
    with pytest.raises(ReplyLost):
        gem.update(someone, {"title": "x"})
    with pytest.raises(ReplyLost):
        gem.create_pool("Nurture")
    with pytest.raises(ReplyLost):
        gem.add_note(someone, "Closed.", private=True, mark="n-1")


def test_our_own_pace_keeps_us_under_the_limit(clock: SandboxClock) -> None:
    sandbox = GemSandbox(clock=clock)
    someone = Ref("gem", "candidate", str(sandbox.act("add_candidate", first_name="A")))
    with serve(sandbox) as base_url:
        gem = Gem("gem", sandbox.settings(base_url), ambient=Ambient(now=clock.now, sleep=clock.skip))
        for _ in range(600):
            gem.get(someone)
        gem.close()
    assert {entry.status for entry in sandbox.journal} == {200}
