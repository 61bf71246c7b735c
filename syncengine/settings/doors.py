"""The ``receiver:`` and ``daemon:`` parts of a configuration: where vendors' webhooks arrive, and what is done how
often."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Annotated

from pydantic import Field

from connectors.addresses import InsecureAddress, require_safe
from connectors.types import KINDS
from mappings.schema import Strict
from syncengine.settings.values import Values

DEFAULT_LISTEN = "127.0.0.1:8720"
_LISTEN = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(?P<port>[0-9]{1,5})")
_CLOCK = re.compile(r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])")
SHORTEST_TOKEN = 16

Seconds = Annotated[float, Field(ge=0.1, le=86_400, allow_inf_nan=False)]


class ReceiverPart(Strict):
    """What may be written. ``listen``, ``public_url`` and ``token`` are read by :func:`read_receiver`."""

    listen: str = DEFAULT_LISTEN
    public_url: str | None = None
    token: str | None = None
    max_body_kib: int = Field(default=1024, ge=16, le=65_536)
    body_seconds: float = Field(default=10.0, ge=0.1, le=300, allow_inf_nan=False)


class DaemonPart(Strict):
    """What may be written about the daemon. ``poll`` has intervals of single kinds, in seconds."""

    poll_seconds: Seconds = 60.0
    poll: dict[str, Seconds] = Field(default_factory=dict)
    restrictions_seconds: float = Field(default=2.0, ge=0.5, le=60, allow_inf_nan=False)
    compare_at: str = "03:00"
    repair_share: float = Field(default=0.02, ge=0, le=1)
    keep_deliveries_days: float = Field(default=30.0, ge=1, le=3650, allow_inf_nan=False)
    keep_history_days: float = Field(default=730.0, ge=1, le=36_500, allow_inf_nan=False)
    stop_seconds: float = Field(default=20.0, ge=1, le=600, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class Receiver:
    """Where webhooks arrive. ``public_url`` is the address under which vendors reach it, None when nobody said;
    ``token`` opens the pages for administrators, which stay closed without one."""

    host: str = "127.0.0.1"
    port: int = 8720
    public_url: str | None = None
    token: str | None = field(default=None, repr=False)
    max_body_bytes: int = 1024 * 1024
    body_seconds: float = 10.0

    @property
    def on_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def address_of(self, system: str) -> str:
        """Where a system's webhooks are to be sent."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.public_url or f'http://{host}:{self.port}'}/webhooks/{system}"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often the daemon does what. ``compare_at`` is when, in local time, everything is compared with what the
    vendors have, None for never; up to ``repair_share`` of a kind that differs is repaired without asking.
    ``stop_seconds`` bound how long stopping may take. ``restrictions_seconds`` lie between two looks for new
    restrictions while a pass, of the daemon or of a command, goes on."""

    poll_seconds: float = 60.0
    poll: Mapping[str, float] = field(default_factory=dict)
    compare_at: time | None = time(3)
    repair_share: float = 0.02
    keep_deliveries_seconds: float = 30 * 86_400.0
    stop_seconds: float = 20.0
    restrictions_seconds: float = 2.0
    keep_history_seconds: float = 730 * 86_400.0

    def interval(self, kind: str) -> float:
        """Seconds between two looks at a kind."""
        return self.poll.get(kind, self.poll_seconds)


def read_receiver(values: Values, part: ReceiverPart | None) -> Receiver:
    """The receiver of a configuration; ``values`` collects what is wrong with it."""
    host, port = _listen(values)
    public = _public_url(values)
    token = values.secret(("receiver", "token"))
    if token is not None and len(token) < SHORTEST_TOKEN:
        values.complain(("receiver", "token"), f"must have at least {SHORTEST_TOKEN} characters")
    part = part or ReceiverPart()
    return Receiver(host, port, public, token, part.max_body_kib * 1024, part.body_seconds)


def _listen(values: Values) -> tuple[str, int]:
    text = values.text(("receiver", "listen")) or DEFAULT_LISTEN
    found = _LISTEN.fullmatch(text)
    if found is None or int(found["port"]) > 65_535:
        values.complain(("receiver", "listen"), "must be HOST:PORT", DEFAULT_LISTEN)
        return "127.0.0.1", 8720
    return found["host"].strip("[]"), int(found["port"])


def _public_url(values: Values) -> str | None:
    text = values.text(("receiver", "public_url"))
    if text is None:
        return None
    try:
        return require_safe(text)
    except InsecureAddress as error:
        values.complain(("receiver", "public_url"), str(error))
        return None


def read_rhythm(values: Values, part: DaemonPart | None) -> Rhythm:
    """The daemon of a configuration; ``values`` collects what is wrong with it."""
    part = part or DaemonPart()
    for kind in part.poll:
        if kind not in KINDS:
            values.complain(("daemon", "poll", kind), "is no kind of record", f"one of: {', '.join(KINDS)}")
    return Rhythm(
        poll_seconds=part.poll_seconds,
        poll=part.poll,
        compare_at=_clock(values, part.compare_at),
        repair_share=part.repair_share,
        keep_deliveries_seconds=part.keep_deliveries_days * 86_400.0,
        stop_seconds=part.stop_seconds,
        restrictions_seconds=part.restrictions_seconds,
        keep_history_seconds=part.keep_history_days * 86_400.0,
    )


def _clock(values: Values, text: str) -> time | None:
    if text == "never":
        return None
    found = _CLOCK.fullmatch(text)
    if found is None:
        values.complain(("daemon", "compare_at"), 'must be a time of day like "03:00", in quotes, or never')
        return None
    return time(int(found["hour"]), int(found["minute"]))
