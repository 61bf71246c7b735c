from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis

from syncengine.budget import connect
from tests.servers.offers import some_redis


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with some_redis() as url:
        yield url


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    """A database that is empty at the start."""
    with connect(redis_url) as connection:
        connection.flushdb()
        yield connection
