"""From a proved delivery to what is stored of it."""

from __future__ import annotations

import hashlib
import random

import structlog

from connectors.signatures import Unreadable
from connectors.types import Delivery, Told
from syncengine.serve.receiver.reception import Desk
from syncengine.store.inbox import Arrival

log = structlog.get_logger("talentsync.receiver")

UNREADABLE = "unreadable"
"""The event of a delivery that is genuine and makes no sense. Having it sent again would not help."""

_LONGEST_EVENT = 80


def arrival_of(desk: Desk, delivery: Delivery, *, now: float) -> Arrival:
    """``now`` is when it arrived."""
    correlation = f"d_{random.getrandbits(48):012x}"
    told = _told(desk, delivery, correlation)
    return Arrival(
        system=desk.system,
        id=desk.hooks.delivery_id(delivery),
        digest=_digest(delivery.body),
        correlation=correlation,
        event=_printable(told.event),
        known=told.known,
        body=delivery.body,
        received_at=now,
        hints=told.hints,
    )


def _told(desk: Desk, delivery: Delivery, correlation: str) -> Told:
    try:
        return desk.hooks.told(delivery)
    except Unreadable as error:
        log.warning("receiver.unreadable", system=desk.system, why=str(error), correlation=correlation)
        return Told(UNREADABLE, known=False)


def _printable(event: str) -> str:
    """What every store and every screen can show."""
    return event if event.isascii() and event.isprintable() and len(event) <= _LONGEST_EVENT else _tidied(event)


def _tidied(event: str) -> str:
    return "".join(sign if " " <= sign <= "~" else "?" for sign in event[:_LONGEST_EVENT])


def _digest(body: bytes) -> str:
    digest = hashlib.sha256()
    for at in range(0, len(body), 2047):
        digest.update(body[at : at + 2047])
    return digest.hexdigest()
