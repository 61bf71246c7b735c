"""Carries out the faults of a schedule, one after the other, each at its moment."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence

from connectors.sandbox import Fault
from tests.fleet.crew import Crew
from tests.fleet.hours import Hours
from tests.fleet.machines import Machines
from tests.fleet.roles import BELLS, COMMITS
from tests.fleet.schedule import Blow


class Striker:
    """Hears of every request, and looks at the board for those who count commits and bells."""

    def __init__(self, crew: Crew, machines: Machines, hours: Hours) -> None:
        self._crew = crew
        self._machines = machines
        self._hours = hours
        self._blows: list[Blow] = []
        self._left = 0
        self._spells: dict[str, tuple[Blow, float]] = {}
        self._lock = threading.RLock()
        self.struck: Counter[str] = Counter()
        self.over_at = hours.now()
        """When the last fault that struck was, or will be, over."""

    def take(self, blows: Sequence[Blow]) -> None:
        """From now on these; what has not struck of those before never will."""
        with self._lock:
            for place in (*COMMITS.values(), *BELLS.values()):
                self._hours.board[place] = 0
            self._blows = list(blows)
            self._arm()

    def hear(self, system: str, writes: bool) -> Fault | None:
        """What becomes of a request. Called from the threads of the sandboxes."""
        with self._lock:
            spell = self._spells.get(system)
            if spell and self._hours.now() < spell[1]:
                return Fault(spell[0].what)  # type: ignore[arg-type]  # the schedule knows only such
            blow = self._blows[0] if self._blows else None
            if blow is None or blow.when in {"commit", "bell"} or (blow.when == "write" and not writes):
                return None
            self._left -= 1
            if self._left:
                return None
            return self._strike(blow, system)

    def tick(self) -> None:
        """Notice who has died at a commit, or with a bell in hand."""
        with self._lock:
            blow = self._blows[0] if self._blows else None
            if blow is not None and blow.when in {"commit", "bell"} and self._hours.board[self._place(blow)] < 0:
                self._crew.kill(blow.whom[1:])
                self._over(blow)

    def _strike(self, blow: Blow, system: str) -> Fault:
        self._over(blow)
        if blow.what in {"lost_reply", "failed_after"}:
            return Fault(blow.what)
        if blow.what in {"rate_limited", "unavailable"}:
            self._spells[system] = blow, self.over_at
            return Fault(blow.what)
        if blow.before:
            self._act(blow)
            return Fault("lost_request")
        return Fault("hook", callback=_afterwards(lambda: self._act(blow)))

    def _act(self, blow: Blow) -> None:
        if blow.what == "kill":
            self._crew.kill(blow.whom)
        elif blow.what == "flush":
            self._machines.flush()
        if blow.what in {"redis", "servers"}:
            self._machines.kill("redis", seconds=blow.lasts)
        if blow.what in {"postgresql", "servers"}:
            self._machines.kill("postgresql", seconds=blow.lasts)

    def _over(self, blow: Blow) -> None:
        self.struck[blow.what] += 1
        lasts = blow.lasts if blow.what in {"rate_limited", "unavailable"} else blow.lasts * self._hours.speed
        self.over_at = self._hours.now() + lasts
        self._blows.pop(0)
        self._arm()

    def _arm(self) -> None:
        if self._blows:
            blow = self._blows[0]
            self._left = blow.after
            if blow.when in {"commit", "bell"}:
                self._hours.board[self._place(blow)] = blow.after

    @staticmethod
    def _place(blow: Blow) -> int:
        return (COMMITS if blow.when == "commit" else BELLS)[blow.whom[0]]


def _afterwards(act: Callable[[], None]) -> Callable[[str], None]:
    def callback(moment: str) -> None:
        if moment == "after":
            act()

    return callback
