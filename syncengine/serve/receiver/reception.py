"""Who may deliver what, and how it is proved: one desk for each system whose vendor sends webhooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from connectors import registry
from connectors.base import ReceivesHooks
from connectors.types import Webhooks
from syncengine.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the webhooks of one system arrive. Without ``secrets`` it is closed: nothing could be proved."""

    system: str
    hooks: ReceivesHooks
    webhooks: Webhooks
    secrets: tuple[str, ...] = field(repr=False)

    @property
    def is_open(self) -> bool:
        return bool(self.secrets)


@dataclass(frozen=True, slots=True)
class Desks:
    """All desks at one moment, and what is asked of every delivery. ``max_body_bytes`` and ``body_seconds`` bound the
    body of a request: its size, and the time until all of it is there."""

    by_system: Mapping[str, Desk]
    max_body_bytes: int
    body_seconds: float

    @property
    def open(self) -> list[str]:
        """Systems whose webhooks are received."""
        return sorted(desk.system for desk in self.by_system.values() if desk.is_open)


class Reception:
    """The desks of the configuration that is in force. `renew` may be called from any thread, while requests are under
    way: each of them is dealt with by one configuration throughout."""

    def __init__(self, desks: Desks) -> None:
        self.desks = desks

    def renew(self, settings: Settings) -> None:
        """From now on this configuration is in force: other secrets, other systems, other limits."""
        self.desks = desks_of(settings)


def build_reception(settings: Settings) -> Reception:
    """The reception of a configuration. No I/O happens here."""
    return Reception(desks_of(settings))


def desks_of(settings: Settings) -> Desks:
    receiver = settings.receiver
    return Desks({desk.system: desk for desk in _desks(settings)}, receiver.max_body_bytes, receiver.body_seconds)


def _desks(settings: Settings) -> Iterator[Desk]:
    for each in settings.systems:
        connector = registry.load(each.connector)(each.name, each.settings)
        webhooks = connector.manifest.webhooks
        if webhooks is not None and isinstance(connector, ReceivesHooks):
            yield Desk(each.name, connector, webhooks, each.webhook_secrets)
