"""What is around the store: Redis, and the shared budgets of the vendors' accounts, by the present settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from connectors.pacers import Pacers
from connectors.pacing import Standing
from syncengine.app import World, build_pacers, build_systems
from syncengine.settings import Delivery, Settings
from syncengine.work.bells import LANES, Bells, Silent

Standings = Callable[[], Mapping[str, Standing]]


@dataclass(frozen=True, slots=True)
class RedisSeen:
    """``depths`` are bells by lane that nobody has heard yet; none while Redis does not answer."""

    answers: bool
    depths: Mapping[int, int]


class RedisWatch:
    """Asks Redis, where there is one. Not for several threads at once."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._delivery: Delivery | None = None
        self._bells: Bells | None = None

    def look(self) -> RedisSeen | None:
        """None when none is configured."""
        bells = self._present()
        if bells is None:
            return None
        try:
            return RedisSeen(True, {lane: bells.depth(lane) for lane in LANES})
        except Silent:
            return RedisSeen(False, {})

    def close(self) -> None:
        if self._bells is not None:
            with suppress(Silent):
                self._bells.close()
            self._bells = None

    def _present(self) -> Bells | None:
        wanted = self._settings().redis
        if wanted != self._delivery:
            self.close()
            self._delivery = wanted
        if wanted is not None and self._bells is None:
            self._bells = Bells(wanted)
        return self._bells


def shared_standings(settings: Callable[[], Settings]) -> Standings:
    """How the accounts stand, for a process that asks no vendor itself: what Redis knows, and nothing without it."""
    kept: tuple[Settings, Pacers] | None = None

    def look() -> Mapping[str, Standing]:
        nonlocal kept
        present = settings()
        if present.redis is None:
            return {}
        if kept is None or kept[0] is not present:
            pacers = build_pacers(present)
            build_systems(present, world=World(), pacers=pacers).close()
            kept = (present, pacers)
        return kept[1].standings()

    return look
