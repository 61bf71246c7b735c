"""Small worlds whose writes are taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import ENGINES
from tests.stories.conftest import quiet  # noqa: F401  # a fixture
from tests.stories.swift import read_once, swift_folder
from tests.stories.world import Installation, Stage, install, open_stage

ON_BOTH_ENGINES = {"test_the_right_record_gets_what_the_wrong_one_had"}


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
    on_server = getattr(request, "param", ENGINES[0]) != ENGINES[0]
    return str(request.getfixturevalue("postgres_url")) if on_server else None


@pytest.fixture
def world(ports: Stage, quiet: None, server: str | None) -> Iterator[Installation]:  # noqa: F811
    with swift_folder() as folder:
        yield install(folder, ports, store=server)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "world" in metafunc.fixturenames and metafunc.function.__name__ in ON_BOTH_ENGINES:
        metafunc.parametrize("server", ENGINES, indirect=True)
