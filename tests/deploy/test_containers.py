"""What the containers of the compose file run, run here by hand: the same commands as processes of this machine, on a
real PostgreSQL and a real Redis, against the stand-in systems."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.conftest import _logging_as_before, empty_house, house
from tests.cli.house import ROOT, House

__all__ = ["_logging_as_before", "empty_house", "house"]

SERVICES: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
PATIENCE = 60.0


@pytest.fixture
def shared(house: House, postgres_url: str, redis_url: str) -> House:
    """The house, with its store and its bells on servers."""
    house.extra = {"store": postgres_url, "redis": redis_url, "daemon": {"poll_seconds": 0.5}}
    return house


def command_of(service: str, *, alive: Path) -> list[str]:
    """What a container runs, its file of life being ours."""
    return [str(alive) if word == "/tmp/alive" else word for word in SERVICES[service]["command"]]  # noqa: S108


def grace_of(service: str) -> float:
    """Seconds that a container has to stop in."""
    minutes, _, seconds = SERVICES[service]["stop_grace_period"].rstrip("s").partition("m")
    return float(minutes) * 60 + float(seconds or 0)


@contextmanager
def running(house: House, service: str, alive: Path) -> Iterator[subprocess.Popen[str]]:
    """One container of a service; it must stop in order, and within its time."""
    process = house.start(*command_of(service, alive=alive))
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=grace_of(service))
        assert (process.returncode, "Traceback" in said) == (0, False), said
    finally:
        process.kill()
        process.wait()


def until(happened: Callable[[], bool], *, processes: list[subprocess.Popen[str]]) -> None:
    """Wait for something that the processes bring about; their end ends the waiting."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        ended = [process for process in processes if process.poll() is not None]
        assert not ended, ended[0].communicate()
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def test_backfill_a_daemon_and_four_workers_keep_the_systems_in_step(shared: House, tmp_path: Path) -> None:
    with ExitStack() as stack:
        alive = [tmp_path / f"alive-{number}" for number in range(5)]
        workers = [stack.enter_context(running(shared, "worker", each)) for each in alive[:4]]
        until(lambda: all(each.exists() for each in alive[:4]), processes=workers)

        first = shared.process("backfill", "--yes", "--json")
        assert (first.code, first.data["waiting"]) == (0, 0), first.err
        assert len(shared.crm.state()["candidates"]) == len(shared.in_crm) + 1, "the applicant, and nobody twice"

        daemon = stack.enter_context(running(shared, "daemon", alive[4]))
        shared.crm.act("edit_candidate", candidate_id=shared.in_crm[0], title="Astronaut")
        until(lambda: "Astronaut" in titles_in_ats(shared), processes=[*workers, daemon])
        assert shared.process(*SERVICES["talentsync"]["command"], "--json").data["waiting"] == 0


def titles_in_ats(house: House) -> list[str]:
    return [candidate["title"] for candidate in house.ats.state()["candidates"]]
