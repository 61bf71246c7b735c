"""`webhooks register`: subscribe through the vendor's API where it has one; else the clicks, with their values."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from connectors.base import ManagesHooks
from connectors.errors import Blocked, ConnectorError
from syncengine.front.display.words import command
from syncengine.front.telling import tell
from syncengine.front.webhooks.checking import connectors
from syncengine.front.webhooks.places import NotReady, is_here, is_stand_in, senders
from syncengine.front.webhooks.signing import secret_place
from syncengine.front.webhooks.standing import compare
from syncengine.settings import Settings, SystemSettings
from syncengine.store.audit import OURS
from syncengine.store.audit import Entry as Told
from syncengine.work.systems import System

EVENT = "EVENT"
"""Stands for the name of an event in clicks that are to be made once for each."""

State = Literal["there", "missing", "made", "failed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: subscribed to already; to be; just now; or not, and ``why``."""

    event: str
    state: State
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """One system. ``entries`` where its API was used, ``clicks`` where a human has to do it: if they speak of EVENT,
    once for every one of ``events``. ``secret`` says where the secret is named."""

    system: str
    title: str
    url: str
    secret: str
    events: tuple[str, ...]
    entries: tuple[Entry, ...] = ()
    clicks: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return any(entry.state == "failed" for entry in self.entries)


def register(
    settings: Settings, name: str | None, *, config: Path, dry_run: bool, again: bool, by: str = OURS
) -> tuple[Registered, ...]:
    """Register one system, or all whose webhooks have a secret. What is there already stays; with ``again`` it gets
    the secret anew. Raises NotKnown, NotReady, and ConnectorError when a vendor does not say what is there."""
    wanted = [each for each in senders(settings, name) if each.webhook_secrets]
    if not wanted:
        fix = command(f"webhooks register {senders(settings, name)[0].name} --new-secret FILE", config)
        raise NotReady(f"there is no secret yet that webhooks could be signed with; make one: {fix}")
    for each in wanted:
        _require_public(settings, each, config=config)
    with connectors(settings) as systems:
        done = tuple(_register(settings, each, systems[each.name], dry_run=dry_run, again=again) for each in wanted)
    tell(settings, *_told(done, by=by, now=time.time()))
    return done


def _told(done: Sequence[Registered], *, by: str, now: float) -> list[Told]:
    return [
        Told(at=now, what="webhook registered", actor=by, system=each.system, why=entry.event)
        for each in done
        for entry in each.entries
        if entry.state == "made"
    ]


def _require_public(settings: Settings, given: SystemSettings, *, config: Path) -> None:
    if is_here(settings.receiver.address_of(given.name)) and not is_stand_in(given):
        fix = f"`receiver: public_url: https://...` in {config}"
        raise NotReady(f"{given.name} cannot call an address of this machine; name the public one as {fix}")


def _register(settings: Settings, given: SystemSettings, system: System, *, dry_run: bool, again: bool) -> Registered:
    connector, url = system.connector, settings.receiver.address_of(given.name)
    webhooks = connector.manifest.webhooks
    assert webhooks is not None  # noqa: S101  # only senders are registered
    found = Registered(
        given.name, connector.manifest.title, url, secret_place(settings, given.name), events=webhooks.events
    )
    if not isinstance(connector, ManagesHooks):
        clicks = tuple(step.replace("{url}", url).replace("{event}", EVENT) for step in webhooks.steps)
        return replace(found, clicks=clicks)
    right: Sequence[str] = ()
    if not again:
        right = compare(webhooks.events, connector.subscriptions(), url=url, system=given.name).right
    if dry_run:
        entries = [Entry(event, "there" if event in right else "missing") for event in webhooks.events]
    else:
        entries = list(_subscribe(connector, found, right=right, secret=given.webhook_secrets[0]))
    return replace(found, entries=tuple(entries))


def _subscribe(hooks: ManagesHooks, wanted: Registered, *, right: Sequence[str], secret: str) -> Iterator[Entry]:
    """One event that is refused does not keep the others back; a vendor that refuses us altogether does."""
    blocked = False
    for event in wanted.events:
        if event in right:
            yield Entry(event, "there")
        elif blocked:
            yield Entry(event, "failed", "not tried any more")
        else:
            entry, blocked = _subscribe_one(hooks, event, url=wanted.url, secret=secret)
            yield entry


def _subscribe_one(hooks: ManagesHooks, event: str, *, url: str, secret: str) -> tuple[Entry, bool]:
    try:
        hooks.subscribe(event, url=url, secret=secret)
    except ConnectorError as error:
        return Entry(event, "failed", error.reason), isinstance(error, Blocked)
    return Entry(event, "made"), False
