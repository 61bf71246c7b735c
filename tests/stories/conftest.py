"""One small world per story."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.stories.swift import read_once, swift_folder
from tests.stories.world import Installation, Stage, install, open_stage


@pytest.fixture(scope="session")
def ports() -> Iterator[Stage]:
    with open_stage() as stage:
        yield stage


@pytest.fixture
def quiet() -> Iterator[None]:
    """Stories are about what systems show, not about what is logged."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.configure(**before)


@pytest.fixture(scope="package", autouse=True)
def quick_starts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        read_once(patch)
        yield


@pytest.fixture
def world(ports: Stage, quiet: None) -> Iterator[Installation]:
    with swift_folder() as folder:
        yield install(folder, ports)
