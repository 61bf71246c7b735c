"""Each switch of a misbehaving world does what it says, and nothing is misbehaving at first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.base import Ambient
from connectors.errors import CursorGone, ReplyLost, Unavailable
from connectors.memory import REWRITES, Memory, MemoryWorld, Mischief, world_named
from connectors.sandbox import SandboxClock
from connectors.testing import ambient_of, frozen_clock
from connectors.types import BadRecord, Record, Ref

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def clock() -> SandboxClock:
    return frozen_clock()


@pytest.fixture
def ambient(clock: SandboxClock) -> Ambient:
    return ambient_of(clock)


@pytest.fixture
def world(ambient: Ambient) -> MemoryWorld:
    return MemoryWorld(ambient=ambient, page_size=2)


@pytest.fixture
def memory(world: MemoryWorld, ambient: Ambient) -> Memory:
    return Memory("mem", {}, ambient=ambient, world=world)


def ids_by_page(memory: Memory) -> list[list[str | None]]:
    return [
        [item.ref.id if isinstance(item, Record) else item.id for item in page.items]
        for page in memory.pages("candidate")
    ]


def test_a_new_world_behaves(world: MemoryWorld) -> None:
    assert world.mischief == Mischief()


def test_flaky_versions_differ_although_nothing_changed(world: MemoryWorld, memory: Memory) -> None:
    ref = Ref("mem", "candidate", world.act("add_candidate"))
    assert memory.get(ref).version == memory.get(ref).version
    world.mischief.flaky_versions = True
    assert memory.get(ref).version != memory.get(ref).version


def test_duplicate_rows_stand_on_two_pages(world: MemoryWorld, memory: Memory) -> None:
    for _ in range(3):
        world.act("add_candidate")
    assert ids_by_page(memory) == [["1", "2"], ["3"]]
    world.mischief.duplicate_rows = True
    assert ids_by_page(memory) == [["1", "2"], ["2", "3"]]


def test_search_lag_hides_what_is_fresh(world: MemoryWorld, memory: Memory, clock: SandboxClock) -> None:
    world.mischief.search_lag = 10
    created = memory.create("candidate", {"emails": ["ann@example.org"]}, mark="m1")
    assert list(memory.search("candidate", {"email": "ann@example.org"})) == []
    with pytest.raises(Unavailable):
        memory.find_by_mark("candidate", "m1", since=LONG_AGO)
    clock.skip(10)
    assert memory.find_by_mark("candidate", "m1", since=LONG_AGO) == created


def test_rewrites_change_what_was_written(world: MemoryWorld, memory: Memory) -> None:
    world.mischief.rewrites = REWRITES
    data = {"company": "Acme", "title": "Senior Assistant Welder", "phones": ["+1 (555) 010-99"], "last_name": "Ray"}
    shown = memory.create("candidate", data, mark="m1").data
    assert (shown["company"], shown["title"], shown["phones"]) == ("ACME", "Senior Assistant Wel", ["+155501099"])
    assert shown["last_name"] == "Ray"


def test_bad_rows_arrive_as_bad_records(world: MemoryWorld, memory: Memory) -> None:
    world.mischief.bad_rows = {world.act("add_candidate")}
    world.act("add_candidate")
    items = [item for page in memory.pages("candidate") for item in page.items]
    assert [isinstance(item, BadRecord) for item in items] == [True, False]


def test_cursors_gone_refuses_every_resume(world: MemoryWorld, memory: Memory) -> None:
    cursor = list(memory.pages("candidate"))[-1].cursor
    world.mischief.cursors_gone = True
    with pytest.raises(CursorGone):
        list(memory.pages("candidate", cursor))
    assert list(memory.pages("candidate"))[-1].last


def test_a_planted_fault_skips_and_wears_off(world: MemoryWorld, memory: Memory) -> None:
    world.mischief.plant("lost_reply", on="write", record="candidate", skip=1)
    memory.create("candidate", {}, mark="m1")
    memory.create_pool("Nurture")
    with pytest.raises(ReplyLost):
        memory.create("candidate", {}, mark="m2")
    memory.create("candidate", {}, mark="m3")
    assert [row["mark"] for row in world.rows("candidate")] == ["m1", "m2", "m3"]


def test_planted_faults_can_be_taken_back(world: MemoryWorld, memory: Memory) -> None:
    world.mischief.plant("unavailable", on="read", times=None)
    world.mischief.clear()
    assert ids_by_page(memory) == [[]]


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown fault 'gremlin'"):
        Mischief().plant("gremlin", on="read")


def test_connectors_share_the_world_that_they_name() -> None:
    first, second = (Memory(system, {"world": "shared-by-name"}) for system in ("a", "b"))
    made = first.create_pool("Nurture")
    assert second.get(Ref("b", "pool", made.ref.id)).data["name"] == "Nurture"
    assert first.world is world_named("shared-by-name")


def test_the_state_of_a_world_has_no_times(world: MemoryWorld, clock: SandboxClock) -> None:
    candidate = world.act("add_candidate", first_name="Ann")
    before = world.state()
    clock.skip(60)
    world.act("edit_candidate", candidate_id=candidate, first_name="Ann")
    assert world.state() == before


def test_a_funnel_can_be_walked(world: MemoryWorld, memory: Memory) -> None:
    job = world.act("add_job", name="Welder", stages=["Review", "Offer"])
    candidate = world.act("add_candidate", first_name="Ann")
    applied = world.act("apply", candidate_id=candidate, job_id=job["job_id"], stage_id=job["stage_ids"][0])
    world.act("move_stage", application_id=applied, stage_id=job["stage_ids"][1])
    reason = world.act("add_rejection_reason", name="Timing", type_="we_rejected")
    world.act("reject", application_id=applied, reason_id=reason)
    shown = memory.get(Ref("mem", "application", applied)).data
    assert (shown["stage_id"], shown["status"]) == (job["stage_ids"][1], "rejected")
    assert shown["rejection_reason_id"] == reason
    with pytest.raises(ValueError, match="unknown action"):
        world.act("levitate")
