"""Time that runs fast, and the same for all processes of a schedule and for the systems they talk to."""

from __future__ import annotations

import mmap
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path

from connectors.sandbox import SandboxClock
from tests.stories.world import NOON

SPEED = 60.0
"""Seconds of ours in a second of real time: a backoff of seconds costs hundredths."""

SHORTEST_SLEEP = 0.08
"""Real seconds: whoever looks around five times a second of ours must not keep a processor busy."""

PLACES = 16
SKIPPED = 0
"""The place on a board where the seconds stand that somebody has skipped."""


class Board:
    """A few numbers that several processes see: a file that each of them maps. Whoever gets it by pickle opens it
    again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.exists():
            path.write_bytes(bytes(8 * PLACES))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 8 * PLACES)

    def __reduce__(self) -> tuple[type[Board], tuple[Path]]:
        return Board, (self.path,)

    def __getitem__(self, place: int) -> float:
        number: float = struct.unpack_from("d", self._map, 8 * place)[0]
        return number

    def __setitem__(self, place: int, number: float) -> None:
        struct.pack_into("d", self._map, 8 * place, number)

    def close(self) -> None:
        self._map.close()


def real_hours(board: Board) -> Hours:
    """Real time: RQ knows no other."""
    return Hours(board, speed=1.0, start=time.time())


@dataclass(frozen=True, slots=True)
class Hours:
    """The one clock: ``speed`` times as fast as real time since ``start``, in seconds since the epoch."""

    board: Board
    speed: float = SPEED
    start: float = NOON
    started_at: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        return self.start + (time.monotonic() - self.started_at) * self.speed + self.board[SKIPPED]

    def sleep(self, seconds: float) -> None:
        time.sleep(max(seconds / self.speed, SHORTEST_SLEEP))

    def skip(self, seconds: float) -> None:
        self.board[SKIPPED] += seconds


class SystemClock(SandboxClock):
    """The same time for a sandbox."""

    def __init__(self, hours: Hours) -> None:
        super().__init__()
        self._hours = hours

    def now(self) -> float:
        return self._hours.now()

    def skip(self, seconds: float) -> None:
        self._hours.skip(seconds)

    def freeze(self) -> None:
        raise NotImplementedError("other processes go by this clock")
