"""Redis forgets everything, or is not there at all."""

from __future__ import annotations

from collections.abc import Callable

import redis

from tests.fleet import roles
from tests.fleet.fleet import Fleet, fleet
from tests.fleet.machines import Machines
from tests.stories.words import somebody
from tests.stories.world import Stage

MANY, FEW = 50, 6


def candidates(world: Fleet, how_many: int) -> None:
    for number in range(how_many):
        first, last, email = somebody(number)
        world.world.ats.apply(world.world.ats.candidate(first, last, email=email))


def all_made(world: Fleet, how_many: int) -> Callable[[], bool]:
    """Everybody has a record in the CRM, and nobody waits."""
    return lambda: len(world.world.crm.everybody()) == how_many and world.number("SELECT count(*) FROM work") == 0


def each_once(world: Fleet) -> None:
    names = [world.world.crm.look(id_)["last_name"] for id_ in world.world.crm.everybody()]
    assert len(names) == len(set(names))


def bells_queued(world: Fleet) -> int:
    assert world.settings.redis is not None
    with redis.Redis.from_url(world.settings.redis.url) as client:
        return int(client.llen("rq:queue:talentsync.backfill"))


def test_all_are_run_though_redis_forgot_their_bells(ports: Stage, servers: Machines) -> None:
    with fleet(ports, servers, when_down="wait") as world:
        candidates(world, MANY)
        world.crew.begin("pass", roles.backfill, again=False)
        world.tend_until(lambda: bells_queued(world) >= MANY, "everybody is rung for")
        world.machines.flush()
        world.crew.begin("one", roles.answer_bells)
        world.crew.begin("two", roles.answer_bells)
        world.tend_until(all_made(world, MANY), "everybody is made")
        world.tend_until(lambda: "pass" in world.ended, "the backfill comes to its end")
        world.crew.end()
        each_once(world)


def test_without_redis_the_process_that_makes_passes_works(ports: Stage, servers: Machines) -> None:
    with fleet(ports, servers, when_down="embedded") as world:
        world.machines.kill("redis", seconds=3600)
        candidates(world, FEW)
        world.crew.begin("pass", roles.backfill, again=False)
        world.tend_until(lambda: "pass" in world.ended, "the backfill comes to its end")
        assert all_made(world, FEW)()


def test_work_waits_for_redis_and_is_done_when_it_is_back(ports: Stage, servers: Machines) -> None:
    with fleet(ports, servers, when_down="wait") as world:
        world.machines.kill("redis", seconds=3600)
        candidates(world, FEW)
        world.crew.begin("pass", roles.backfill, again=False)
        world.tend_until(lambda: "pass" in world.ended, "the backfill gives up waiting")
        assert world.number("SELECT count(*) FROM work") == FEW
        assert world.world.crm.everybody() == []
        world.crew.begin("one", roles.answer_bells)
        world.crew.begin("pass", roles.keep_in_step)
        world.machines.look_after(at_once=True)
        world.tend_until(all_made(world, FEW), "everybody is made")
        world.crew.end()
        each_once(world)
