"""The time that a sandbox believes in: real time plus what a test or a rehearsal has skipped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime


class SandboxClock:
    """Seconds since the epoch. `skip` moves it forward; `freeze` stops it, so that tests are exact."""

    def __init__(self, *, frozen_at: float | None = None) -> None:
        self._skipped = 0.0
        self._frozen_at = frozen_at
        self._watchers: tuple[Callable[[], None], ...] = ()
        self._lock = threading.Lock()

    def now(self) -> float:
        base = time.time() if self._frozen_at is None else self._frozen_at
        return base + self._skipped

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)

    def freeze(self) -> None:
        self._frozen_at = self.now() - self._skipped

    def skip(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("the clock of a sandbox only moves forward")
        self._skipped += seconds
        for moved in self._watchers:
            moved()

    def watch(self, moved: Callable[[], None]) -> None:
        """Have ``moved`` called after every `skip`, in the thread that skips."""
        with self._lock:
            self._watchers = (*self._watchers, moved)

    def unwatch(self, moved: Callable[[], None]) -> None:
        with self._lock:
            self._watchers = tuple(watcher for watcher in self._watchers if watcher != moved)
