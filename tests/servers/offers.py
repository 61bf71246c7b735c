"""What tests that just need *a* server are given: one that the user names in the environment, or one of ours.

- ``TALENTSYNC_TEST_REDIS=redis://host:6379/5`` names a database for us alone. Worker N of a parallel run takes the N-th
  after it. One that is not empty when we first look is refused: what is in it is somebody's, and we never delete that.
- ``TALENTSYNC_TEST_POSTGRES=postgresql://user@host/postgres`` names a server and a user who may make databases. We make
  ours under new names, and drop them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import redis

from tests.servers.databases import Databases
from tests.servers.postgres_server import postgres_server
from tests.servers.redis_server import redis_server


@contextmanager
def some_redis() -> Iterator[str]:
    """The URL of an empty database; whoever uses it may flush it."""
    named = os.environ.get("TALENTSYNC_TEST_REDIS")
    if not named:
        with redis_server() as server:
            yield server.url
        return
    url = _own_database(named)
    with redis.Redis.from_url(url) as client:
        if client.dbsize():
            raise RuntimeError("TALENTSYNC_TEST_REDIS names a database that is not empty; name one for the tests alone")
        yield url
        client.flushdb()


@contextmanager
def some_postgres() -> Iterator[Databases]:
    named = os.environ.get("TALENTSYNC_TEST_POSTGRES")
    if named:
        yield Databases(named)
        return
    with postgres_server() as server:
        yield server


def _own_database(url: str) -> str:
    parts = urlsplit(url)
    number = int(parts.path.strip("/") or 0) + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return urlunsplit(parts._replace(path=f"/{number}"))
