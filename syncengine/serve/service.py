"""Services from start to end: built from settings, stopped by a signal, their end noted."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import structlog

from syncengine.app import World, engine_for
from syncengine.serve.daemon import Daemon
from syncengine.serve.supervisor import Supervisor
from syncengine.serve.worker import start
from syncengine.settings import Settings
from syncengine.work.patience import Patience

log = structlog.get_logger("talentsync.service")


class NeedsRedis(ValueError):
    """Workers hear bells, and bells ring in Redis."""


def run_workers(settings: Settings, *, processes: int | None, logs: tuple[int, str], alive: Path | None = None) -> None:
    """Supervise worker processes until SIGTERM or Ctrl-C. Raises NeedsRedis."""
    if settings.redis is None:
        raise NeedsRedis("workers need a Redis to hear from; add redis: to the configuration")
    with engine_for(settings, passes=False) as engine:
        assert engine.bells is not None  # noqa: S101  # it is configured
        supervisor = Supervisor(
            settings=settings,
            ringer=engine.ringer(),
            bells=engine.bells,
            start=start,
            processes=processes or settings.workers,
            logs=logs,
            alive=alive,
        )
        with _stopped_by_signals(supervisor.stop):
            supervisor.run()


def run_daemon(settings: Settings, *, world: World | None = None, alive: Path | None = None) -> None:
    """Make passes until SIGTERM or Ctrl-C."""
    # A daemon looks again rather than waiting, and work that takes long does not keep it from looking.
    patience = Patience(retries=0.0, whole=settings.rhythm.poll_seconds)
    with engine_for(settings, world=world, passes=False, patience=patience) as engine:
        daemon = Daemon(engine, poll_seconds=settings.rhythm.poll_seconds, now=engine.world.now, alive=alive)
        with _stopped_by_signals(daemon.stop):
            daemon.run()


@contextmanager
def _stopped_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    def wished(signum: int, frame: FrameType | None) -> None:
        log.info("service.stopping", signal=signal.Signals(signum).name)
        stop()

    before = {each: signal.signal(each, wished) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
