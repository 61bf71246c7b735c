"""The steps of a service: at each it gives a sign of life, and hears that it is to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from syncengine.passes import Silent


class Stopped(Exception):
    """The service was told to stop. Every step before this one is in the store."""


class Pulse(Silent):
    """Touches a file, if it has one, at every step, also those of a long pass. Raises Stopped from the first step
    after ``stop`` was set."""

    def __init__(self, path: Path | None, stop: threading.Event, *, sign: Callable[[], None] = lambda: None) -> None:
        """``sign`` is called at every step, by several threads."""
        self._path = path
        self._stop = stop
        self._sign = sign

    def beat(self) -> None:
        if self._stop.is_set():
            raise Stopped
        if self._path is not None:
            with suppress(OSError):  # a full disk under /tmp is no reason to stop the work
                self._path.touch()
        self._sign()

    def listed(self, system: str, kind: str, rows: int, total: int | None) -> None:
        self.beat()

    def matched(self, records: int) -> None:
        self.beat()

    def planned(self, done: int, total: int) -> None:
        self.beat()

    def ran(self, done: int, total: int) -> None:
        self.beat()
