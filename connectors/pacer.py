"""The one place that waits for a vendor's limit: threads share it, :mod:`connectors.pacing` decides."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from connectors import pacing


class Pacer:
    """Keeps one account's budget for all threads of this process."""

    def __init__(
        self,
        budget: pacing.Budget,
        *,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._budget = budget
        self._lock = threading.Lock()
        self._now = now
        self.sleep = sleep

    def wait(self) -> None:
        with self._lock:
            delay, self._budget = pacing.take(self._budget, self._now())
        if delay > 0:
            self.sleep(delay)

    def learn(self, headers: Mapping[str, str]) -> None:
        with self._lock:
            self._budget = pacing.learn(self._budget, headers)
