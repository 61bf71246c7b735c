"""Stopping and dying in order: the worker finishes whom it runs, the supervisor looks after its workers."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator

import pytest
import redis

from connectors.sandbox import Fault
from syncengine.serve.service import run_workers
from tests.fleet import roles
from tests.fleet.fleet import Fleet, fleet
from tests.fleet.machines import Machines
from tests.stories.world import Stage

WORKERS = 2


def supervise(orders: roles.Orders) -> None:
    run_workers(orders.settings, processes=WORKERS, logs=(0, "json"))


def workers(world: Fleet) -> set[int]:
    """Process ids of the workers that Redis knows."""
    assert world.settings.redis is not None
    with redis.Redis.from_url(world.settings.redis.url, decode_responses=True) as client:
        return {int(name.rsplit("-", 1)[1]) for name in client.smembers("rq:workers")}


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture
def supervised(ports: Stage, servers: Machines) -> Iterator[tuple[Fleet, set[int]]]:
    """A supervisor with its workers, in real time."""
    with fleet(ports, servers, real_time=True) as world:
        world.crew.begin("one", supervise, again=False)
        world.tend_until(lambda: len(workers(world)) == WORKERS, "the workers are there")
        running = workers(world)
        yield world, running
        for pid in running | workers(world):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def test_a_worker_that_is_told_to_stop_finishes_its_person(ports: Stage, servers: Machines) -> None:
    with fleet(ports, servers) as world:
        world.world.ats.reject(world.world.ats.apply(world.world.ats.candidate("Ed", email="ed@example.com")))
        stopped: list[int] = []

        def stop(moment: str) -> None:
            if moment == "before" and not stopped:
                stopped.append(world.crew.pid("one"))
                os.kill(stopped[0], signal.SIGTERM)

        method, path = world.world.crm.making_person
        world.world.crm.sandbox.faults.plant(Fault("hook", method=method, path=path, times=None, callback=stop))
        world.crew.begin("one", roles.answer_bells, again=False)
        world.crew.begin("pass", roles.backfill, again=False)
        world.tend_until(lambda: "one" in world.ended, "the worker comes to its end")
        assert world.number("SELECT count(*) FROM operation WHERE state <> 'done'") == 0
        assert world.number("SELECT count(*) FROM work WHERE lease_owner IS NOT NULL") == 0
        assert world.ask("SELECT DISTINCT verb FROM operation WHERE verb = 'note'"), "the run went on after the signal"
        world.tend_until(lambda: "pass" in world.ended, "the backfill comes to its end")


def test_a_worker_that_dies_is_replaced(supervised: tuple[Fleet, set[int]]) -> None:
    world, before = supervised
    dead = min(before)
    os.kill(dead, signal.SIGKILL)
    world.tend_until(lambda: len(workers(world) - before) == 1, "another one is there")
    assert not is_gone(max(before))


def test_a_supervisor_that_is_told_to_stop_stops_its_workers(supervised: tuple[Fleet, set[int]]) -> None:
    world, before = supervised
    os.kill(world.crew.pid("one"), signal.SIGTERM)
    world.tend_until(lambda: "one" in world.ended, "the supervisor comes to its end")
    assert all(is_gone(pid) for pid in before)


def test_workers_do_not_outlive_a_supervisor_that_was_killed(supervised: tuple[Fleet, set[int]]) -> None:
    world, before = supervised
    world.crew.end_at_once()
    world.tend_until(lambda: all(is_gone(pid) for pid in before), "its workers have ended")
