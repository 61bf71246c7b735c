"""Two systems over HTTP, and Zebulonia Quetzalova in both of them, with words that are nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import ENGINES
from tests.erasure.zebulonia import Zebulonia, move_in
from tests.stories.conftest import quiet  # noqa: F401  # a fixture
from tests.stories.swift import read_once, swift_folder
from tests.stories.world import Installation, Stage, install, open_stage

ON_BOTH_ENGINES = {"test_nothing_left", "test_returns"}
"""Modules whose stories are told on both."""


@pytest.fixture(scope="session")
def ports() -> Iterator[Stage]:
    with open_stage() as stage:
        yield stage


@pytest.fixture(scope="package", autouse=True)
def quick_starts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        read_once(patch)
        yield


@pytest.fixture
def server(request: pytest.FixtureRequest) -> str | None:
    """The address of an empty store on a server, for stories that are told on one."""
    on_server = getattr(request, "param", ENGINES[0]) != ENGINES[0]
    return str(request.getfixturevalue("postgres_url")) if on_server else None


@pytest.fixture
def world(ports: Stage, server: str | None) -> Iterator[Installation]:
    with swift_folder() as folder:
        yield install(folder, ports, store=server)


@pytest.fixture
def zebulonia(world: Installation) -> Zebulonia:
    """She is in both systems and in step, and so is somebody else."""
    return move_in(world)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    named = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH_ENGINES
    if named and "world" in metafunc.fixturenames and "redis_url" not in metafunc.fixturenames:
        metafunc.parametrize("server", ENGINES, indirect=True)
