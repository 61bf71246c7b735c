"""The receiver inside a daemon: what is told is followed in the same process, without waiting for anybody to look.

The port may be taken for a while, by another daemon on the same host for example. The daemon works all the same, and
the doorway opens as soon as it can.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager

import structlog

from connectors.pacing import Standing
from syncengine.serve.eyes import Standings, open_eyes
from syncengine.serve.presence import SIGN_SECONDS, Presence
from syncengine.serve.receiver.listening import CannotListen
from syncengine.serve.receiver.receiving import Receiving, receiving
from syncengine.settings import Settings
from syncengine.store import open_store, services
from syncengine.store.troubles import StoreTrouble

log = structlog.get_logger("talentsync.receiver")

TRY_AGAIN_SECONDS = 1.0


class Doorway:
    """``heard`` is called, by another thread, whenever something was told. It is closed while nothing could come in."""

    def __init__(self, settings: Settings, *, heard: Callable[[], None]) -> None:
        self._settings = settings
        self._heard = heard
        self._over = False
        self._change = threading.Event()
        self._at: Receiving | None = None
        self._standings: Standings = dict
        self._troubled = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep_open, name="talentsync-doorway", daemon=True)

    def renew(self, settings: Settings) -> None:
        """From now on these settings are in force. Another address or another store is another doorway: requests under
        way are answered, and it opens there."""
        with self._lock:
            moved = _place(settings) != _place(self._settings)
            self._settings = settings
            if moved:
                self._change.set()
            elif self._at is not None:
                self._at.reception.renew(settings)

    def watch(self, standings: Standings) -> None:
        """From now on the rate budgets that are shown are these."""
        self._standings = standings

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Requests under way are answered first."""
        self._over = True
        self._change.set()
        self._thread.join()

    def _keep_open(self) -> None:
        while not self._over:
            self._change.clear()
            try:
                if _is_wanted(self._settings) and not self._over:
                    self._open()
            except CannotListen as error:
                self._say_once("receiver.closed", why=str(error))
            except StoreTrouble as error:
                self._say_once("receiver.closed", why=type(error).__name__)
            except Exception:  # the daemon polls without it, and whoever watches the log sees it
                log.exception("receiver.defect")
            if not self._over:
                self._change.wait(TRY_AGAIN_SECONDS)

    def _open(self) -> None:
        settings = self._settings
        with (
            closing(open_store(settings.store_url)) as store,
            open_eyes(store, lambda: self._settings, standings=self._budgets) as eyes,
            receiving(settings, store, heard=self._heard, registry=eyes.registry, others=eyes.app) as at,
        ):
            with self._lock:
                self._at = at
                at.reception.renew(self._settings)
            self._troubled = False
            presence = Presence(store, "receiver", state=services.SERVES, now=time.time)
            presence.sign()
            while not self._change.wait(SIGN_SECONDS / 2):
                presence.sign()
            presence.leave()
            with self._lock:
                self._at = None

    def _budgets(self) -> Mapping[str, Standing]:
        return self._standings()

    def _say_once(self, event: str, *, why: str) -> None:
        if not self._troubled:
            log.error(event, why=why)
        self._troubled = True


def _is_wanted(settings: Settings) -> bool:
    return bool(settings.receiver.token) or any(each.webhook_secrets for each in settings.systems)


def _place(settings: Settings) -> tuple[object, ...]:
    """What makes it another doorway."""
    return settings.store_url, settings.receiver.host, settings.receiver.port, _is_wanted(settings)


@contextmanager
def doorway(settings: Settings, *, heard: Callable[[], None], wanted: bool = True) -> Iterator[Doorway | None]:
    """A doorway until the block ends; None where none is wanted."""
    if not wanted:
        yield None
        return
    opened = Doorway(settings, heard=heard)
    opened.start()
    try:
        yield opened
    finally:
        opened.close()
