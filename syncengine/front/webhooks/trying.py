"""`webhooks test`: a signed delivery about nobody to the public address, and a forged one that must be refused."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from connectors.base import ReceivesHooks
from connectors.types import Delivery
from syncengine.front.checks import Finding
from syncengine.front.display.words import command
from syncengine.front.status import store_exists
from syncengine.front.webhooks.checking import connectors
from syncengine.front.webhooks.places import NotReady, local_address, senders
from syncengine.front.webhooks.remembered import Arrived, arrival
from syncengine.front.webhooks.sending import send
from syncengine.front.webhooks.verdicts import Trial, verdicts
from syncengine.settings import Settings, SystemSettings
from syncengine.store import open_store
from syncengine.work.systems import System


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one system's trial."""

    trial: Trial
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return all(finding.level == "note" for finding in self.findings)


def try_webhooks(settings: Settings, name: str | None, *, config: Path, local: bool) -> tuple[Tried, ...]:
    """Try one system's address, or those of all whose webhooks have a secret; ``local`` is past all proxies. Raises
    NotKnown, NotReady."""
    wanted = [each for each in senders(settings, name) if each.webhook_secrets]
    if not wanted:
        fix = command(f"webhooks register {senders(settings, name)[0].name} --new-secret FILE", config)
        raise NotReady(f"there is no secret yet that a delivery could be signed with; make one: {fix}")
    with connectors(settings) as systems:
        return tuple(_try(settings, each, systems[each.name], config=config, local=local) for each in wanted)


def _try(settings: Settings, given: SystemSettings, system: System, *, config: Path, local: bool) -> Tried:
    connector, webhooks = system.connector, system.connector.manifest.webhooks
    assert isinstance(connector, ReceivesHooks)  # noqa: S101  # only senders are tried
    assert webhooks is not None  # noqa: S101
    url = local_address(settings, given.name) if local else settings.receiver.address_of(given.name)
    signed = connector.trial(given.webhook_secrets[0], id_=_new_id())
    answer = send(url, signed)
    arrived = _arrival(settings, given.name, connector, signed) if answer.status is not None else None
    # Signed with a secret that nobody else knows: not one of ours, whatever is configured.
    forged = send(url, connector.trial(secrets.token_urlsafe(32), id_=_new_id())) if answer.status else None
    trial = Trial(
        system=given.name,
        url=url,
        accepts=webhooks.accepts,
        answer=answer,
        arrived=arrived,
        forged=forged,
        local=url == local_address(settings, given.name),
        config=config,
    )
    return Tried(trial, tuple(verdicts(trial)))


def _new_id() -> str:
    return f"talentsync-test-{secrets.token_hex(8)}"


def _arrival(settings: Settings, system: str, connector: ReceivesHooks, sent: Delivery) -> Arrived | None:
    """The delivery in the store: it is there before it is answered."""
    if not store_exists(settings):
        return None
    id_ = connector.delivery_id(sent) or f"sha256-{hashlib.sha256(sent.body).hexdigest()}"
    store = open_store(settings.store_url)
    try:
        with store.read() as connection:
            return arrival(connection, system=system, id_=id_)
    finally:
        store.close()
