"""A system that is down, or says "slow down", for long: few requests, nobody parked, nothing lost, and restrictions
first when it is back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from connectors.sandbox.faults import FaultKind
from syncengine.store import open_store
from syncengine.store.tables import operation
from tests.stories.outage import about_whom, goes_down, struck
from tests.stories.words import somebody
from tests.stories.world import BETWEEN_PASSES, Installation

PEOPLE = 12
MOST_PASSES = 30

OUTAGES: list[tuple[FaultKind, float, int | None, int]] = [
    ("rate_limited", 60.0, None, 60),
    ("rate_limited", 60.0, 20, 60),
    ("unavailable", 600.0, None, 120),
]
"""What the vendor answers, for how many seconds, its Retry-After, and how many requests may meet that."""


def a_day_of_news(world: Installation) -> tuple[list[tuple[str, str]], str]:
    """People in step, one of them in nurture; then everybody gets a title in the ATS, the last ones are rejected, and
    whoever is in nurture opts out. Returns the pairs, and the CRM id of the one who opted out."""
    pairs = []
    for number in range(PEOPLE):
        first, last, email = somebody(number)
        pairs.append(world.both_know(first, last, email=email))
    optant, same = world.both_know("Zoe", "Abernathy")
    world.ats.reject(world.ats.apply(optant))
    world.backfill()
    assert world.crm.pools_of(same) == {"Nurture"}
    world.tomorrow()
    for candidate, _ in pairs:
        world.ats.edit(candidate, title="Engineer")
    for candidate, _ in pairs[-3:]:
        world.ats.reject(world.ats.apply(candidate))
    world.ats.forbid_mail(optant)
    return pairs, same


def sync_until_done(world: Installation) -> int:
    """How many passes it took."""
    for number in range(1, MOST_PASSES):
        world.sync()
        if not world.outcome.waiting and world.outcome.failure is None:
            return number
    raise AssertionError("people still wait")


def written_for(world: Installation, person: str) -> list[str]:
    store = open_store(f"sqlite:///{next(world.config.parent.glob('*.db'))}")
    try:
        with store.read() as connection:
            done = sa.select(operation.c.verb, operation.c.ref_id).where(operation.c.state == "done")
            rows = connection.execute(done.order_by(operation.c.sent_at, operation.c.ended_at)).all()
    finally:
        store.close()
    return [verb for verb, ref_id in rows if ref_id == person]


@pytest.mark.parametrize(("kind", "seconds", "retry_after", "most"), OUTAGES)
@pytest.mark.parametrize("at_once", [True, False])
def test_it_costs_little_and_loses_nothing(
    world: Installation, kind: FaultKind, seconds: float, retry_after: int | None, most: int, at_once: bool
) -> None:
    pairs, optant = a_day_of_news(world)
    if at_once:
        goes_down(world.crm, kind, seconds=BETWEEN_PASSES + seconds, retry_after=retry_after)
    else:
        world.crm.meanwhile(
            lambda: goes_down(world.crm, kind, seconds=seconds, retry_after=retry_after),
            world.crm.writing_person,
            when="after",
        )
    sync_until_done(world)
    assert 0 < struck(world.crm, kind) <= most
    assert world.in_review("parked") == []
    for _, person in pairs:
        world.crm.shows(person, title="Engineer")
    assert world.crm.pools_of(optant) == set()
    for _, person in pairs[-3:]:
        world.crm.shows(person, pools=("Nurture",), status="Rejected")
        verbs = written_for(world, person)
        assert verbs == sorted(verbs, key=["update", "add_to_pool", "note"].index)
    world.is_in_step()


def test_restrictions_go_first_when_it_is_back(world: Installation) -> None:
    """Before everybody but the one that tries whether it is, of whom there may be several writes."""
    _, optant = a_day_of_news(world)
    goes_down(world.crm, "unavailable", seconds=600.0, writes_only=True)
    begun = len(world.crm.sandbox.journal)
    sync_until_done(world)
    writes = [each for each in world.crm.sandbox.journal.since(begun) if each.writes and each.fault is None]
    restricting = next(place for place, each in enumerate(writes) if each.method == "DELETE")
    assert len(set().union(*map(about_whom, writes[:restricting]))) <= 1
    assert world.crm.pools_of(optant) == set()


def test_the_other_system_is_written_meanwhile(world: Installation) -> None:
    pairs, _ = a_day_of_news(world)
    goes_down(world.ats, "unavailable", seconds=600.0)
    for _, person in pairs:
        world.crm.edit(person, company="Initech")
    world.sync()
    assert world.outcome.failure is not None
    sync_until_done(world)
    for candidate, person in pairs:
        world.ats.shows(candidate, company="Initech")
        world.crm.shows(person, title="Engineer")
    world.is_in_step()
