"""What Prometheus scrapes: one reading of the store at a time, kept for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

import structlog
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from syncengine.serve.eyes.around import RedisWatch, Standings
from syncengine.serve.eyes.counted import Counted, last_durations
from syncengine.serve.eyes.families import families
from syncengine.serve.eyes.kept import Kept
from syncengine.serve.eyes.samples import Reading, samples
from syncengine.settings import Settings
from syncengine.store import Store
from syncengine.store.figures import backlog, figures

log = structlog.get_logger("talentsync.eyes")

KEPT_SECONDS = 10.0
PATIENCE_SECONDS = 8.0
"""Less than the ten seconds after which Prometheus gives a scrape up."""


class Reader:
    """Reads everything once, when it is told to. Not for several threads at once."""

    def __init__(
        self,
        store: Store,
        settings: Callable[[], Settings],
        redis: RedisWatch,
        standings: Standings,
        *,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._settings = settings
        self._redis = redis
        self._standings = standings
        self._now = now
        self._counted = Counted()

    def read(self) -> Reading:
        began, now = time.perf_counter(), self._now()
        systems = self._settings().systems
        with self._store.read() as connection:
            ended = self._counted.read(connection, now=now)
            durations = last_durations(connection, ended.passes)
            found, waiting = figures(connection, now=now), backlog(connection)
        return Reading(
            now=now,
            systems=[each.name for each in systems],
            expecting=[each.name for each in systems if each.webhook_secrets],
            figures=found,
            backlog=waiting,
            ended=ended,
            durations=durations,
            redis=self._redis.look(),
            standings=self._standings(),
            took=time.perf_counter() - began,
        )


class StoreCollector(Collector):
    """Metrics of one reading, kept for KEPT_SECONDS. While nothing can be read it says that, and nothing else."""

    def __init__(self, reader: Reader, *, monotonic: Callable[[], float], patience: float = PATIENCE_SECONDS) -> None:
        self._kept = Kept(reader.read, seconds=KEPT_SECONDS, monotonic=monotonic)
        self._patience = patience

    def describe(self) -> Iterable[Metric]:
        """Nothing: being registered must not read the store."""
        return ()

    def collect(self) -> Iterator[Metric]:
        try:
            reading = self._kept.get(patience=self._patience)
        except Exception as error:  # noqa: BLE001  # whatever it is, the meters of this process are shown all the same
            log.warning("metrics.unread", error=type(error).__name__)
            yield GaugeMetricFamily("talentsync_store_up", "1 while the store answers.", value=0)
            return
        yield from families(samples(reading), reading.ended.suppressed)
