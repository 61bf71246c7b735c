"""Which systems send webhooks, and where to."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from connectors import registry
from connectors.base import ReceivesHooks
from connectors.types import Webhooks
from syncengine.front.refs import NotKnown
from syncengine.settings import Settings, SystemSettings

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # what one listens on, and what one connects to
_HERE = {"localhost", *_EVERYWHERE, *_EVERYWHERE.values()}


class NotReady(ValueError):
    """Something has to be configured first. The text ends in what to do."""


def chosen(settings: Settings, name: str | None) -> tuple[SystemSettings, ...]:
    """The system of that name, or all. Raises NotKnown."""
    names = sorted(each.name for each in settings.systems)
    if name is not None and name not in names:
        raise NotKnown(f"there is no system {name!r} in the configuration; there are: {', '.join(names)}")
    wanted = [each for each in settings.systems if name in (None, each.name)]
    return tuple(sorted(wanted, key=lambda each: (each.role, each.name)))


def senders(settings: Settings, name: str | None) -> tuple[SystemSettings, ...]:
    """The same, only those that send webhooks. Raises NotKnown, and NotReady when there is none."""
    found = tuple(each for each in chosen(settings, name) if webhooks_of(each) is not None)
    if not found:
        who = "no system here sends" if name is None else f"{name} does not send"
        raise NotReady(f"{who} webhooks: what changes is found by polling")
    return found


def webhooks_of(system: SystemSettings) -> Webhooks | None:
    """How a system's vendor sends webhooks that its connector understands; None when there are none."""
    connector = registry.load(system.connector)
    return connector.manifest.webhooks if issubclass(connector, ReceivesHooks) else None


def local_address(settings: Settings, system: str) -> str:
    """Where the receiver itself listens, past all proxies."""
    receiver = settings.receiver
    return replace(receiver, host=_EVERYWHERE.get(receiver.host, receiver.host), public_url=None).address_of(system)


def is_here(url: str) -> bool:
    """Whether an address leads to this machine, whoever asks."""
    return urlsplit(url).hostname in _HERE


def is_stand_in(system: SystemSettings) -> bool:
    """Whether the system itself is on this machine, as those of rehearsals are."""
    return any(name.endswith("_url") and is_here(value) for name, value in system.settings.items())
