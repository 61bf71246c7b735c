"""A receiver from start to end: reception, intake, application and port, put together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry

from syncengine.serve.receiver.app import ReceiverApp
from syncengine.serve.receiver.clerk import Clerk
from syncengine.serve.receiver.guard import Bounds
from syncengine.serve.receiver.intake import Intake
from syncengine.serve.receiver.meters import Meters
from syncengine.serve.receiver.port import GRACE_SECONDS, open_port
from syncengine.serve.receiver.reception import Reception, build_reception
from syncengine.serve.receiver.requests import App
from syncengine.settings import Settings
from syncengine.store import Store

log = structlog.get_logger("talentsync.receiver")


@dataclass(frozen=True, slots=True)
class Receiving:
    """A receiver at work. ``address`` is where it listens; its reception can be renewed, its address cannot."""

    address: str
    reception: Reception


@contextmanager
def receiving(
    settings: Settings,
    store: Store,
    *,
    heard: Callable[[], None],
    registry: CollectorRegistry | None = None,
    others: App | None = None,
    now: Callable[[], float] = time.time,
    bounds: Bounds | None = None,
    grace: float = GRACE_SECONDS,
) -> Iterator[Receiving]:
    """Receive until the block ends; every delivery that was answered as accepted is then in the store. ``heard`` is
    called, by another thread, when there is something to look at; ``others`` answers all paths but those of webhooks;
    ``registry`` gets the meters. Raises CannotListen."""
    reception = build_reception(settings)
    meters = Meters(registry or CollectorRegistry())
    intake = Intake(store, heard=heard, meters=meters)
    app = ReceiverApp(Clerk(reception, intake, meters, now=now), others=others)
    at = settings.receiver
    intake.start()
    try:
        with open_port(app, at.host, at.port, lane=app.at_once, bounds=bounds, grace=grace) as address:
            log.info("receiver.listens", address=address, systems=reception.desks.open)
            if not reception.desks.open:
                log.warning("receiver.nothing_to_receive", why="no system has webhook_secrets")
            yield Receiving(address, reception)
            log.info("receiver.ends")
    finally:
        intake.close()
