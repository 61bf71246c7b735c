"""What the store knows of people, loaded without asking a system."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from syncengine.app import World, build_systems
from syncengine.settings import Settings
from syncengine.store import pools
from syncengine.work.facts import FactLoader
from syncengine.work.systems import PoolBook, Systems


@contextmanager
def silent_systems(settings: Settings) -> Iterator[Systems]:
    """The systems, for their words alone: nothing is asked of them."""
    systems = build_systems(settings, world=World())
    try:
        yield systems
    finally:
        systems.close()


def loader_of(connection: sa.Connection, systems: Systems) -> FactLoader:
    """A loader that knows the lists that are bound to the policy's pools."""
    book = PoolBook()
    for system in systems.with_role("crm"):
        for key, ref_id in pools.bindings(connection, system=system.name).items():
            book.bind(system.name, key, ref_id)
    return FactLoader(systems, book)
