"""The process that passes run in, seen from the tests: it takes orders, and at any moment it can be killed, or its disk
can be full."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent


class Client:
    """The other process. `start` begins a pass there; `kill` ends it at once."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.crash.client"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._pid: int | None = None
        self._started = threading.Event()

    def run(self, order: dict[str, Any]) -> int:
        """Carry out an order to its end, whatever that is. Returns the signal that ended it, 0 for none."""
        assert self._process.stdin is not None
        self._started.clear()
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        self._pid = self._heard()["pid"]
        self._started.set()
        status = self._heard()["status"]
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the pass failed; its traceback is above"
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0

    def kill(self) -> None:
        """Called from the threads of the sandboxes."""
        os.kill(self._running(), signal.SIGKILL)

    def fill_disk(self) -> None:
        """Until the pass has ended, no file takes a byte more from it: writing fails (EFBIG; Python ignores the signal
        that goes with it). Called from the threads of the sandboxes."""
        resource.prlimit(self._running(), resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _running(self) -> int:
        assert self._started.wait(timeout=10)
        assert self._pid is not None
        return self._pid

    def _heard(self) -> dict[str, int]:
        assert self._process.stdout is not None
        heard: dict[str, int] = json.loads(self._process.stdout.readline())
        return heard


@contextmanager
def open_client() -> Iterator[Client]:
    client = Client()
    try:
        yield client
    finally:
        client.close()
