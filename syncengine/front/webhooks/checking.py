"""`webhooks check`: what should be subscribed, what is, and since when silent. Writes nothing, here or there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from connectors.base import ManagesHooks, ReceivesHooks
from connectors.errors import ConnectorError
from syncengine.app import World, build_systems
from syncengine.front.checks import Finding
from syncengine.front.status import store_exists
from syncengine.front.webhooks.judging import findings
from syncengine.front.webhooks.places import chosen, is_stand_in
from syncengine.front.webhooks.remembered import Remembered, changes, remember
from syncengine.front.webhooks.standing import DAY_SECONDS, GRACE_SECONDS, PRESENT_SECONDS, Present, Standing
from syncengine.settings import Settings, SystemSettings
from syncengine.store import open_store, services
from syncengine.work.systems import CANDIDATE, System, Systems


@dataclass(frozen=True, slots=True)
class Looked:
    """One system: how its webhooks stand, and what is to be done about it."""

    standing: Standing
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Checkup:
    """All systems that were looked at."""

    present: Present
    systems: tuple[Looked, ...]

    @property
    def needs_attention(self) -> bool:
        return any(finding.level != "note" for each in self.systems for finding in each.findings)


def check_webhooks(
    settings: Settings, name: str | None, *, config: Path, now: Callable[[], float] = time.time
) -> Checkup:
    """Look at one system, or at all. ``config`` is what commands in findings name. Raises NotKnown."""
    wanted = chosen(settings, name)
    with connectors(settings) as systems:
        standings = [_configured(settings, each, systems[each.name], config=config, now=now()) for each in wanted]
        present = Present()
        if store_exists(settings):
            standings, present = _with_store(settings, standings, now=now())
        return Checkup(present, tuple(_looked(each, systems[each.system]) for each in standings))


@contextmanager
def connectors(settings: Settings) -> Iterator[Systems]:
    """The systems of a configuration, until the block ends."""
    systems = build_systems(settings, world=World())
    try:
        yield systems
    finally:
        systems.close()


def _configured(settings: Settings, given: SystemSettings, system: System, *, config: Path, now: float) -> Standing:
    connector = system.connector
    hears = isinstance(connector, ReceivesHooks)
    return Standing(
        system=given.name,
        title=connector.manifest.title,
        webhooks=connector.manifest.webhooks if hears else None,
        address=settings.receiver.address_of(given.name),
        config=config,
        now=now,
        poll_seconds=settings.rhythm.interval(CANDIDATE),
        secrets=len(given.webhook_secrets),
        stand_in=is_stand_in(given),
        trial_event=_trial_event(connector) if isinstance(connector, ReceivesHooks) else None,
    )


def _trial_event(connector: ReceivesHooks) -> str:
    """What a test delivery of ours is called when it arrives."""
    return connector.told(connector.trial("not a secret", id_="talentsync-trial")).event


def _with_store(settings: Settings, standings: list[Standing], *, now: float) -> tuple[list[Standing], Present]:
    store = open_store(settings.store_url)
    try:
        with store.read() as connection:
            present, known = _present(connection, now=now), remember(connection)
            return [_remembering(connection, each, present, known) for each in standings], present
    finally:
        store.close()


def _present(connection: sa.Connection, *, now: float) -> Present:
    there = [each for each in services.here(connection, now=now) if each.seen_at > now - PRESENT_SECONDS]
    leads = next((each.host for each in there if (each.kind, each.state) == ("daemon", services.LEADS)), None)
    return Present(leads, receives=any(each.kind == "receiver" for each in there))


def _remembering(
    connection: sa.Connection, standing: Standing, present: Present, known: Mapping[str, Remembered]
) -> Standing:
    standing = replace(standing, present=present, remembered=known.get(standing.system, Remembered()))
    if not standing.secrets:
        return standing
    until, day_ago = standing.now - GRACE_SECONDS, standing.now - DAY_SECONDS
    first, last = standing.remembered.first_at(but=standing.trial_event), standing.last_at
    first_time = day_ago if first is None else max(day_ago, first + GRACE_SECONDS)
    last_time = day_ago if last is None else max(day_ago, last + GRACE_SECONDS)
    return replace(
        standing,
        lately=changes(connection, system=standing.system, since=first_time, until=until),
        since_last=changes(connection, system=standing.system, since=last_time, until=until),
    )


def _looked(standing: Standing, system: System) -> Looked:
    """Ask the vendor what it is told to send, where it can be asked."""
    connector = system.connector
    if not (standing.webhooks and standing.secrets and isinstance(connector, ManagesHooks)):
        return Looked(standing, tuple(findings(standing)))
    try:
        there = tuple(connector.subscriptions())
    except ConnectorError as error:
        trouble = Finding("problem", f"its subscriptions cannot be read: {error.reason}", standing.system, error.hint)
        return Looked(standing, (trouble, *findings(standing)))
    standing = replace(standing, subscriptions=there)
    return Looked(standing, tuple(findings(standing)))
