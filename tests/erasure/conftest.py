"""Two systems over HTTP, and Zebulonia Quetzalova in both of them, with words that are nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import ENGINES
from tests.erasure.zebulonia import Zebulonia, meet
from tests.stories.conftest import quiet  # noqa: F401  # a fixture
from tests.stories.swift import read_once, swift_folder
from tests.stories.world import Installation, Stage, install, open_stage

ON_BOTH_ENGINES = {
    "test_nothing_of_her_is_left",
    "test_everybody_else_is_as_before",
    "test_an_application_that_came_before_her_is_cleared_away",
    "test_a_mailbox_that_two_share_keeps_the_other_one_in_step",
    "test_the_record_is_erased_too",
    "test_one_who_consents_anew_is_kept_in_step_like_anybody",
    "test_the_record_that_must_leave_may_be_the_one_outside",
    "test_what_was_made_anonymous_stays_outside_quietly",
}
"""Stories that are told on both: the others ask nothing else of a store."""


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
    return meet(world)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.function.__name__ in ON_BOTH_ENGINES:
        metafunc.parametrize("server", ENGINES, indirect=True)
