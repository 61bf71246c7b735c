"""`talentsync receive` as a process of its own, which can be told to stop, or killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from cli import main; main()")


class Receive:
    """``port`` is where it listens; ``lines`` what it has logged so far."""

    def __init__(self, config: Path, *options: str) -> None:
        command = [*COMMAND, "receive", "--config", str(config), "-v", "--log-format", "json", *options]
        self._process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
        self.lines: list[dict[str, Any]] = []
        self._arrived = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.port = int(self.wait_for("receiver.listens")["address"].rpartition(":")[2])

    @property
    def pid(self) -> int:
        return self._process.pid

    def wait_for(self, event: str, *, seconds: float = 60.0) -> dict[str, Any]:
        """The first line about this event."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: self._found(event) or not self._reader.is_alive(), timeout=seconds)
        found = self._found(event)
        assert found, f"it ended before {event}"
        return found[0]

    def kill(self) -> None:
        self._process.kill()
        self._end()

    def stop(self, *, seconds: float = 30.0) -> int:
        """SIGTERM; returns the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._end(seconds)

    def _end(self, seconds: float = 30.0) -> int:
        code = self._process.wait(timeout=seconds)
        self._reader.join(timeout=10)
        assert self._process.stderr is not None
        self._process.stderr.close()
        return code

    def _found(self, event: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line.get("event") == event]

    def _read(self) -> None:
        assert self._process.stderr is not None
        for text in self._process.stderr:
            with self._arrived:
                self.lines.append(json.loads(text) if text.startswith("{") else {"text": text})
                self._arrived.notify_all()
        with self._arrived:
            self._arrived.notify_all()

    def close(self) -> None:
        if self._process.poll() is None:
            self.kill()


@contextmanager
def receive(config: Path, *options: str) -> Iterator[Receive]:
    process = Receive(config, *options)
    try:
        yield process
    finally:
        process.close()
