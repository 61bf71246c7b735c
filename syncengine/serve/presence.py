"""A service's own row in the store: that it is there, and what it does."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from syncengine.store import Store, services
from syncengine.store.services import Service
from syncengine.store.troubles import StoreTrouble

SIGN_SECONDS = 5.0


class Presence:
    """Gives a sign of life every SIGN_SECONDS, as long as somebody calls `sign`."""

    def __init__(self, store: Store, kind: str, *, state: str, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        id_ = f"s_{secrets.token_hex(6)}"
        self._lock = threading.Lock()
        self._here = Service(id_, kind, socket.gethostname(), os.getpid(), state, now(), 0.0)

    def sign(self, state: str | None = None) -> None:
        """Write the row when it is time to, or when the state is another one. A store that is away is no harm here. Any
        thread may call it."""
        with self._lock:
            wanted = state or self._here.state
            now = self._now()
            if wanted == self._here.state and 0 <= now - self._here.seen_at < SIGN_SECONDS:
                return
            self._here = replace(self._here, state=wanted, seen_at=now)
        with suppress(StoreTrouble), self._store.write_own() as connection:
            services.sign(connection, self._here)

    def leave(self) -> None:
        """The service ends in good order."""
        with suppress(StoreTrouble), self._store.write_own() as connection:
            services.leave(connection, self._here.id)
