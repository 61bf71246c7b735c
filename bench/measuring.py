"""Runs a command as a user would and says how long it took and how much memory it had at its peak.

The process that measures must stay small until the last command has ended: the kernel counts the memory of the process
that starts a command into the command's own peak. So this module imports little, and answers are judged afterwards.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Run:
    """``megabytes`` (of 2**20 bytes) is the peak of the command together with the processes that it started;
    ``processor`` are their seconds of processors, which say more than ``seconds`` where others work beside them."""

    seconds: float
    megabytes: float
    processor: float = 0.0


@dataclass(frozen=True, slots=True)
class Machine:
    processor: str
    cores: int
    gigabytes: float

    def __str__(self) -> str:
        return f"{self.processor}, {self.cores} cores, {self.gigabytes:.0f} GB RAM, Python {platform.python_version()}"


def measure(command: Sequence[str | Path], *, log: Path) -> Run:
    """What the command says goes to ``log``; if it fails, its last lines are shown and nothing is measured."""
    with log.open("wb") as spoken:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=spoken, stderr=subprocess.STDOUT)  # noqa: S603  # our own commands
        watch = _Watch(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)  # waited for above, which Popen does not know
    together = watch.stop()
    if process.returncode:
        words = " ".join(str(word) for word in command)
        sys.exit(f"{words}\nended with {process.returncode}:\n{_tail(log)}")
    megabytes = max(usage.ru_maxrss * _maxrss_unit() / 2**20, together / 2**10)
    return Run(seconds, megabytes, usage.ru_utime + usage.ru_stime)


class _Watch:
    """Adds up the memory of a process and those that it starts, ten times a second, while there are any."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(_EVERY):
            family = list(_family(self._pid))
            if len(family) > 1:  # of a single one the kernel knows the peak, and adding up would slow it down
                self._peak = max(self._peak, sum(map(_kilobytes, family)))

    def stop(self) -> int:
        """The peak in kilobytes; 0 when there was only one process."""
        self._ended.set()
        self._thread.join()
        return self._peak


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for tasks in Path(f"/proc/{pid}/task").iterdir():
            for child in (tasks / "children").read_text().split():
                yield from _family(int(child))


def _kilobytes(pid: int) -> int:
    """Its share of memory: pages that several processes use are counted once in all."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _maxrss_unit() -> int:
    return 1 if sys.platform == "darwin" else 1024


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:])


def machine() -> Machine:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return Machine(_processor(), os.cpu_count() or 1, memory)


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
