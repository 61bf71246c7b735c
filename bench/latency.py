# ruff: noqa: T201  # a bench prints
"""How long it takes from a recruiter's edit in the ATS until the CRM shows it: told by webhook and by polling alone, by
threads of the daemon and by RQ workers.

    python -m bench.latency --edits 60

The daemon and the workers are processes as users start them; the stand-in systems keep the vendors' real limits. All
edits are made at random moments, about one a second.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import yaml

from bench.latency_town import Town, open_town
from bench.town import SECRET, free_port
from tests.servers.postgres_server import postgres_server
from tests.servers.redis_server import redis_server

ROOT = Path(__file__).parents[1]
PEOPLE = 30
BETWEEN_SECONDS = 1.0
HOUR = 3600.0
PATIENCE = 120.0
BARS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds from each edit until it was visible, sorted. ``goal`` bounds the 95th percentile."""

    name: str
    goal: float
    seconds: tuple[float, ...]

    def percentile(self, share: float) -> float:
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]

    @property
    def good(self) -> bool:
        return self.percentile(0.95) < self.goal


@dataclass(frozen=True, slots=True)
class Arrangement:
    """``settings`` go into the configuration; ``workers`` is how many processes of `talentsync worker`."""

    name: str
    poll_seconds: float
    told: bool
    goal: float
    settings: dict[str, Any]
    workers: int = 0


def measure(arrangement: Arrangement, folder: Path, *, edits: int, dice: random.Random) -> Measured:
    port = free_port()
    with open_town(PEOPLE) as town:
        config = _configure(arrangement, folder, town, port)
        _talentsync("backfill", "--yes", config=config).wait()
        with ExitStack() as stack:
            if arrangement.workers:
                stack.enter_context(_running("worker", "--processes", str(arrangement.workers), config=config))
            stack.enter_context(_running("run", "-v", config=config))
            _until(lambda: _listens(port))
            if arrangement.told:
                _until(lambda: town.subscribe(f"http://127.0.0.1:{port}/webhooks/greenhouse"))
            _edit(town, "warming up")
            seconds = []
            for number in range(edits):
                time.sleep(dice.uniform(0, 2 * BETWEEN_SECONDS))
                seconds.append(_edit(town, f"Engineer {number}", who=number % PEOPLE))
    return Measured(arrangement.name, arrangement.goal, tuple(sorted(seconds)))


def _edit(town: Town, title: str, *, who: int = 0) -> float:
    """Seconds until the CRM shows it."""
    began = time.perf_counter()
    town.retitle(who, title)
    _until(lambda: title in town.titles())
    return time.perf_counter() - began


def _configure(arrangement: Arrangement, folder: Path, town: Town, port: int) -> Path:
    systems = {name: dict(settings) for name, settings in town.systems.items()}
    systems["greenhouse"]["webhook_secrets"] = SECRET
    settings = {
        "version": 1,
        "systems": systems,
        "store": f"sqlite:///{folder / 'store.db'}",
        "receiver": {"listen": f"127.0.0.1:{port}"},
        "daemon": {"poll_seconds": arrangement.poll_seconds},
        **arrangement.settings,
    }
    path = folder / "talentsync.yaml"
    path.write_text(yaml.safe_dump(settings))
    path.chmod(0o600)
    return path


def _talentsync(*words: str, config: Path) -> subprocess.Popen[bytes]:
    log = (config.parent / f"{words[0]}.log").open("wb")
    command = [sys.executable, "-m", "cli", *words, "-c", str(config)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT)  # noqa: S603


@contextmanager
def _running(*words: str, config: Path) -> Iterator[None]:
    process = _talentsync(*words, config=config)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _listens(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def _until(happened: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not happened():
        if time.monotonic() - began > PATIENCE:
            raise SystemExit("it never happened; look at the logs")
        time.sleep(0.01)


def report(found: Sequence[Measured]) -> None:
    print(f"{'seconds from edit to view':32}{'p50':>8}{'p90':>8}{'p95':>8}{'p99':>8}{'max':>8}{'p95 below':>12}")
    for each in found:
        figures = "".join(f"{each.percentile(share):8.2f}" for share in (0.5, 0.9, 0.95, 0.99))
        verdict = f"{each.goal:g}: {'yes' if each.good else 'NO'}"
        print(f"{each.name:32}{figures}{each.seconds[-1]:8.2f}{verdict:>12}")
    print(f"\n{'edits visible within':32}" + "".join(f"{bar:>7g}s" for bar in BARS))
    for each in found:
        print(f"{each.name:32}" + "".join(f"{sum(one <= bar for one in each.seconds):8d}" for bar in BARS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=60, help="per arrangement")
    parser.add_argument("--poll", type=float, default=5.0, help="seconds between polls where nothing is told")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="talentsync-bench-")))
        postgres, redis = stack.enter_context(postgres_server()), stack.enter_context(redis_server())

        def rq(name: str) -> dict[str, Any]:
            return {"store": postgres.create_database(name), "redis": {"url": redis.url, "namespace": name}}

        arrangements = (
            Arrangement("webhooks, embedded", HOUR, True, 2.0, {}),
            Arrangement("webhooks, 2 RQ workers", HOUR, True, 2.0, rq("told"), workers=2),
            Arrangement(f"polls every {given.poll:g} s, embedded", given.poll, False, given.poll + 2, {}),
            Arrangement(
                f"polls every {given.poll:g} s, 2 RQ workers", given.poll, False, given.poll + 2, rq("polled"), 2
            ),
        )
        dice = random.Random(7)
        found = []
        for number, each in enumerate(arrangements):
            made = folder / str(number)
            made.mkdir()
            found.append(measure(each, made, edits=given.edits, dice=dice))
        if given.json:
            print(json.dumps([asdict(each) for each in found]))
        else:
            report(found)
        sys.exit(not all(each.good for each in found))


if __name__ == "__main__":
    main()
