"""Real servers for tests and benchmarks: started by us, on this machine, without root, and gone when we are gone."""

from __future__ import annotations

from tests.servers.postgres_server import PostgresServer, postgres_server
from tests.servers.redis_server import RedisServer, redis_server

__all__ = ["PostgresServer", "RedisServer", "postgres_server", "redis_server"]
