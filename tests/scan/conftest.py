"""One town for all tests that only look at what a scan of its exports found."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import _logging_as_before  # noqa: F401  # autouse: commands set up logging for their process
from tests.cli.house import Ran, run_here
from tests.scan.town import Town, town


@dataclass(frozen=True)
class Scanned:
    """A town, what the command said of it, and where it put its report and its tables."""

    town: Town
    ran: Ran
    report: Path
    folder: Path


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Scanned:
    folder = tmp_path_factory.mktemp("town")
    made = town(folder, people=400, seed=1)
    report, tables = folder / "report.html", folder / "findings"
    before = os.umask(0)
    try:
        ran = run_here("scan", str(made.ats), str(made.crm), "--out", str(report), "--csv", str(tables), "--json")
    finally:
        os.umask(before)
    return Scanned(made, ran, report, tables)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which commands run."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
