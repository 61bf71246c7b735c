"""The crash matrix: a backfill, and a day later what people changed, each under faults that a seed draws. Whatever
happens, the end is the one of an undisturbed run: nobody lost, nobody made twice, nothing left to write.

``pytest tests/fleet/test_schedules.py --seed N`` runs one schedule.
"""

from __future__ import annotations

import os

import pytest

from tests.crash.population import a_day_later, twelve_people
from tests.crash.rehearsal import Ending
from tests.fleet import roles
from tests.fleet.fleet import Fleet, fleet
from tests.fleet.journals import names_twice, overlaps
from tests.fleet.machines import Machines
from tests.fleet.schedule import Schedule, schedule
from tests.stories.world import Stage

SCHEDULES = 20
"""So many with every run of the suite; `make crash` lives through 200."""

SHARD = 5


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Shards, so that the processes of a parallel run share the work; or the one seed that was asked for."""
    seed = metafunc.config.getoption("--seed", default=None)  # not known when all tests run
    number = int(os.environ.get("TALENTSYNC_SCHEDULES", SCHEDULES))
    shards = [range(start, start + SHARD) for start in range(1, number + 1, SHARD)]
    chosen = shards if seed is None else [range(seed, seed + 1)]
    metafunc.parametrize("seeds", chosen, ids=[f"{each[0]}-{each[-1]}" for each in chosen])


def test_the_end_is_that_of_an_undisturbed_run(
    ports: Stage, servers: Machines, undisturbed: Ending, seeds: range
) -> None:
    for seed in seeds:
        plan = schedule(seed)
        with fleet(ports, servers, remembers=plan.remembers) as world:
            try:
                live_through(world, plan)
                ends_like(world, undisturbed)
            except BaseException as error:
                error.add_note(f"{plan}\n{world.picture()}\nagain: pytest tests/fleet/test_schedules.py --seed {seed}")
                raise


def live_through(world: Fleet, plan: Schedule) -> None:
    twelve_people(world.world)
    world.striker.take(plan.first)
    for worker in ("one", "two"):
        world.crew.begin(worker, roles.answer_bells)
    world.crew.begin("pass", roles.backfill, again=False)
    world.tend_until(lambda: "pass" in world.ended, "the backfill comes to its end")
    world.crew.begin("pass", roles.keep_in_step)
    # What people change before both sides have agreed once is merged by other rules: it fills gaps and erases nothing.
    world.tend_until(world.nobody_waits, "whoever the backfill left waiting is run")
    a_day_later(world.world)
    edited_at = world.hours.now()
    world.striker.take(plan.later)
    world.tend_until(
        lambda: world.is_quiet(since=max(edited_at, world.striker.over_at)), "everything is done and quiet"
    )
    world.crew.end()


def ends_like(world: Fleet, undisturbed: Ending) -> None:
    assert world.ending() == undisturbed
    assert (names_twice(world), overlaps(world)) == ([], [])
    assert world.number("SELECT count(*) FROM work") == 0
    assert world.number("SELECT count(*) FROM parked") == 0
    assert "person.defect" not in world.crew.log()
