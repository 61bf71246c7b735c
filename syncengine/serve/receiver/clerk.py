"""What is done about a delivery, whichever way it comes in: prove it, read it, have it stored, and say how it is
answered. Nothing is parsed before it is proved, and nothing is stored that was not."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

import structlog

from connectors.signatures import Cause, NotGenuine
from connectors.types import Delivery
from syncengine.serve.receiver.arrivals import UNREADABLE, arrival_of
from syncengine.serve.receiver.intake import Busy, Intake, Verdict
from syncengine.serve.receiver.meters import NOBODY, Meters, Outcome
from syncengine.serve.receiver.reception import Desk, Desks, Reception
from syncengine.serve.receiver.refusals import Refusals
from syncengine.serve.receiver.requests import (
    BEGAN,
    Headers,
    Scope,
    declared_length,
    headers_of,
    is_encoded,
    media_type,
)
from syncengine.store.inbox import Arrival

log = structlog.get_logger("talentsync.receiver")

PREFIX = "/webhooks/"

Reply = Callable[[int, Headers], None]
"""Answers a request, without a body. To be called once, in the thread of the event loop."""

COME_AGAIN: Headers = ((b"retry-after", b"5"),)
_NO_MORE: Headers = ()


class Refused(Exception):
    """The request is answered with a status, and has stored nothing."""

    def __init__(self, status: int, outcome: Outcome, *, system: str = NOBODY, headers: Headers = _NO_MORE) -> None:
        super().__init__(status)
        self.status = status
        self.outcome: Outcome = outcome
        self.system = system
        self.headers = headers


class Admitted(NamedTuple):
    """A request whose head is in order: whose it is, and by which configuration it is dealt with to its end."""

    scope: Scope
    desk: Desk
    desks: Desks
    headers: Mapping[str, str]


class Clerk:
    """``now`` is seconds since the epoch, ``clock`` seconds that never go back."""

    def __init__(
        self,
        reception: Reception,
        intake: Intake,
        meters: Meters,
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reception = reception
        self._intake = intake
        self._meters = meters
        self._now = now
        self._refusals = Refusals(clock)

    def admit(self, scope: Scope) -> Admitted:
        """Look at the head of a request. Cheap questions come first. Raises Refused."""
        desks = self._reception.desks
        desk = self._desk(scope, desks)
        headers = headers_of(scope)
        if media_type(headers) not in desk.webhooks.content_types:
            raise Refused(415, "wrong_type", system=desk.system)
        if is_encoded(headers):
            raise Refused(415, "encoded", system=desk.system, headers=((b"accept-encoding", b"identity"),))
        if declared_length(headers) > desks.max_body_bytes:
            raise Refused(413, "too_large", system=desk.system)
        return Admitted(scope, desk, desks, headers)

    def handle(self, request: Admitted, body: bytes, reply: Reply) -> None:
        """Have a delivery stored, if it is genuine. ``reply`` is called now, or when it is stored."""
        system = request.desk.system
        try:
            arrival = self._proved(request, Delivery(request.headers, body))
            self._intake.put(arrival, lambda verdict: self._settle(request, arrival, verdict, reply))
        except Refused as refused:
            self.refuse(refused, reply)
        except Busy:
            self.refuse(Refused(503, "busy", system=system, headers=COME_AGAIN), reply)
        except Exception as error:  # a mistake of ours must cost one request and not the receiver
            log.error("receiver.defect", system=system, exc_info=error)
            self.refuse(Refused(500, "defect", system=system), reply)

    def refuse(self, refused: Refused, reply: Reply) -> None:
        self._meters.count(refused.system, refused.outcome)
        reply(refused.status, refused.headers)

    def _desk(self, scope: Scope, desks: Desks) -> Desk:
        if scope["method"] != "POST":
            raise Refused(405, "wrong_method", headers=((b"allow", b"POST"),))
        desk = desks.by_system.get(scope["path"][len(PREFIX) :])
        if desk is None:
            self._refusals.no_such_address(desks)
            raise Refused(404, "no_address")
        if not desk.is_open:
            self._refusals.closed(desk)
            raise Refused(404, "refused_closed", system=desk.system)
        return desk

    def _proved(self, request: Admitted, delivery: Delivery) -> Arrival:
        desk = request.desk
        try:
            desk.hooks.verify(delivery, desk.secrets)
        except NotGenuine as error:
            self._refusals.not_genuine(desk, request.desks, delivery, error.cause)
            raise Refused(401, _NOT_GENUINE[error.cause], system=desk.system) from None
        self._refusals.fitted(desk.system)
        return arrival_of(desk, delivery, now=self._now())

    def _settle(self, request: Admitted, arrival: Arrival, verdict: Verdict, reply: Reply) -> None:
        system = arrival.system
        if isinstance(verdict, Busy):
            self.refuse(Refused(503, "busy", system=system, headers=COME_AGAIN), reply)
        elif isinstance(verdict, BaseException):  # the intake has logged it
            self.refuse(Refused(500, "defect", system=system), reply)
        else:
            self._meters.count(system, _outcome(arrival, verdict))
            began = request.scope.get(BEGAN)
            if began is not None:
                self._meters.seconds.observe(time.perf_counter() - began)
            reply(request.desk.webhooks.accepts, _NO_MORE)


_NOT_GENUINE: Mapping[Cause, Outcome] = {
    "unsigned": "refused_unsigned",
    "malformed": "refused_malformed",
    "mismatch": "refused_mismatch",
}


def _outcome(arrival: Arrival, new: bool) -> Outcome:
    if not new:
        return "duplicate"
    if arrival.known:
        return "accepted"
    return "unreadable" if arrival.event == UNREADABLE else "unknown"
