"""Real processes, real Redis, real time: four workers in two processes at one vendor account, with restrictions amid a
backfill that wants more than there is. Real time is bounded here, and it is what the figures are about."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

import redis

from connectors.sandbox import BucketLimit, Entry, RateLimit, SandboxClock, WindowLimit
from connectors.sandbox.server import serve
from tests.connectors.toy import Toy

PROCESSES, THREADS = 2, 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the vendor was asked, and how long each restriction took, in seconds."""

    asked: tuple[Entry, ...]
    restrictions: list[float]

    def refused(self) -> int:
        return sum(entry.status == 429 for entry in self.asked)


def run_fleet(
    redis_url: str, limit: RateLimit, numbers: tuple[float, float, float], *, seconds: float, rest: float = 0.25
) -> Outcome:
    """``numbers`` is the limit as the processes know it; each sends a restriction every ``rest`` seconds."""
    toy = Toy(clock=SandboxClock(), limit=limit)
    with serve(toy) as vendor_url:
        arguments = [redis_url, vendor_url, *(str(number) for number in (*numbers, THREADS, seconds, rest))]
        command = [sys.executable, "-m", "tests.budget.fleet_worker", *arguments]
        processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
        printed = [process.communicate(timeout=seconds + 60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES
    return Outcome(tuple(toy.journal), sorted(took for each in printed for took in json.loads(each)))


def p99(values: list[float]) -> float:
    return values[min(len(values) - 1, int(0.99 * len(values)))]


def test_a_window_is_used_but_never_overdrawn(client: redis.Redis, redis_url: str) -> None:
    outcome = run_fleet(redis_url, WindowLimit(40, 2), (40, 2, 0), seconds=11)
    windows = Counter(int(entry.at // 2) for entry in outcome.asked)
    whole = [windows[number] for number in range(min(windows) + 2, max(windows))]
    assert outcome.refused() == 0
    assert sum(whole) >= 0.95 * 36 * len(whole)
    assert max(windows.values()) <= 36
    assert len(outcome.restrictions) > 40
    assert p99(outcome.restrictions) < 2


def test_a_bucket_is_used_but_never_overdrawn(client: redis.Redis, redis_url: str) -> None:
    outcome = run_fleet(redis_url, BucketLimit(100, 20), (100, 1, 20), seconds=6)
    start = outcome.asked[0].at + 1
    steady = [entry.at for entry in outcome.asked if start <= entry.at < start + 4]
    assert outcome.refused() == 0
    assert len(steady) >= 0.95 * 90 * 4
    assert len(outcome.restrictions) > 20
    assert p99(outcome.restrictions) < 2
