"""Bells: jobs in RQ that say "run this person", and nothing else. SQL knows who waits; a bell that gets lost is rung
again, and one that rings for nothing does no harm.

Job ids are always fresh: RQ refuses a fixed one for as long as it remembers the last job of that id. Arguments are
keys only, written as JSON.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.scheduler import RQScheduler
from rq.serializers import JSONSerializer

from syncengine.settings import Delivery
from syncengine.store.bells import Waiting
from syncengine.store.queue import BACKFILL, LIVE, RESTRICTIONS

LANES: Mapping[int, str] = {RESTRICTIONS: "restrictions", LIVE: "live", BACKFILL: "backfill"}
"""Lane -> last part of its queue's name, in the order in which workers take from them."""

JOB = "syncengine.work.jobs.run_person"
ANSWERS_WITHIN = 2.0
"""Seconds. A Redis that does not answer must hold nobody up."""

PRESENT_SECONDS = 10
FAILED_SECONDS = 3600

Silent = RedisError
"""Raised by everything here while Redis does not answer."""


def connect(delivery: Delivery) -> Redis:
    """A connection that gives up at once. Workers that wait for bells make their own."""
    return Redis.from_url(
        delivery.url,
        socket_connect_timeout=ANSWERS_WITHIN,
        socket_timeout=ANSWERS_WITHIN,
        retry=Retry(NoBackoff(), 0),
    )


def queue_names(delivery: Delivery) -> list[str]:
    """Queues of an installation, most urgent first."""
    return [f"{delivery.namespace}.{name}" for name in LANES.values()]


class Bells:
    """The queues of one installation. Every method raises Silent while Redis does not answer."""

    def __init__(self, delivery: Delivery, redis: Redis | None = None) -> None:
        self.redis = redis or connect(delivery)
        self._namespace = delivery.namespace
        self._queues = {
            lane: Queue(f"{delivery.namespace}.{name}", connection=self.redis, serializer=JSONSerializer)
            for lane, name in LANES.items()
        }
        self._scheduler: RQScheduler | None = None

    def close(self) -> None:
        self.redis.close()

    def depth(self, lane: int) -> int:
        """Bells that ring and that nobody heard yet."""
        return int(self._queues[lane].count)

    def ring(self, people: Sequence[Waiting], *, run_id: str) -> None:
        """Ring for each of them, in this order, in one request per lane."""
        for lane, queue in self._queues.items():
            jobs = [
                Queue.prepare_data(
                    JOB, args=(each.person, run_id), timeout=-1, result_ttl=0, failure_ttl=FAILED_SECONDS
                )
                for each in people
                if each.lane == lane
            ]
            if jobs:
                queue.enqueue_many(jobs)

    def ring_at(self, each: Waiting, *, run_id: str, at: float) -> None:
        """Have a bell ring later; until then it stands in RQ's registry of scheduled jobs."""
        self._queues[each.lane].enqueue_at(
            datetime.fromtimestamp(at, UTC),
            JOB,
            args=(each.person, run_id),
            job_timeout=-1,
            result_ttl=0,
            failure_ttl=FAILED_SECONDS,
        )

    def move_scheduled(self) -> None:
        """Let those ring whose time has come. One ringer does it for each queue at a time, by RQ's own lock."""
        if self._scheduler is None:
            self._scheduler = RQScheduler(
                list(self._queues.values()),
                connection=self.redis,
                logging_level="WARNING",
                serializer=JSONSerializer,
            )
        if len(self._scheduler.acquired_locks) < len(self._queues):
            self._scheduler.acquire_locks()
        if self._scheduler.acquired_locks:
            self._scheduler.heartbeat()
            self._scheduler.enqueue_scheduled_jobs()

    def rest(self) -> None:
        """Leave moving scheduled bells to another ringer at once."""
        if self._scheduler is not None:
            self._scheduler.release_locks()

    def is_new(self) -> bool:
        """True once after Redis lost everything (or never had anything): then every bell is lost as well."""
        return bool(self.redis.set(f"{self._namespace}:here", secrets.token_hex(4), nx=True))

    def present(self, name: str) -> None:
        """A group of workers says that it is there."""
        self.redis.set(f"{self._namespace}:workers:{name}", "1", ex=PRESENT_SECONDS)

    def gone(self, name: str) -> None:
        self.redis.delete(f"{self._namespace}:workers:{name}")

    def somebody_listens(self) -> bool:
        """Whether there is any worker at all."""
        return any(True for _ in self.redis.scan_iter(match=f"{self._namespace}:workers:*", count=1000))
