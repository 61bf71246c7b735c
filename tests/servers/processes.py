"""A process that does not outlive us, and the ports and the waiting that servers need."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypedDict

_PORTS = range(15_000, 30_000)
"""Below the ports that systems give to outgoing connections: nobody takes ours while the server is down."""

PATIENCE = 60.0
"""Seconds until something that ought to happen counts as not happening; a loaded machine is slow."""


class Account(TypedDict, total=False):
    """Whom a process runs as; empty for ourselves."""

    user: int
    group: int
    extra_groups: list[int]


class Guarded:
    """A running server. When our process ends, however it ends, a watcher kills it.

    The watcher is a shell at the other end of a pipe: unlike a signal on the parent's death it does not depend on the
    thread that started the server.
    """

    def __init__(
        self, command: Sequence[str], *, log: Path, account: Account | None = None, passing: Path | None = None
    ) -> None:
        """``passing`` is a folder that the watcher removes when we cannot do it ourselves any more."""
        self.log = log
        with log.open("ab") as output:
            # A session of its own: Ctrl-C is for us, and we stop the server in order.
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd="/",
                **(account or {}),
            )
        guard = 'read nothing; kill -9 "$1"; [ -z "$2" ] || rm -rf "$2"'
        self._watcher = subprocess.Popen(
            ["/bin/sh", "-c", guard, "guard", str(self._process.pid), str(passing or "")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def ended(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """At once, as by a power cut of this one process."""
        self._end(signal.SIGKILL)

    def stop(self, how: signal.Signals) -> None:
        """In order; killed when it does not listen."""
        self._end(how)

    def _end(self, how: signal.Signals) -> None:
        self._dismiss_watcher()
        self._process.send_signal(how)
        try:
            self._process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _dismiss_watcher(self) -> None:
        """Before the server ends: its number may be somebody else's afterwards."""
        self._watcher.kill()
        self._watcher.wait()
        if self._watcher.stdin is not None:
            self._watcher.stdin.close()

    def last_words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]


def free_port() -> int:
    """A port of 127.0.0.1 where nobody listens."""
    for port in random.sample(_PORTS, 100):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port was found")


def wait_until(answers: Callable[[], bool], process: Guarded) -> None:
    """Until a server that has just been started answers. Raises RuntimeError when it ended or keeps silent."""
    deadline = time.monotonic() + PATIENCE
    while not process.ended() and time.monotonic() < deadline:
        if answers():
            return
        time.sleep(0.005)
    raise RuntimeError(f"a server did not start:\n{process.last_words()}")
