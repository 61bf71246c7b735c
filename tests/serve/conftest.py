"""A house whose ATS sends webhooks, and daemons of real processes in it."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from connectors.sandbox.hooks_rules import Hook
from syncengine.store import open_store, services
from syncengine.store.services import Service
from tests.cli.conftest import _logging_as_before, empty_house, house
from tests.cli.house import House

__all__ = ["_logging_as_before", "empty_house", "house"]

PATIENCE = 90.0
SECRET = "the secret of the web hook"
HOURS = 3600.0


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Watch:
    """A house with daemons. ``logs`` are what they say, by process id."""

    house: House
    store_url: str
    port: int = field(default_factory=free_port)
    running: list[subprocess.Popen[str]] = field(default_factory=list)
    logs: dict[int, Path] = field(default_factory=dict)

    @property
    def secret_file(self) -> Path:
        return self.house.folder / "hook-secret"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/greenhouse"

    def configure(self, *, poll_seconds: float = HOURS, **more: object) -> None:
        self.secret_file.write_text(SECRET)
        self.secret_file.chmod(0o600)
        self.house.settings["greenhouse"]["webhook_secrets"] = f"file:{self.secret_file}"
        self.house.extra = {
            "store": self.store_url,
            "receiver": {"listen": f"127.0.0.1:{self.port}"},
            "daemon": {"poll_seconds": poll_seconds, "stop_seconds": 3, "compare_at": "never"},
            **more,
        }

    def subscribe(self, secret: str = SECRET) -> Hook:
        return self.house.ats.hooks.subscribe(self.address, secret=secret)

    def backfill(self) -> None:
        ran = self.house.run("backfill", "--yes", "--json")
        assert (ran.code, ran.data["waiting"]) == (0, 0), ran.err

    @contextmanager
    def daemon(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A daemon that ends with the block, in good order unless somebody killed it."""
        log = self.house.folder / f"daemon-{len(self.logs)}.log"
        with log.open("w") as stream:
            process = self.house.start("run", "-v", "--log-format", "json", *words, talk=stream)
        self.logs[process.pid] = log
        self.running.append(process)
        try:
            yield process
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=PATIENCE)
                said = log.read_text()
                assert (process.returncode, "Traceback" in said or "defect" in said) == (0, False), said
        finally:
            self.running.remove(process)
            process.kill()
            process.communicate()

    def until(self, happened: Callable[[], object]) -> float:
        """Wait for something that the daemons bring about; returns the seconds that it took."""
        began = time.monotonic()
        while not happened():
            ended = [process for process in self.running if process.poll() not in {None, -9}]
            assert not ended, ended[0].communicate()
            assert time.monotonic() - began < PATIENCE, "it never happened"
            time.sleep(0.02)
        return time.monotonic() - began

    def listens(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{self.port}/healthz").status_code == 200
        return False

    def services(self) -> dict[int, Service]:
        """Which daemons are there, by process id."""
        store = open_store(self.store_url)
        try:
            with store.read() as connection:
                there = services.here(connection, now=time.time())
                return {each.pid: each for each in there if each.kind == "daemon"}
        finally:
            store.close()

    def is_in_state(self, process: subprocess.Popen[str], state: str) -> bool:
        found = self.services().get(process.pid)
        return found is not None and found.state == state

    def ask(self, question: str) -> list[tuple[object, ...]]:
        store = open_store(self.store_url)
        try:
            with store.read() as connection:
                return [tuple(row) for row in connection.execute(sa.text(question))]
        finally:
            store.close()

    def has_polled(self) -> bool:
        return self.ask("SELECT count(*) > 0 FROM run WHERE command = 'sync' AND outcome = 'finished'") == [(True,)]

    def titles(self) -> list[str]:
        return [candidate["title"] for candidate in self.house.crm.state()["candidates"]]

    def edit(self, title: str, *, who: int = 0) -> None:
        self.house.ats.act("edit_candidate", candidate_id=self.house.in_ats[who], title=title)


@pytest.fixture
def watch(house: House) -> Watch:
    """On SQLite."""
    made = Watch(house, f"sqlite:///{house.folder / 'talentsync.db'}")
    made.configure()
    return made


@pytest.fixture
def any_watch(house: House, store_url: str) -> Watch:
    """On either engine."""
    made = Watch(house, store_url)
    made.configure()
    return made
