"""Saying in the log why deliveries are refused, with the likely cause, and not for each of them."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from connectors.signatures import Cause, NotGenuine
from connectors.types import Delivery
from syncengine.serve.receiver.reception import Desk, Desks

log = structlog.get_logger("talentsync.receiver")

QUIET_SECONDS = 60.0
RECENTLY_SECONDS = 3600.0

_FORWARDED = ("via", "forwarded", "x-forwarded-for", "x-real-ip", "cf-ray", "x-amzn-trace-id")
"""Headers that a proxy on the way adds."""

CLOSED = "no webhook_secrets are configured for this system, so nothing sent to it can be proved"
UNSIGNED = "unsigned: the web hook has no secret at the vendor, a proxy drops the header, or a stranger sends this"
MALFORMED = "the signature has not the vendor's form: another product's web hook is sent here, or a proxy edits headers"
STRANGER = "others fit, so the secret is right: a proxy changes some bodies on the way, or a stranger sends this"
MISFIT = "wrong secret: none of webhook_secrets is the one that the web hook has at the vendor"
MISFIT_OR_PROXY = f"{MISFIT}; or the proxy in front changes the body on its way"
WRONG_ADDRESS = "wrong address: it is signed with the secret of another system, whose web hook is sent here"
NO_SUCH_ADDRESS = "wrong address: no system of the configuration that sends webhooks has that name"


class Refusals:
    """At most one warning in QUIET_SECONDS for each system and cause. ``now`` is seconds that never go back."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._said: dict[tuple[str, str], float] = {}
        self._times: dict[tuple[str, str], int] = {}
        self._fitted: dict[str, float] = {}

    def fitted(self, system: str) -> None:
        """A delivery of the system was proved."""
        self._fitted[system] = self._now()

    def closed(self, desk: Desk) -> None:
        self._say(desk.system, "closed", lambda: CLOSED)

    def no_such_address(self, desks: Desks) -> None:
        known = [f"/webhooks/{system}" for system in desks.open]
        self._say("", "address", lambda: NO_SUCH_ADDRESS, known=known)

    def not_genuine(self, desk: Desk, desks: Desks, delivery: Delivery, cause: Cause) -> None:
        self._say(desk.system, cause, lambda: self._likely(desk, desks, delivery, cause))

    def _likely(self, desk: Desk, desks: Desks, delivery: Delivery, cause: Cause) -> str:
        if cause != "mismatch":
            return UNSIGNED if cause == "unsigned" else MALFORMED
        if any(_fits(other, delivery) for other in desks.by_system.values() if other is not desk and other.is_open):
            return WRONG_ADDRESS
        if self._now() - self._fitted.get(desk.system, float("-inf")) < RECENTLY_SECONDS:
            return STRANGER
        return MISFIT_OR_PROXY if any(each in delivery.headers for each in _FORWARDED) else MISFIT

    def _say(self, system: str, cause: str, likely: Callable[[], str], **more: object) -> None:
        key = (system, cause)
        self._times[key] = self._times.get(key, 0) + 1
        now = self._now()
        if now - self._said.get(key, float("-inf")) < QUIET_SECONDS:
            return
        self._said[key] = now
        about = {"system": system} if system else {}
        log.warning("receiver.refused", **about, cause=cause, likely=likely(), times=self._times.pop(key), **more)


def _fits(desk: Desk, delivery: Delivery) -> bool:
    try:
        desk.hooks.verify(delivery, desk.secrets)
    except NotGenuine:
        return False
    return True
