"""One worker process: an RQ worker without a fork per job, an engine, and a hand on the lease of whom it runs."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.exceptions import DequeueTimeout, StopRequested
from rq.job import Job
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
LISTENS_SECONDS = 1
"""Seconds that a worker waits for a bell before it looks whether it is to stop."""

REDIS_AWAY_SECONDS = 2.0
"""Seconds between two attempts to reach a Redis that is away."""

TICK_SECONDS = 0.1


class BellWorker(SimpleWorker):
    """Takes from the most urgent queue that has anything. A wish to stop is heard between two jobs: who is being run
    is run to the end.

    A signal only leaves word. What is raised from a handler ends wherever the signal happened to strike: in a
    finaliser nobody hears of it, and a worker that was between two jobs would go on to wait for the next one.
    """

    log_result_lifespan = False

    @property
    def dequeue_timeout(self) -> int:
        return LISTENS_SECONDS

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self._stop_requested = True

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """The next bell. None, without a ``timeout``, when there is none now. Raises StopRequested: before each wait
        it is looked whether we are to stop, which RQ's own loop does not do while nothing rings."""
        idle = False
        while not self._stop_requested:
            try:
                if not idle:
                    self.set_state(WorkerStatus.IDLE)
                    idle = True
                self.heartbeat()
                found = self._listen(timeout)
            except DequeueTimeout:
                continue
            except (RedisConnectionError, RedisTimeoutError) as error:
                log.warning("redis.silent", error=type(error).__name__)
                self._pause(REDIS_AWAY_SECONDS)
                continue
            return found
        raise StopRequested

    def _listen(self, timeout: int | None) -> tuple[Job, Queue] | None:
        if self.should_run_maintenance_tasks:
            self.run_maintenance_tasks()  # type: ignore[no-untyped-call]  # RQ's own
        found = self.queue_class.dequeue_any(
            self._ordered_queues,
            timeout,
            connection=self.connection,
            job_class=self.job_class,
            serializer=self.serializer,
            death_penalty_class=self.death_penalty_class,
        )
        if found is not None:
            found[0].redis_server_version = self.get_redis_server_version()  # type: ignore[no-untyped-call]
        return found

    def _pause(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._stop_requested and time.monotonic() < until:
            time.sleep(TICK_SECONDS)

    def teardown(self) -> None:
        """Take leave of Redis, if it answers: what is left there of a worker that is gone expires."""
        self.connection.set_retry(Retry(NoBackoff(), 0))
        try:
            super().teardown()  # type: ignore[no-untyped-call]
        except RedisError as error:
            log.warning("redis.silent", error=type(error).__name__)


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
