"""One process of a fleet: threads that read as fast as they may, and one with restrictions now and then.

``python -m tests.budget.fleet_worker REDIS VENDOR REQUESTS SECONDS BURST THREADS DURATION REST`` prints, as JSON, how
long each restriction took, and ends after DURATION seconds. BURST 0 is a window; REST 0 means no restrictions.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import time
from collections.abc import Callable

import structlog

from connectors.http import HttpClient
from connectors.lanes import Lane, in_lane
from connectors.pacers import Meter
from connectors.types import Limit
from syncengine.budget import connect, shared_pacers
from tests.connectors.toy import KEY


def main(redis_url: str, vendor_url: str, *numbers: str) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    requests, seconds, burst, threads, duration, rest = (float(number) for number in numbers)
    limit = Limit(int(requests), seconds, int(burst) or None)
    meter = Meter("toy", "toy", vendor_url, KEY, limit)
    pacer = shared_pacers(connect(redis_url)).pacer(meter, now=time.time, sleep=time.sleep)
    client = HttpClient(system="toy", base_url=vendor_url, auth=None, pacer=pacer, headers={"X-Key": KEY})
    until = time.monotonic() + duration
    took: list[float] = []

    def backfill() -> None:
        with in_lane(Lane.BACKFILL):
            while time.monotonic() < until:
                client.read("/things/1")

    def restrictions() -> None:
        with in_lane(Lane.RESTRICTIONS):
            while time.monotonic() < until:
                started = time.monotonic()
                client.read("/things/2")
                took.append(time.monotonic() - started)
                time.sleep(rest)

    work: list[Callable[[], None]] = [backfill] * int(threads) + ([restrictions] if rest else [])
    running = [threading.Thread(target=each) for each in work]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    sys.stdout.write(json.dumps(took))


if __name__ == "__main__":
    main(*sys.argv[1:])
