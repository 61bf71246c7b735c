"""What a command took is measured on commands of known size."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.measuring import machine, measure

TAKES_200_MB = "import time; held = bytearray(200 * 2**20); time.sleep({seconds})"
STARTS_TWO = """
import subprocess, sys
started = [subprocess.Popen([sys.executable, "-c", {code!r}]) for _ in "ab"]
for one in started:
    one.wait()
"""


def test_memory_and_time_of_one_process(tmp_path: Path) -> None:
    run = measure([sys.executable, "-c", TAKES_200_MB.format(seconds=0.2)], log=tmp_path / "log")
    assert 200 < run.megabytes < 260
    assert run.seconds >= 0.2


def test_processes_that_a_command_starts_are_counted_together(tmp_path: Path) -> None:
    """The kernel alone would report the larger of the two."""
    code = STARTS_TWO.format(code=TAKES_200_MB.format(seconds=1.0))
    assert 400 < measure([sys.executable, "-c", code], log=tmp_path / "log").megabytes < 520


def test_a_command_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="ended with 3:\nno such column"):
        measure([sys.executable, "-c", "import sys; print('no such column'); sys.exit(3)"], log=tmp_path / "log")


def test_the_machine_is_named() -> None:
    assert "cores" in str(machine())
