"""Servers that are killed, ports that stay, and how everything ends when nobody disturbs it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.crash.population import a_day_later, twelve_people
from tests.crash.rehearsal import Ending, without_ids
from tests.fleet.machines import Machines, machines
from tests.fleet.swiftly import be_swift
from tests.stories.swift import swift_folder
from tests.stories.world import Stage, install, open_stage


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seed", type=int, default=None, help="run this one schedule of the crash matrix")


@pytest.fixture(scope="package", autouse=True)
def swiftly() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        be_swift(patch)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        yield
        structlog.reset_defaults()


@pytest.fixture(scope="session")
def ports() -> Iterator[Stage]:
    with open_stage() as stage:
        yield stage


@pytest.fixture(scope="session")
def servers() -> Iterator[Machines]:
    with machines() as started:
        yield started


@pytest.fixture(scope="session")
def undisturbed(ports: Stage) -> Ending:
    """One process, one thread, no fault."""
    with swift_folder() as folder:
        world = install(folder, ports)
        twelve_people(world)
        world.backfill()
        a_day_later(world)
        outcome = world.sync()
        world.is_in_step()
        ats, crm = (without_ids(desk.sandbox.state(), world) for desk in world.desks)
        return Ending(ats, crm, dict(outcome.reviews))
