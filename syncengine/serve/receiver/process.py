"""`talentsync receive`: a receiver in a process of its own, which does nothing but store what vendors tell."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import structlog

from syncengine.serve.ending import stopped_by_signals
from syncengine.serve.eyes import open_eyes
from syncengine.serve.presence import Presence
from syncengine.serve.receiver.receiving import Receiving, receiving
from syncengine.serve.reloading import Renewal
from syncengine.settings import Settings
from syncengine.store import open_store, services

log = structlog.get_logger("talentsync.receiver")

BEAT_SECONDS = 1.0


def run_receiver(
    settings: Settings, *, alive: Path | None = None, learn: Callable[[Settings], None] | None = None
) -> None:
    """Receive until SIGTERM or Ctrl-C. Secrets and systems follow the configuration within BEAT_SECONDS; an address or
    a store that changed is another receiver, and needs a restart. ``learn`` is told new settings. Raises CannotListen,
    and what `open_store` does."""
    renewal = Renewal(settings, learn=learn)
    stop = threading.Event()
    with (
        stopped_by_signals(stop.set, within=lambda: renewal.settings.rhythm.stop_seconds),
        closing(open_store(settings.store_url)) as store,
        open_eyes(store, lambda: renewal.settings) as eyes,
        receiving(settings, store, heard=_nobody_here, registry=eyes.registry, others=eyes.app) as at,
    ):
        presence = Presence(store, "receiver", state=services.SERVES, now=time.time)
        try:
            _keep(at, renewal, stop, presence.sign, alive)
        finally:
            presence.leave()


def _keep(at: Receiving, renewal: Renewal, stop: threading.Event, sign: Callable[[], None], alive: Path | None) -> None:
    begun = renewal.settings
    while not stop.is_set():
        sign()
        if alive is not None:
            with suppress(OSError):  # a full disk under /tmp is no reason to stop
                alive.touch()
        renewed = renewal.look()
        if renewed is not None:
            at.reception.renew(renewed)
            log.info("receiver.renewed", systems=at.reception.desks.open)
            _say_what_needs_a_restart(begun, renewed)
        stop.wait(BEAT_SECONDS)


def _say_what_needs_a_restart(begun: Settings, renewed: Settings) -> None:
    changed = []
    if (begun.receiver.host, begun.receiver.port) != (renewed.receiver.host, renewed.receiver.port):
        changed.append("receiver.listen")
    if begun.store_url != renewed.store_url:
        changed.append("store")
    if changed:
        log.warning("receiver.needs_restart", changed=changed)


def _nobody_here() -> None:
    """Whoever follows hints is another process, and finds them in the store."""
