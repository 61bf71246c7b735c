"""A restriction overtakes a backfill that keeps the one worker busy."""

from __future__ import annotations

from syncengine.app import World, engine_for
from tests.fleet import roles
from tests.fleet.fleet import Fleet, fleet
from tests.fleet.machines import Machines
from tests.stories.words import somebody
from tests.stories.world import Stage

PEOPLE = 30
OVERTAKEN_BY = 3
"""So many at most may go first: who is being run, and whose bell was taken before the restriction's rang."""


def a_hint_comes(world: Fleet, candidate: str) -> None:
    """Somebody tells us to look at a candidate, and we do; as a webhook does."""
    at = World(now=world.hours.now, sleep=world.hours.sleep)
    with engine_for(world.settings, world=at, passes=False) as engine:
        system = engine.systems.with_role("ats")[0]
        engine.recorder.record(system, system.connector.get(system.ref(candidate)))


def test_a_restriction_overtakes_a_saturated_backfill(ports: Stage, servers: Machines) -> None:
    with fleet(ports, servers, when_down="wait") as world:
        ats, crm = world.world.ats, world.world.crm
        candidate, person = world.world.both_know("Ada")
        backfill_alone(world)
        for number in range(PEOPLE):
            first, last, email = somebody(number)
            ats.apply(ats.candidate(first, last, email=email))
        world.crew.begin("one", roles.answer_bells)
        world.crew.begin("pass", roles.backfill, again=False)
        world.tend_until(lambda: len(crm.everybody()) > 3, "the backfill is under way")
        ats.forbid_mail(candidate)
        a_hint_comes(world, candidate)
        before = len(crm.everybody())
        world.tend_until(lambda: changes_of(world, person) > 0, "the restriction is carried over")
        assert len(crm.everybody()) - before <= OVERTAKEN_BY
        assert len(crm.everybody()) < PEOPLE - 10, "the backfill was still under way"
        world.tend_until(lambda: "pass" in world.ended, "the backfill comes to its end")
        assert len(crm.everybody()) == PEOPLE + 1
        world.crew.end()


def backfill_alone(world: Fleet) -> None:
    """Without workers."""
    world.world.configure(redis=None)
    world.world.backfill()


def changes_of(world: Fleet, person: str) -> int:
    method, path = world.world.crm.writing_person
    writes = world.world.crm.writes(0)
    return sum(world.world.crm.is_at(request, (method, path)) and person in request for request in writes)
