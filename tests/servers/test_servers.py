"""The servers themselves: what they keep over their deaths, and that they do not outlive us."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers import PostgresServer, postgres_server, redis_server
from tests.servers.databases import Databases, empty_tables
from tests.servers.offers import some_redis
from tests.store.processes import line_of, python

OWNER = """
import sys, tempfile
from tests.servers import postgres_server, redis_server
tempfile.tempdir = sys.argv[1]
with redis_server() as one, postgres_server() as other:
    print(one.port, other.port, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Unlike pytest's own, one that a server's account may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize(("appendonly", "kept"), [(True, b"1"), (False, None)])
def test_what_a_killed_redis_remembers(*, appendonly: bool, kept: bytes | None) -> None:
    with redis_server(appendonly=appendonly) as server:
        with redis.Redis.from_url(server.url) as client:
            client.set("a", "1")
        server.kill()
        server.start()
        with redis.Redis.from_url(server.url) as client:
            assert client.get("a") == kept
            server.flush()
            assert client.dbsize() == 0


def test_a_killed_postgres_remembers_what_was_committed() -> None:
    with postgres_server() as server:
        url = server.create_database("copied")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE one AS SELECT 1 AS a")
        server.kill()
        server.start()
        with psycopg.connect(server.create_database("copy", template="copied")) as connection:
            assert connection.execute("SELECT a FROM one").fetchall() == [(1,)]
        server.drop_database("copy")


def test_emptied_tables_count_from_one_again(new_postgres_url: str) -> None:
    with psycopg.connect(new_postgres_url) as connection:
        connection.execute("CREATE TABLE numbered (id serial, word text)")
        connection.execute("INSERT INTO numbered (word) VALUES ('a'), ('b')")
    empty_tables(new_postgres_url)
    with psycopg.connect(new_postgres_url) as connection:
        assert connection.execute("INSERT INTO numbered (word) VALUES ('c') RETURNING id").fetchall() == [(1,)]


def test_servers_die_with_the_process_that_started_them_and_so_do_their_files(open_folder: Path) -> None:
    with python(OWNER, str(open_folder)) as process:
        ports = [int(port) for port in line_of(process).split()]
        assert [_listens(port) for port in ports] == [True, True]
        process.kill()
        process.wait()
    while any(map(_listens, ports)) or list(open_folder.iterdir()):  # bounded by the test's time limit
        pass


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def test_a_database_of_somebody_else_is_not_touched(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setenv("TALENTSYNC_TEST_REDIS", redis_url)
    with redis.Redis.from_url(redis_url) as client:
        with some_redis() as url:
            assert url == redis_url
            client.set("ours", "1")
        assert client.dbsize() == 0
        client.set("theirs", "1")
        with pytest.raises(RuntimeError, match="not empty"), some_redis():
            pass
        assert client.get("theirs") == b"1"


def test_root_lends_the_server_an_account(postgres: Databases) -> None:
    if not isinstance(postgres, PostgresServer) or os.getuid() != 0:
        pytest.skip("only for a server of ours, and only root has to")
    with psycopg.connect(postgres.url()) as connection:
        found = connection.execute("SELECT pg_read_file('/proc/self/status')").fetchone()
    assert found is not None
    assert "\nUid:\t0" not in found[0]
