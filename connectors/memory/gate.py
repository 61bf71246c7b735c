"""The way into a world: the key, the permissions, the lock, and the faults that strike before or after a request."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from connectors.errors import (
    Duplicate,
    Invalid,
    LoginFailed,
    NotPermitted,
    ReplyLost,
    ServerFailedDuringWrite,
    Unavailable,
)
from connectors.memory.fields import NotAccepted
from connectors.memory.world import AlreadyThere, MemoryWorld
from connectors.types import Kind, Ref


class Gate:
    """Counts the requests of one connector and lets them in."""

    def __init__(self, world: MemoryWorld, *, system: str, key: str) -> None:
        self._world = world
        self._system = system
        self._key = key
        self._lock = threading.Lock()
        self.calls = 0

    @contextmanager
    def reading(self, kind: Kind, *, free: bool = False) -> Iterator[str | None]:
        """One request that changes nothing; yields the planted fault. ``free``: no permission is needed."""
        self._enter(None if free else f"{kind}:read")
        fault = self._world.mischief.strike("read", kind)
        if fault not in {None, "malformed_row", "unknown_fields"}:
            raise Unavailable("the world does not answer", system=self._system)
        with self._world.lock:
            yield fault

    @contextmanager
    def writing(self, kind: Kind, *, deed: str = "write") -> Iterator[None]:
        """One request that changes something. What the world refuses becomes an error of :mod:`connectors.errors`.

        ``deed`` is what the key must be permitted to do.
        """
        self._enter(f"{kind}:{deed}")
        fault = self._world.mischief.strike("write", kind)
        self._fail_before(fault)
        try:
            with self._world.lock:
                self._world.writes += 1
                yield
        except AlreadyThere as error:
            existing = Ref(self._system, kind, error.existing)
            raise Duplicate(str(error), existing=existing, system=self._system) from None
        except NotAccepted as error:
            raise Invalid(str(error), fields=(error.field,), system=self._system) from None
        self._fail_after(fault)

    def _fail_before(self, fault: str | None) -> None:
        if fault == "unavailable":
            raise Unavailable("the world does not answer", system=self._system)
        if fault == "lost_request":
            raise ReplyLost("no reply came back", system=self._system)
        if fault == "failed_before":
            raise ServerFailedDuringWrite("the world failed", system=self._system)

    def _fail_after(self, fault: str | None) -> None:
        if fault == "lost_reply":
            raise ReplyLost("no reply came back", system=self._system)
        if fault == "failed_after":
            raise ServerFailedDuringWrite("the world failed", system=self._system)

    def _enter(self, permission: str | None) -> None:
        with self._lock:
            self.calls += 1
        if self._key != self._world.key:
            raise LoginFailed("the key is not accepted", system=self._system, hint="Copy the key of the world.")
        if permission in self._world.denied:
            raise NotPermitted(f"the key may not do {permission}", needs=permission, system=self._system)
