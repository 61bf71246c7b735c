"""One worker process: an RQ worker without a fork per job, an engine, and a hand on the lease of whom it runs."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

import structlog
from redis import Redis
from rq import SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer
from rq.worker import WorkerStatus

from syncengine import telemetry
from syncengine.app import Engine, World, engine_for
from syncengine.settings import Delivery, Settings
from syncengine.work import jobs
from syncengine.work.bell_job import BellJob
from syncengine.work.bells import Bells, queue_names
from syncengine.work.heartbeat import Heartbeat
from syncengine.work.ringer import believed_seconds

log = structlog.get_logger("talentsync.worker")


WORKER_SECONDS = 45


class BellWorker(SimpleWorker):
    """Takes from the most urgent queue that has anything. A wish to stop is heard between two jobs: who is being run
    is run to the end."""

    log_result_lifespan = False
    max_connection_wait_time = 2.0
    """Seconds between two attempts to reach a Redis that is away."""

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """RQ would talk to Redis here, in the middle of whatever the signal interrupted."""
        self._stop_requested = True
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if self._state != WorkerStatus.BUSY:
            raise StopRequested


def work(
    settings: Settings,
    *,
    world: World | None = None,
    alive: Connection | None = None,
    burst: bool = False,
    beat_seconds: float | None = None,
) -> None:
    """Answer bells until told to stop (SIGTERM), or until ``alive``, the other end of which the supervisor holds, is
    closed. With ``burst`` until there are none. ``beat_seconds`` of real time lie between two renewals of a lease,
    where that is not a quarter of it."""
    delivery = settings.redis
    if delivery is None:
        raise ValueError("workers need `redis:` in the configuration")
    with engine_for(settings, world=world, passes=False) as engine, hands_of(engine, delivery, beat_seconds) as hands:
        jobs.take_up(hands)
        worker = BellWorker(
            queue_names(delivery),
            name=f"talentsync-{socket.gethostname()}-{os.getpid()}",
            connection=Redis.from_url(delivery.url, socket_keepalive=True, health_check_interval=15),
            # RQ waits for a bell for 15 s less before it asks again: so long a lost connection goes unnoticed.
            worker_ttl=WORKER_SECONDS,
            serializer=JSONSerializer,
            job_class=BellJob,
        )
        if alive is not None:
            threading.Thread(target=_stop_when_closed, args=(alive,), daemon=True).start()
        try:
            worker.work(burst=burst, logging_level="WARNING")
        finally:
            jobs.take_up(None)


@contextmanager
def hands_of(engine: Engine, delivery: Delivery, beat_seconds: float | None = None) -> Iterator[jobs.Hands]:
    """What a worker works with, until the block ends."""
    tower = Bells(delivery)
    every = delivery.lease_seconds / 4 if beat_seconds is None else beat_seconds
    with Heartbeat(engine.store, now=engine.world.now, seconds=delivery.lease_seconds, every=every) as beats:
        yield jobs.Hands(
            store=engine.store,
            bells=tower,
            runner=lru_cache(maxsize=8)(engine.runner),
            recall=engine.places.recall,
            beats=beats,
            now=engine.world.now,
            name=f"{socket.gethostname()}:{os.getpid()}",
            lease_seconds=delivery.lease_seconds,
            believed=believed_seconds(delivery.lease_seconds),
        )
    tower.close()


def _stop_when_closed(alive: Connection) -> None:
    """The supervisor is gone: nobody would start us again, or sweep."""
    try:
        alive.recv_bytes()
    except (EOFError, OSError):
        os.kill(os.getpid(), signal.SIGTERM)


def start(settings: Settings, alive: Connection | None, logs: Any) -> None:
    """Entry of a worker process. ``logs`` are verbosity and format of its log."""
    signal.signal(
        signal.SIGINT, signal.SIG_IGN
    )  # Ctrl-C reaches the whole group; the supervisor passes on what it means
    redactor = telemetry.configure(verbosity=logs[0], log_format=logs[1])
    redactor.protect(settings)
    work(settings, alive=alive)
