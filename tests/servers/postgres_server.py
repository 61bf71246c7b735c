"""A real PostgreSQL server: from a wheel, or what is installed on this machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.servers.databases import Databases
from tests.servers.postgres_files import account, hand_over, programs
from tests.servers.processes import Guarded, free_port, wait_until

_USER = "talentsync"
_ATTEMPTS = 5


class PostgresServer(Databases):
    """A server of our own on 127.0.0.1, whose superuser needs no password. It keeps its port and its data over any
    number of deaths, but without ``durable`` not over a power cut: it never waits for the disk."""

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool = False,
        settings: Mapping[str, str] | None = None,
        passing: bool = False,
    ) -> None:
        """``passing`` says that nobody misses the folder when we die."""
        self.port = free_port()
        super().__init__(f"postgresql://{_USER}@127.0.0.1:{self.port}/postgres")
        self._folder = folder
        self._data = folder / "data"
        self._passing = folder if passing else None
        self._settings = {**_SETTINGS, **({} if durable else _HASTY), **(settings or {}), "port": str(self.port)}
        self._process: Guarded | None = None

    def url(self, database: str = "postgres") -> str:
        return super().url(database)

    def start(self) -> None:
        """Start, or start again. Returns when it takes connections."""
        assert self._process is None, "it runs already"
        if not self._data.exists():
            self._make_data()
        for attempt in range(1, _ATTEMPTS + 1):
            # A server whose predecessor was killed refuses to start until the last child of that one has gone.
            self._process = Guarded(
                self._command(), log=self._folder / "postgres.log", account=account(), passing=self._passing
            )
            try:
                wait_until(self._answers, self._process)
            except RuntimeError:
                self.kill()
                if attempt == _ATTEMPTS:
                    raise
            else:
                return

    def kill(self) -> None:
        """kill -9 of the server and of everything it started."""
        if self._process is not None:
            children = _children(self._process.pid)
            self._process.kill()
            for child in children:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            self._process = None

    def stop(self) -> None:
        """In order: open transactions are rolled back."""
        if self._process is not None:
            self._process.stop(signal.SIGINT)
            self._process = None

    def _make_data(self) -> None:
        hand_over(self._folder)
        command = [str(programs() / "initdb"), "-D", str(self._data), "-U", _USER, "--auth=trust", "--encoding=UTF8"]
        made = subprocess.run(
            [*command, "--no-locale", "--no-sync"], cwd="/", capture_output=True, text=True, check=False, **account()
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stderr[-2000:]}")

    def _command(self) -> list[str]:
        options = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        return [str(programs() / "postgres"), "-D", str(self._data), *options]

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url(), connect_timeout=10):
                return True
        except psycopg.OperationalError:
            return False


_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "log_min_messages": "fatal",
    "log_min_error_statement": "fatal",
}
_HASTY = {"fsync": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0"}
"""A commit still reaches the operating system before it is answered: a killed server forgets nothing."""


@contextmanager
def postgres_server(
    folder: Path | None = None, *, durable: bool = False, settings: Mapping[str, str] | None = None
) -> Iterator[PostgresServer]:
    """A server that runs until the block ends. Its data lie in ``folder``, which stays and which the server's account
    must be able to reach, or in one that goes."""
    place = folder or Path(tempfile.mkdtemp(prefix="talentsync-postgres-"))
    server = PostgresServer(place, durable=durable, settings=settings, passing=folder is None)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def _children(pid: int) -> list[int]:
    """Where the system tells. Elsewhere the children notice by themselves that their parent is gone."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
