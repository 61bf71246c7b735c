"""The servers of a fleet: they are killed, and after some time they are there again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from syncengine.store import open_store
from tests.servers.databases import empty_tables
from tests.servers.postgres_server import PostgresServer, postgres_server
from tests.servers.redis_server import RedisServer, redis_server

Name = Literal["redis", "postgresql"]


@dataclass(slots=True)
class Machines:
    """One server of each kind; Redis twice, because whether it writes a log is settled at its start. Killing is done by
    any thread, starting again by the one that calls `look_after`."""

    postgres: PostgresServer
    forgets: RedisServer
    remembers: RedisServer
    database: str
    redis: RedisServer = field(init=False)
    _back_at: dict[Name, float] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self.redis = self.forgets

    def make_ready(self, *, remembers: bool) -> None:
        """Everything runs, and nothing is in it."""
        self.redis = self.remembers if remembers else self.forgets
        self.look_after(at_once=True)
        self.redis.flush()
        empty_tables(self.database)

    def kill(self, name: Name, *, seconds: float) -> None:
        """For so many seconds of real time nobody answers."""
        with self._lock:
            if name in self._back_at:
                return
            (self.redis if name == "redis" else self.postgres).kill()
            self._back_at[name] = time.monotonic() + seconds

    def flush(self) -> None:
        with self._lock:
            if "redis" not in self._back_at:
                self.redis.flush()

    def look_after(self, *, at_once: bool = False) -> bool:
        """Start what has been down for long enough. True when all run."""
        with self._lock:
            for name in [each for each, at in self._back_at.items() if at_once or time.monotonic() >= at]:
                (self.redis if name == "redis" else self.postgres).start()
                del self._back_at[name]
            return not self._back_at


@contextmanager
def machines() -> Iterator[Machines]:
    with postgres_server() as postgres, redis_server() as forgets, redis_server(appendonly=True) as remembers:
        database = postgres.create_database("fleet")
        open_store(database).close()
        yield Machines(postgres, forgets, remembers, database)
