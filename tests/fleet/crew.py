"""The processes of a fleet. Whoever dies is started again, as systemd would do it."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from syncengine.settings import Settings
from tests.fleet import roles
from tests.fleet.hours import Hours

PATIENCE = 30.0
"""Real seconds until a process that was asked to end counts as stuck."""

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.fleet.preload"])


@dataclass(slots=True)
class Crew:
    """Who plays which part. ``always`` are those who are started again also when they end by themselves: a worker of
    RQ does so at errors of Redis. Other threads than ours may kill."""

    settings: Settings
    hours: Hours
    folder: Path
    parts: dict[str, Callable[[roles.Orders], None]] = field(default_factory=dict)
    started: int = 0
    always: set[str] = field(default_factory=set)
    _playing: dict[str, BaseProcess] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def begin(self, role: str, part: Callable[[roles.Orders], None], *, again: bool = True) -> None:
        """``again``: start it again also when it ends by itself."""
        with self._lock:
            (self.always.add if again else self.always.discard)(role)
            self.parts[role] = part
            self._start(role)

    def kill(self, whom: Collection[str]) -> None:
        with self._lock:
            for role in whom:
                if role in self._playing:
                    self._playing[role].kill()

    def pid(self, role: str) -> int:
        with self._lock:
            pid = self._playing[role].pid
        assert pid is not None
        return pid

    def look_after(self) -> set[str]:
        """Start again whoever has died, or has to try again. Returns those who came to their end."""
        ended = set()
        with self._lock:
            for role, process in list(self._playing.items()):
                if process.is_alive():
                    continue
                code = process.exitcode
                del self._playing[role]
                if code in {-signal.SIGKILL, roles.TRY_AGAIN} or (code == 0 and role in self.always):
                    self._start(role)
                elif code == 0:
                    ended.add(role)
                else:
                    raise AssertionError(f"{role} ended with {code}\n{self.last_words()}")
        return ended

    def end(self) -> None:
        """In order. Every process must come to its end by itself."""
        with self._lock:
            for process in self._playing.values():
                process.terminate()
            for role, process in self._playing.items():
                process.join(PATIENCE)
                assert process.exitcode == 0, f"{role} ended with {process.exitcode}\n{self.last_words()}"
            self._playing.clear()

    def end_at_once(self) -> None:
        with self._lock:
            for process in self._playing.values():
                process.kill()
                process.join()
            self._playing.clear()

    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def last_words(self) -> str:
        """The ends of all logs."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')[-6000:]}" for path in logs)

    def _start(self, role: str) -> None:
        log = self.folder / f"{role}.log"
        orders = roles.Orders(role, self.settings, self.hours, log, beat_seconds=_beat(self.settings, self.hours))
        process = _context.Process(target=roles.play, args=(self.parts[role], orders), daemon=False)
        process.start()
        self.started += 1
        self._playing[role] = process


def _beat(settings: Settings, hours: Hours) -> float:
    assert settings.redis is not None
    return settings.redis.lease_seconds / 4 / hours.speed


@contextmanager
def crew(settings: Settings, hours: Hours, folder: Path) -> Iterator[Crew]:
    """Nobody yet. When the block ends, whoever is left is killed."""
    made = Crew(settings, hours, folder)
    try:
        yield made
    finally:
        made.end_at_once()
