"""Where a pass can be stopped, as its systems see it: at its n-th request."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

from connectors.sandbox import Fault
from tests.stories.world import Installation

Moment = Literal["before", "after"]


class RequestLost(Exception):
    """The caller died before its request came through."""


class Counter:
    """Counts requests of both systems, in the order in which they come."""

    def __init__(self) -> None:
        self.requests = 0
        self.writes: list[int] = []
        self._lock = threading.Lock()

    def plant(self, world: Installation) -> None:
        for desk in world.desks:
            faults = desk.sandbox.faults
            faults.plant(Fault("hook", method="GET", times=None, callback=self._read))
            faults.plant(Fault("hook", method="WRITE", times=None, callback=self._write))

    def _read(self, moment: str) -> None:
        with self._lock:
            self.requests += moment == "before"

    def _write(self, moment: str) -> None:
        self._read(moment)
        if moment == "before":
            self.writes.append(self.requests)


class Stop:
    """Does something to the client at its n-th request: before the vendor handles it, which it then never does, or
    after."""

    def __init__(self, act: Callable[[], None], *, at: int, moment: Moment) -> None:
        self._act = act
        self._at = at
        self._moment = moment
        self._count = 0
        self._lock = threading.Lock()

    def plant(self, world: Installation) -> None:
        for desk in world.desks:
            desk.sandbox.faults.plant(Fault("hook", times=None, callback=self))

    def __call__(self, moment: str) -> None:
        if moment != self._moment:
            return
        with self._lock:
            self._count += 1
            hit = self._count == self._at
        if hit:
            self._act()
            if moment == "before":
                raise RequestLost
