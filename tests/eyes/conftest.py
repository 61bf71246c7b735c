"""A place with an empty store, on both engines."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.eyes.place import Place, open_place, settings


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with open_place(settings(tmp_path, f"sqlite:///{tmp_path / 'store.db'}")) as opened:
        yield opened


@pytest.fixture
def either(tmp_path: Path, store_url: str) -> Iterator[Place]:
    """The same on both engines."""
    with open_place(settings(tmp_path, store_url)) as opened:
        yield opened
