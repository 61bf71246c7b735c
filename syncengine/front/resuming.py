"""A human says that a system works again. Works while other processes sync: they see it at their next step."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from syncengine.front.refs import NotKnown
from syncengine.front.status import store_exists
from syncengine.settings import Settings
from syncengine.store import Store, audit, gates, open_store, queue


@dataclass(frozen=True, slots=True)
class Resumed:
    """One system. ``people`` were held for it and are due now; ``was_closed`` is False when there was nothing to do."""

    system: str
    was_closed: bool
    people: int


def resume(
    settings: Settings, name: str | None = None, *, by: str = "somebody", now: Callable[[], float] = time.time
) -> tuple[Resumed, ...]:
    """Resume one system, also when it is only down; without a name, all that are paused. Raises NotKnown."""
    names = [each.name for each in settings.systems]
    if name is not None and name not in names:
        raise NotKnown(f"there is no system {name!r} in the configuration; there are: {', '.join(sorted(names))}")
    if not store_exists(settings):
        return ()
    store = open_store(settings.store_url)
    try:
        return _resume(store, [name] if name is not None else _paused(store), by=by, now=now())
    finally:
        audit.seal_soon(store)
        store.close()


def _paused(store: Store) -> list[str]:
    with store.read() as connection:
        return sorted(name for name, gate in gates.gates(connection).items() if gate.paused_at is not None)


def _resume(store: Store, names: list[str], *, by: str, now: float) -> tuple[Resumed, ...]:
    with store.write() as connection:
        audit.tell(connection, *(audit.Entry(at=now, what="system resumed", actor=by, system=name) for name in names))
        return tuple(
            Resumed(
                system=name,
                was_closed=gates.resume(connection, name=name),
                people=queue.let_go(connection, system=name, now=now),
            )
            for name in names
        )
