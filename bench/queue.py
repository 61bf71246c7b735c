# ruff: noqa: T201  # a bench prints
"""How many people are run per second, from the bell to the settled store: by threads of one process, and by RQ workers,
beside RQ jobs that do nothing on the same machine.

    python -m bench.queue --people 300

Everybody's title was edited in the CRM, so each run writes once to the ATS. The stand-in systems have no limits and a
process of their own. Compare the ratios: this machine is not yours.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from bench.queue_noop import nothing
from bench.queue_town import Town, open_town
from syncengine import passes, telemetry
from syncengine.app import Engine, engine_for
from syncengine.passes import Silent
from syncengine.serve.worker import start
from syncengine.settings import Settings, load_settings
from syncengine.store import queue
from syncengine.work.dispatch import Drained
from tests.servers.postgres_server import postgres_server
from tests.servers.redis_server import redis_server

THREADS = 4
CREWS = (1, 2, 4)


@dataclass(frozen=True, slots=True)
class Measured:
    """``rate`` is runs, or jobs, per second."""

    name: str
    rate: float


class Arrangement:
    """One way of working, on a fresh store in which all are known and in step."""

    def __init__(self, folder: Path, town: Town, **settings: Any) -> None:
        path = folder / "talentsync.yaml"
        given = {"version": 1, "systems": town.systems, "workers": THREADS, "safety": {"always_allowed": 1_000_000}}
        path.write_text(yaml.safe_dump(given | settings))
        self.settings = load_settings(path)
        self._town = town

    def meet(self) -> None:
        """The first contact, by threads of this process; not measured."""
        alone = {**yaml.safe_load(self.settings.path.read_text())}
        alone.pop("redis", None)
        path = self.settings.path.with_name("alone.yaml")
        path.write_text(yaml.safe_dump(alone))
        with engine_for(load_settings(path)) as engine:
            passes.backfill(engine, reporter=Silent(), agree=lambda proposal: True)

    def measure(self, name: str, *, title: str, drain: Callable[[Engine], Drained]) -> Measured:
        """Everybody is edited and seen; then the clock starts, and stops when nobody waits."""
        self._town.retitle(title)
        with engine_for(self.settings) as engine:
            engine.places.find(list_pools=False)
            for system in engine.systems:
                for kind in system.listed_kinds:
                    engine.observer.list_kind(system, kind)
            with engine.store.write() as connection:
                queue.agree(connection, lane=queue.LIVE, until=engine.world.now())
                people = queue.waiting(connection)
            started = time.perf_counter()
            drained = drain(engine)
            took = time.perf_counter() - started
        if drained.waiting or not people:
            raise SystemExit(f"{name}: {drained.waiting} of {people} people still wait")
        return Measured(name, people / took)


@contextmanager
def crew(target: Callable[..., None], number: int, *args: Any) -> Iterator[None]:
    """So many processes, killed in the end."""
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=target, args=args, daemon=True) for _ in range(number)]
    for process in processes:
        process.start()
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.join()


def worker(settings: Settings) -> None:
    start(settings, None, (0, "human"))


def noop_worker(url: str) -> None:
    connection = Redis.from_url(url)
    SimpleWorker(["noop"], connection=connection, serializer=JSONSerializer).work(logging_level="WARNING")


def wait_for_workers(redis: Redis, number: int) -> None:
    """RQ's own register tells who listens."""
    while SimpleWorker.count(connection=redis) < number:
        time.sleep(0.05)


def with_workers(arrangement: Arrangement, redis: Redis, number: int) -> Measured:
    redis.flushdb()
    with crew(worker, number, arrangement.settings):
        wait_for_workers(redis, number)

        def drain(engine: Engine) -> Drained:
            assert engine.bells is not None  # noqa: S101  # it is configured
            bells = engine.bells
            bells.present("bench")
            return engine.dispatcher("r_bench").drain(progress=lambda done: bells.present("bench"))

        return arrangement.measure(f"RQ x {number}", title=f"Engineer {number}", drain=drain)


def noop(redis: Redis, url: str, *, number: int, jobs: int) -> Measured:
    redis.flushdb()
    waiting = Queue("noop", connection=redis, serializer=JSONSerializer)
    with crew(noop_worker, number, url):
        wait_for_workers(redis, number)
        started = time.perf_counter()
        waiting.enqueue_many([Queue.prepare_data(nothing, args=(each,), result_ttl=0) for each in range(jobs)])
        while waiting.count or waiting.started_job_registry.count:
            time.sleep(0.005)
        return Measured(f"no-op RQ x {number}", jobs / (time.perf_counter() - started))


def report(runs: Sequence[Measured], noops: Sequence[Measured]) -> None:
    print(f"{'':24}{'per second':>12}{'ms each':>10}{'to no-op RQ x 1':>18}")
    for each in (*runs, *noops):
        ratio = each.rate / noops[0].rate
        print(f"{each.name:24}{each.rate:12.1f}{1000 / each.rate:10.2f}{ratio:18.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=300)
    people = parser.parse_args().people
    telemetry.configure()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="talentsync-bench-")))
        town = stack.enter_context(open_town(people))
        postgres, valkey = stack.enter_context(postgres_server()), stack.enter_context(redis_server())
        redis = stack.enter_context(Redis.from_url(valkey.url))
        runs = []
        for name, url in (("sqlite", f"sqlite:///{folder / 'store.db'}"), ("pg", postgres.create_database("here"))):
            here = Arrangement(_folder(folder, name), town, store=url)
            here.meet()
            runs.append(here.measure(f"{THREADS} threads, {name}", title=name, drain=lambda e: e.here("r_b").drain()))
        fleet = Arrangement(_folder(folder, "fleet"), town, store=postgres.create_database("fleet"), redis=valkey.url)
        fleet.meet()
        runs += [with_workers(fleet, redis, number) for number in CREWS]
        report(runs, [noop(redis, valkey.url, number=number, jobs=10 * people) for number in CREWS])


def _folder(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


if __name__ == "__main__":
    main()
