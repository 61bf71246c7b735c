# ruff: noqa: T201  # a bench prints
"""Time to suppress: from the moment at which somebody opts out in the ATS until they are in no pool of the CRM from
which people are contacted, while a backfill writes as fast as the vendors allow.

    python -m bench.suppress --opt-outs 60

Told by webhook and found by looking, with threads of the backfill's own process and with RQ workers. Everything runs as
users start it, and the stand-in systems keep the vendors' real limits. Whoever opts out was put into the pool by that
very backfill. It stops by itself within three minutes, with what it has measured by then.
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
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import yaml

from bench.suppress_town import Town, open_town
from bench.town import SECRET, free_port
from tests.servers.postgres_server import postgres_server
from tests.servers.redis_server import redis_server

ROOT = Path(__file__).parents[1]
PEOPLE = 200
GOAL_SECONDS = 5.0
WHOLE_SECONDS = 174.0
SPREAD_SECONDS = 18.0
BEGINS_WITH = 20
"""Opt-outs begin when so many people are in the pool."""

LAST_SECONDS = 7.0
"""Nobody opts out in the last seconds: there would be no time to see the end of it."""

LOOK_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Arrangement:
    """``settings`` go into the configuration; ``workers`` is how many processes of `talentsync worker`."""

    name: str
    told: bool
    settings: dict[str, Any]
    workers: int = 0


@dataclass(slots=True)
class Measured:
    """Seconds from opt-out to suppression. ``left`` are those who were never seen to be out; ``returned`` those who
    came in again; ``busy`` says that the backfill was still writing when the last of them opted out."""

    name: str
    seconds: list[float] = field(default_factory=list)
    left: int = 0
    returned: int = 0
    busy: bool = False

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")

    @property
    def good(self) -> bool:
        return bool(self.seconds) and not self.left and not self.returned and self.percentile(0.99) < GOAL_SECONDS


def measure(arrangement: Arrangement, folder: Path, *, opt_outs: int, dice: random.Random, until: float) -> Measured:
    port = free_port()
    with open_town(PEOPLE) as town, ExitStack() as stack:
        config = _configure(arrangement, folder, town, port)
        if arrangement.told:
            stack.enter_context(_running("receive", config=config))
            _until(lambda: _listens(port), by=until)
            _until(lambda: town.subscribe(f"http://127.0.0.1:{port}/webhooks/greenhouse"), by=until)
        if arrangement.workers:
            stack.enter_context(_running("worker", "--processes", str(arrangement.workers), config=config))
        backfill = stack.enter_context(_running("backfill", "--yes", config=config))
        _until(lambda: len(town.contacted()) >= BEGINS_WITH or backfill.poll() is not None, by=until)
        return _watch(Measured(arrangement.name), town, backfill, opt_outs=opt_outs, dice=dice, until=until)


def _watch(
    found: Measured,
    town: Town,
    backfill: subprocess.Popen[bytes],
    *,
    opt_outs: int,
    dice: random.Random,
    until: float,
) -> Measured:
    began = time.monotonic()
    due = sorted(began + dice.uniform(0, SPREAD_SECONDS) for _ in range(opt_outs))
    out_since: dict[int, float] = {}
    over: set[int] = set()
    while (due and time.monotonic() < until - LAST_SECONDS) or (
        len(over) < len(out_since) and time.monotonic() < until
    ):
        shown = town.contacted()
        now = time.monotonic()
        for who in out_since.keys() - over - shown:
            over.add(who)
            found.seconds.append(now - out_since[who])
        free = sorted(shown - out_since.keys())
        while due and due[0] <= now < until - LAST_SECONDS and free:
            due.pop(0)
            who = free.pop(dice.randrange(len(free)))
            out_since[who] = time.monotonic()
            town.opt_out(who)
            found.busy = backfill.poll() is None
        time.sleep(LOOK_SECONDS)
    found.left = len(out_since) - len(over)
    found.returned = len(over & town.contacted())
    return found


def _configure(arrangement: Arrangement, folder: Path, town: Town, port: int) -> Path:
    systems = {name: dict(settings) for name, settings in town.systems.items()}
    systems["greenhouse"]["webhook_secrets"] = SECRET
    settings = {
        "version": 1,
        "systems": systems,
        "store": f"sqlite:///{folder / 'store.db'}",
        "receiver": {"listen": f"127.0.0.1:{port}"},
        **arrangement.settings,
    }
    path = folder / "talentsync.yaml"
    path.write_text(yaml.safe_dump(settings))
    path.chmod(0o600)
    return path


@contextmanager
def _running(*words: str, config: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "cli", *words, "-v", "-c", str(config)]
    with (config.parent / f"{words[0]}.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT)  # noqa: S603
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
    except httpx.TransportError:
        return False


def _until(happened: Callable[[], bool], *, by: float) -> None:
    while not happened() and time.monotonic() < by:
        time.sleep(LOOK_SECONDS)


def report(found: Sequence[Measured]) -> None:
    columns = "".join(f"{name:>8}" for name in ("number", "p50", "p95", "p99", "max", "left", "back", "busy"))
    print(f"{'seconds to suppress':28}{columns}")
    for each in found:
        figures = "".join(f"{each.percentile(share):8.2f}" for share in (0.5, 0.95, 0.99, 1.0))
        busy = "yes" if each.busy else "NO"
        print(f"{each.name:28}{len(each.seconds):8}{figures}{each.left:8}{each.returned:8}{busy:>8}")
    print(f"\ngoal: p99 below {GOAL_SECONDS:g} s: {'met' if all(each.good for each in found) else 'NOT met'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--opt-outs", type=int, default=60, help="per arrangement")
    parser.add_argument("--only", help="arrangements with this in their name")
    parser.add_argument("--keep", type=Path, help="a folder for settings and logs")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    end = time.monotonic() + WHOLE_SECONDS
    with ExitStack() as stack:
        folder = given.keep or Path(stack.enter_context(TemporaryDirectory(prefix="talentsync-bench-")))
        postgres, redis = stack.enter_context(postgres_server()), stack.enter_context(redis_server())

        def rq(name: str) -> dict[str, Any]:
            return {"store": postgres.create_database(name), "redis": {"url": redis.url, "namespace": name}}

        arrangements = (
            Arrangement("looked for, threads", False, {}),
            Arrangement("told, threads", True, {}),
            Arrangement("looked for, 2 RQ workers", False, rq("looked"), workers=2),
            Arrangement("told, 2 RQ workers", True, rq("told"), workers=2),
        )
        dice = random.Random(7)
        found = []
        chosen = [each for each in arrangements if given.only is None or given.only in each.name]
        for number, each in enumerate(chosen):
            made = folder / str(number)
            made.mkdir(parents=True)
            now = time.monotonic()
            until = now + (end - now) / (len(chosen) - number)
            found.append(measure(each, made, opt_outs=given.opt_outs, dice=dice, until=until))
        print(json.dumps([asdict(each) for each in found])) if given.json else report(found)
        sys.exit(not all(each.good for each in found))


if __name__ == "__main__":
    main()
