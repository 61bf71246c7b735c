"""Services from start to end: built from settings, built anew when those change, stopped by a signal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from mappings.policy import Policy
from mappings.problems import BadFile
from syncengine.app import Engine, World, engine_for
from syncengine.serve.chores import Chores
from syncengine.serve.daemon import Daemon
from syncengine.serve.doorway import doorway
from syncengine.serve.ending import stopped_by_signals
from syncengine.serve.reloading import Renewal
from syncengine.serve.supervisor import Supervisor
from syncengine.serve.worker import start
from syncengine.settings import Settings, read_policy
from syncengine.store.troubles import StoreTrouble

log = structlog.get_logger("talentsync.service")

AGAIN_SECONDS = 1.0

Learn = Callable[[Settings], None]
"""Told of new settings before anybody uses them, so that their secrets stay out of the log."""


class NeedsRedis(ValueError):
    """Workers hear bells, and bells ring in Redis."""


def run_workers(
    settings: Settings,
    *,
    processes: int | None,
    logs: tuple[int, str],
    alive: Path | None = None,
    learn: Learn | None = None,
) -> None:
    """Supervise worker processes until SIGTERM or Ctrl-C. ``learn`` is told new settings. Raises NeedsRedis."""
    renewal = Renewal(settings, learn=learn)
    stop = threading.Event()
    with stopped_by_signals(stop.set):
        following: Settings | None = settings
        while following is not None:
            following = _supervise(following, renewal, stop, processes=processes, logs=logs, alive=alive)


def _supervise(
    settings: Settings,
    renewal: Renewal,
    stop: threading.Event,
    *,
    processes: int | None,
    logs: tuple[int, str],
    alive: Path | None,
) -> Settings | None:
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
            stop=stop,
            renewal=renewal,
            logs=logs,
            alive=alive,
        )
        return supervisor.run()


def run_daemon(
    settings: Settings,
    *,
    world: World | None = None,
    alive: Path | None = None,
    receives: bool = True,
    care: Callable[[Settings], Mapping[str, Any]] | None = None,
    learn: Learn | None = None,
) -> None:
    """Follow, poll and run until SIGTERM or Ctrl-C. With ``receives``, webhooks arrive in this process too, if any are
    configured. ``care`` looks after the subscriptions now and then, and reports. ``learn`` is told new settings."""
    renewal = Renewal(settings, learn=learn)
    stop, heard = threading.Event(), threading.Event()

    def wished() -> None:
        stop.set()
        heard.set()  # or it would sit out its wait

    # An edit of the policy takes effect with a restart, after somebody looked at what it would do: talentsync plan.
    policy = read_policy(settings.policy_path)
    with (
        stopped_by_signals(wished, within=lambda: renewal.settings.rhythm.stop_seconds),
        doorway(settings, heard=heard.set, wanted=receives) as door,
    ):
        following: Settings | None = settings
        while following is not None:
            with ExitStack() as stack:
                engine, present = _engine_in_time(stack, following, renewal, stop, world=world, policy=policy)
                if engine is None:
                    return
                if door is not None:
                    door.renew(present)
                    door.watch(engine.pacers.standings)
                # The budgets are those of the daemon, which others would not know of.
                own = partial(engine_for, present, world=world, passes=False, policy=policy, pacers=engine.pacers)
                daemon = Daemon(
                    engine,
                    rhythm=present.rhythm,
                    stop=stop,
                    heard=heard,
                    renewal=renewal,
                    alive=alive,
                    chores=partial(Chores, own, present.rhythm, care=partial(care, present) if care else None),
                    policy_is_current=partial(_is_in_file, policy, present.policy_path),
                )
                following = daemon.run()


def _engine_in_time(
    stack: ExitStack,
    settings: Settings,
    renewal: Renewal,
    stop: threading.Event,
    *,
    world: World | None,
    policy: Policy,
) -> tuple[Engine | None, Settings]:
    """An engine as soon as its store can be opened, and the settings that it is of: they may be changed meanwhile. None
    when told to stop before."""
    said = ""
    while not stop.is_set():
        try:
            return stack.enter_context(engine_for(settings, world=world, passes=False, policy=policy)), settings
        except StoreTrouble as error:
            if said != (said := type(error).__name__):
                log.error("store.away", error=said, fix="talentsync status")
            stop.wait(AGAIN_SECONDS)
            settings = renewal.look() or settings
    return None, settings


def _is_in_file(policy: Policy, path: Path | None) -> bool:
    """Whether a policy file, as it is now, says what we were started with."""
    try:
        return read_policy(path).fingerprint == policy.fingerprint
    except BadFile:
        return False
