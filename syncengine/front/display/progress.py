"""A pass on the screen: one bar for each listing, and one each for matching, planning and writing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import TaskID as Bar

from syncengine.front.interruption import Stop


def columns() -> tuple[TextColumn, BarColumn, MofNCompleteColumn, TimeElapsedColumn, TimeRemainingColumn]:
    """What a bar shows: its name, how far, how long so far, and how long still."""
    return (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )


class Bars:
    """A reporter that moves bars. Called from several threads, whose next step it is that heeds a wish to stop."""

    def __init__(self, progress: Progress, stop: Stop) -> None:
        self._progress = progress
        self._stop = stop
        self._bars: dict[str, Bar] = {}
        self._lock = threading.Lock()

    def listed(self, system: str, kind: str, rows: int, total: int | None) -> None:
        self._move(f"{system}: reading {kind}s", rows, total)

    def matched(self, records: int) -> None:
        self._move("matching records", records, None)

    def planned(self, done: int, total: int) -> None:
        self._move("planning people", done, total)

    def ran(self, done: int, total: int) -> None:
        # Whoever became due again during the pass counts too, so there may be more than at the start.
        self._move("bringing people into step", done, max(done, total))

    def clear(self) -> None:
        """Begin anew: what comes next is another pass."""
        with self._lock:
            for bar in self._bars.values():
                self._progress.remove_task(bar)
            self._bars.clear()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the bars off the screen while somebody else uses it."""
        self._progress.stop()
        yield
        self._progress.start()

    def _move(self, name: str, done: int, total: int | None) -> None:
        self._stop.heed()
        with self._lock:
            if name not in self._bars:
                self._bars[name] = self._progress.add_task(name, total=None)
            self._progress.update(self._bars[name], completed=done, total=total)
