"""What was logged, as whoever reads it by machine sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from syncengine import telemetry

Line = dict[str, Any]


def listen(capsys: pytest.CaptureFixture[str]) -> None:
    """From now on everything is logged, and what was logged before is forgotten."""
    telemetry.configure(verbosity=2, log_format="json")
    capsys.readouterr()


def heard(capsys: pytest.CaptureFixture[str], event: str = "") -> list[Line]:
    """Lines since then, all of them or those of one event. Each must be JSON by itself."""
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return [line for line in lines if line["event"] == event or not event]


def of(lines: list[Line], event: str) -> list[Line]:
    return [line for line in lines if line["event"] == event]
