"""Hundreds of creates whose reply never arrives: everybody is found by the mark, and nobody is made twice."""

from __future__ import annotations

from connectors.sandbox.faults import FaultKind
from tests.stories.words import somebody
from tests.stories.world import Installation

CREATES = 500
KINDS: tuple[FaultKind, FaultKind] = ("lost_reply", "failed_after")


def test_five_hundred_creates_without_a_reply_make_no_ghost(world: Installation) -> None:
    world.crm.pool("Nurture")
    for number in range(CREATES):
        first, last, email = somebody(number)
        world.ats.apply(world.ats.candidate(first, last, email=email))
    # Time goes by: looking for a mark then reads what was made lately, not all five hundred each time.
    world.crm.fails("hook", world.crm.listing_people, times=None, callback=lambda moment: world.clock.skip(5))
    planted = [world.crm.fails(kind, world.crm.making_person, times=CREATES // 2) for kind in KINDS]
    outcome = world.backfill()
    assert [fault.times for fault in planted] == [0, 0]
    assert (outcome.waiting, outcome.reviews) == (0, {})
    world.crm.sandbox.faults.clear()
    made = world.crm.sandbox.state()["candidates"]
    addresses = {each["email_address"] for row in made for each in row["emails"]}
    assert (len(made), len(addresses)) == (CREATES, CREATES)
    assert [len(ids) for ids in world.persons()] == [2] * CREATES
    world.is_in_step()
