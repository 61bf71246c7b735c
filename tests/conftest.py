"""Real servers, one of each per session (and per worker of a parallel run), started when the first test asks.

``redis_url``     an empty Redis database
``postgres_url``  a PostgreSQL database with empty tables of the store
``store_url``     the address of an empty store: the test runs once on each engine
``new_url``       the same before the store has been made; what a test does to its tables harms nobody
"""

from __future__ import annotations

import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from syncengine.store import open_store
from tests.servers.databases import Databases, empty_tables
from tests.servers.offers import some_postgres, some_redis
from tests.servers.tables_at_once import tables_at_once

ENGINES = ("sqlite", "postgresql")

for each in (signal.SIGINT, signal.SIGHUP):
    # Whoever starts us in the background, or under nohup, has us overhear these, and every process that we start, too.
    if signal.getsignal(each) is signal.SIG_IGN:
        signal.signal(each, signal.default_int_handler if each is signal.SIGINT else signal.SIG_DFL)


@pytest.fixture(scope="session", autouse=True)
def ready_tables() -> Iterator[None]:
    with tables_at_once():
        yield


@pytest.fixture(scope="session")
def redis_database() -> Iterator[str]:
    with some_redis() as url:
        yield url


@pytest.fixture
def redis_url(redis_database: str) -> str:
    with redis.Redis.from_url(redis_database) as client:
        client.flushdb()
    return redis_database


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """A server to make databases on. Tests that kill it start one of their own."""
    with some_postgres() as databases:
        yield databases


@pytest.fixture(scope="session")
def tables(postgres: Databases) -> Iterator[str]:
    """One database for all tests that only write rows: emptying it takes a hundredth of the time of making one."""
    name = _new_name()
    url = postgres.create_database(name)
    open_store(url).close()
    yield url
    postgres.drop_database(name)


@pytest.fixture
def postgres_url(tables: str) -> str:
    empty_tables(tables)
    return tables


@pytest.fixture
def new_postgres_url(postgres: Databases) -> Iterator[str]:
    name = _new_name()
    yield postgres.create_database(name)
    postgres.drop_database(name)


@pytest.fixture(params=ENGINES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return _url(request, tmp_path, server="postgres_url")


@pytest.fixture(params=ENGINES)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return _url(request, tmp_path, server="new_postgres_url")


def _url(request: pytest.FixtureRequest, folder: Path, *, server: str) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'store.db'}"
    return str(request.getfixturevalue(server))


def _new_name() -> str:
    return f"talentsync_test_{secrets.token_hex(6)}"
