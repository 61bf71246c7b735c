"""A memory connector to a vendor whose pools mail whoever joins them, and which says so in its manifest."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from connectors.memory.connector import Memory
from connectors.types import MailEffect, Manifest, Ref

JOINED = MailEffect(
    name="pool_automation",
    verb="add_to_pool",
    why="An automation on the pool writes to whoever joins it [doc: connectors/memory/README.md].",
)


class Mailing(Memory):
    """Apart from `Memory`, because nobody who tests pools wants to be asked about mails."""

    manifest: ClassVar[Manifest] = replace(Memory.manifest, mails=(*Memory.manifest.mails, JOINED))

    def add(self, pool: Ref, candidate: Ref) -> None:
        before = set(self.get(candidate).data["pools"])
        super().add(pool, candidate)
        if pool.id not in before:
            self.world.mail(candidate.id, JOINED.name, by="api")
