"""When the daemon does what: polls by kind, chores by interval or time of day, a pause after what failed. Pure: time is
handed in. A clock that was set back makes something due rather than never."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from syncengine.settings import Rhythm

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


@dataclass(slots=True)
class Polls:
    """Which kinds are to be listed now. A kind that was never listed since the start is due."""

    rhythm: Rhythm
    kinds: Iterable[str]
    _next: dict[str, float] = field(default_factory=dict)

    def due(self, now: float) -> frozenset[str]:
        """Kinds whose time has come."""
        return frozenset(kind for kind in self.kinds if self._is_due(kind, now))

    def begun(self, kinds: Iterable[str], now: float) -> None:
        """The next look at these kinds is one interval after this one began."""
        for kind in kinds:
            self._next[kind] = now + self.rhythm.interval(kind)

    def put_off(self, kinds: Iterable[str], until: float) -> None:
        """A look at these kinds is not to be tried before."""
        for kind in kinds:
            self._next[kind] = until

    def _is_due(self, kind: str, now: float) -> bool:
        when = self._next.get(kind, now)
        return when <= now or when - now > max(self.rhythm.interval(kind), LONGEST_PAUSE_SECONDS)


@dataclass(slots=True)
class Backoff:
    """A pause after each failure, twice as long as the last. ``clock`` is in seconds."""

    clock: Callable[[], float]
    _pause: float = 0.0
    _until: float = float("-inf")

    @property
    def over(self) -> bool:
        return self.clock() >= self._until

    def failed(self) -> None:
        self._pause = min(LONGEST_PAUSE_SECONDS, 2 * self._pause or FIRST_PAUSE_SECONDS)
        self._until = self.clock() + self._pause

    def again_in(self, seconds: float) -> None:
        """It was nobody's fault: the next pause is no longer than the last."""
        self._pause, self._until = 0.0, self.clock() + seconds

    def succeeded(self) -> None:
        self._pause, self._until = 0.0, float("-inf")


def daily_due(at: time, *, last: float | None, now: float) -> bool:
    """Whether what is done once a day, at a time of the local clock, is due: ``last`` is when it was last begun."""
    return last is not None and (last > now or last < _latest(at, now))


def _latest(at: time, now: float) -> float:
    """The latest moment at or before ``now`` when the local clock showed ``at``."""
    here = datetime.fromtimestamp(now).astimezone()
    today = here.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    if today > here:
        today -= timedelta(days=1)
    return today.timestamp()


def interval_due(seconds: float, *, last: float | None, now: float) -> bool:
    """Whether what is done at an interval is due."""
    return last is None or last > now or now - last >= seconds
