"""Whom a world mails, and what it still holds of somebody."""

from __future__ import annotations

import pytest

from connectors.memory import Memory, MemoryWorld
from connectors.memory.mailing import JOINED, Mailing
from connectors.types import Ref


@pytest.fixture
def world() -> MemoryWorld:
    return MemoryWorld()


@pytest.fixture
def memory(world: MemoryWorld) -> Memory:
    return Memory("ats", {}, world=world)


def test_an_applicant_is_mailed_and_a_prospect_is_not(memory: Memory, world: MemoryWorld) -> None:
    ann = world.act("add_candidate", first_name="Ann")
    job = world.act("add_job", name="Cook", stages=["Taste"])["job_id"]
    memory.create("application", {"candidate_id": ann, "prospect": True}, mark="m1")
    assert world.act("mails") == []
    memory.create("application", {"candidate_id": ann, "job_id": job}, mark="m2")
    world.act("apply", candidate_id=ann, job_id=job)
    assert [(mail["candidate_id"], mail["by"]) for mail in world.act("mails")] == [(ann, "api"), (ann, "human")]
    assert [mail["why"] for mail in world.act("mails", by="api")] == [memory.manifest.mails[0].name]


def test_a_pool_with_an_automation_mails_who_joins_and_nobody_twice(world: MemoryWorld) -> None:
    mailing = Mailing("crm", {}, world=world)
    ann = Ref("crm", "candidate", world.act("add_candidate", first_name="Ann"))
    pool = mailing.create_pool("Nurture").ref
    for _ in range(2):
        mailing.add(pool, ann)
    assert [mail["why"] for mail in world.act("mails", by="api")] == [JOINED.name]
    assert JOINED not in Memory.manifest.mails


def test_a_world_tells_where_a_text_still_stands(memory: Memory, world: MemoryWorld) -> None:
    ann = Ref("ats", "candidate", world.act("add_candidate", first_name="Zebulonia"))
    world.act("add_note", candidate_id=ann.id, body="zebulonia called.")
    assert world.act("holds", text="ZEBULONIA") == ["candidate", "note"]
    assert memory.erase(ann).how == "deleted"
    assert world.act("holds", text="zebulonia") == []


def test_who_opted_out_has_opted_out_when_anonymised(memory: Memory, world: MemoryWorld) -> None:
    world.mischief.anonymises = True
    ann = Ref("ats", "candidate", world.act("add_candidate", first_name="Ann", can_email=False))
    assert memory.erase(ann).how == "anonymised"
    shown = memory.get(ann).data
    assert (shown["first_name"], shown["last_name"]) == ("Anonymised", ann.id)
    assert (shown["erased"], shown["can_email"]) == (True, False)


def test_without_the_permission_to_erase_an_account_is_in_order(memory: Memory, world: MemoryWorld) -> None:
    world.denied.add("candidate:erase")
    account = memory.check()
    assert account.problems == ()
    assert account.warnings == ("The key may not do candidate:erase: grant candidate:erase to it.",)
