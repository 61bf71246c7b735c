"""A story's world with the wire on which the ATS tells of changes: its own webhooks, our real receiver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from connectors.sandbox.hooks import Mailroom
from syncengine.serve.receiver.receiving import receiving
from syncengine.settings import load_settings
from syncengine.store import open_store
from tests.stories.world import Installation

SECRET = "the secret of the web hook"


@dataclass(frozen=True, slots=True)
class Wire:
    """``address`` is where the webhooks of the ATS are sent."""

    world: Installation
    address: str

    @property
    def hooks(self) -> Mailroom:
        mailroom = self.world.ats.sandbox.hooks
        assert mailroom is not None, "this ATS sends no webhooks"
        return mailroom

    def hear(self) -> None:
        """Everything that was told arrives and is followed."""
        self.hooks.flush()
        self.world.hear()

    def statuses(self) -> set[int | None]:
        """How deliveries were answered."""
        return {each.status for each in self.hooks.attempts}


@contextmanager
def wired(world: Installation) -> Iterator[Wire]:
    """The ATS sends everything that it has an event for, and nobody but us gets it."""
    world.environ["HOOK_SECRET"] = SECRET
    systems = dict(world.systems)
    systems[world.ats.name] = {**systems[world.ats.name], "webhook_secrets": "${HOOK_SECRET}"}
    world.configure(systems=systems, receiver={"listen": "127.0.0.1:0"})
    settings = load_settings(world.config, environ=world.environ)
    store = open_store(settings.store_url)
    try:
        with receiving(settings, store, heard=lambda: None, now=world.clock.now) as at:
            wire = Wire(world, f"{at.address}/webhooks/{world.ats.name}")
            wire.hooks.open()
            try:
                wire.hooks.subscribe(wire.address, secret=SECRET)
                yield wire
            finally:
                wire.hooks.close()
    finally:
        store.close()
