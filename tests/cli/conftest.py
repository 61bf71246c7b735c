"""The house that commands are tried in."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from connectors.gem.sandbox import GemSandbox
from connectors.greenhouse.sandbox import GreenhouseSandbox
from connectors.sandbox.server import serve
from tests.cli.clinic import Clinic
from tests.cli.house import House, fill


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Commands set up logging for their process; tests share one."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.fixture
def empty_house(tmp_path: Path) -> Iterator[House]:
    ats, crm = GreenhouseSandbox(limits=False), GemSandbox(limits=False)
    with serve(ats) as ats_url, serve(crm) as crm_url:
        yield House(tmp_path, ats, crm, {"greenhouse": ats.settings(ats_url), "gem": crm.settings(crm_url)})


@pytest.fixture
def house(empty_house: House) -> House:
    fill(empty_house)
    return empty_house


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return Clinic(tmp_path)
