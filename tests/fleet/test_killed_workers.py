"""kill -9 of the one worker at every side effect of one person's run, and with a bell in hand."""

from __future__ import annotations

import pytest

from tests.crash.rehearsal import without_ids
from tests.fleet import roles
from tests.fleet.fleet import Fleet, fleet
from tests.fleet.machines import Machines
from tests.fleet.schedule import Blow
from tests.stories.world import Stage

WRITES = ("create", "add_to_pool", "note", "update")
"""What Ed and Flo need between them, once they are rejected."""


def backfilled(world: Fleet) -> None:
    """In step, without workers. Flo is in both systems."""
    world.world.crm.pool("Nurture")
    world.world.both_know("Flo", "Petersen")
    world.listens = False
    world.world.backfill()
    world.listens = True


def two_are_rejected(world: Fleet) -> None:
    """One has to be made in the CRM; the other one changes."""
    ats = world.world.ats
    ats.reject(ats.apply(ats.candidate("Ed", "Okafor", email="ed@example.com")))
    flo = next(id_ for id_ in ats.everybody() if ats.look(id_)["first_name"] == "Flo")
    ats.edit(flo, company="Initech")
    ats.reject(ats.apply(flo), because="they_withdrew")


def keep_in_step(world: Fleet) -> None:
    changed_at = world.hours.now()
    world.crew.begin("one", roles.answer_bells)
    world.crew.begin("pass", roles.keep_in_step)
    world.tend_until(lambda: world.is_quiet(since=max(changed_at, world.striker.over_at)), "both are in step")
    world.crew.end()


def shown(world: Fleet) -> list[object]:
    return [without_ids(desk.sandbox.state(), world.world) for desk in world.world.desks]


@pytest.fixture(scope="module")
def calm(ports: Stage, servers: Machines) -> tuple[int, list[object]]:
    """How many writes it takes without a fault, and what both systems show then."""
    with fleet(ports, servers) as world:
        backfilled(world)
        two_are_rejected(world)
        before = sum(len(desk.writes(0)) for desk in world.world.desks)
        keep_in_step(world)
        verbs = {row[0] for row in world.ask("SELECT verb FROM operation WHERE state = 'done'")}
        assert verbs >= set(WRITES)
        return sum(len(desk.writes(0)) for desk in world.world.desks) - before, shown(world)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("at", range(1, 7))
def test_killed_at_every_write(
    ports: Stage, servers: Machines, calm: tuple[int, list[object]], at: int, moment: str
) -> None:
    writes, like = calm
    assert writes == 6, "one case for each write"
    with fleet(ports, servers) as world:
        backfilled(world)
        two_are_rejected(world)
        world.striker.take([Blow("kill", "write", at, before=moment == "before", whom=("one",))])
        keep_in_step(world)
        assert world.striker.struck == {"kill": 1}
        assert shown(world) == like


@pytest.mark.parametrize("at", [1, 2])
def test_killed_with_the_bell_in_hand(ports: Stage, servers: Machines, calm: tuple[int, list[object]], at: int) -> None:
    """Redis has given the bell away, and SQL knows of nobody who took it."""
    with fleet(ports, servers) as world:
        backfilled(world)
        two_are_rejected(world)
        world.striker.take([Blow("kill", "bell", at, whom=("one",))])
        keep_in_step(world)
        assert world.striker.struck == {"kill": 1}
        assert shown(world) == calm[1]
