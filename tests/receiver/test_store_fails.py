"""The store is full, or away: senders are told to come again, nothing is half stored, and it goes on by itself."""

from __future__ import annotations

import resource
import sqlite3
from contextlib import closing
from pathlib import Path

from structlog.testing import capture_logs

from tests.receiver.house import Door, configure, event, headers, open_door
from tests.receiver.process import receive
from tests.receiver.senders import letter, send_all
from tests.servers.postgres_server import PostgresServer, postgres_server


def test_a_full_disk(tmp_path: Path) -> None:
    """No file takes a byte more from the process: writing fails (EFBIG, as with a quota)."""
    config = configure(tmp_path, store=f"sqlite:///{tmp_path / 'store.db'}")
    with receive(config) as process:
        assert statuses(process.port, 0, 20) == {200}
        _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, hard))
        assert statuses(process.port, 100, 120) == {503}
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        assert statuses(process.port, 200, 220) == {200}
        assert process.stop() == 0
        said = [line for line in process.lines if line["event"] == "receiver.cannot_store"]
        assert [line["error"] for line in said] == ["StoreFull"]
        assert process.wait_for("receiver.stores_again")
    with closing(sqlite3.connect(tmp_path / "store.db")) as connection:
        ids = {row[0] for row in connection.execute("SELECT id FROM delivery")}
        assert ids == {letter(number).id for number in (*range(20), *range(200, 220))}
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def statuses(port: int, first: int, last: int) -> set[int]:
    return {status for _, status in send_all(port, [letter(at) for at in range(first, last)], connections=4)}


def test_a_refusal_says_when_to_come_again(tmp_path: Path) -> None:
    """Another program holds the file for longer than we wait."""
    config = configure(tmp_path, store=f"sqlite:///{tmp_path / 'store.db'}?timeout=0.05")
    with open_door(config) as door, closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with capture_logs() as logs:
            for _ in range(3):
                answer = door.post(event())
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert [line["event"] for line in logs] == ["receiver.cannot_store"]
        assert door.counted("busy") == 3
        other.execute("ROLLBACK")
        assert door.post(event()).status_code == 200
        assert (len(door.deliveries()), door.heard) == (1, 1)


def test_a_server_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    with postgres_server() as server:
        _go_away_and_come_back(tmp_path, server)


def _go_away_and_come_back(tmp_path: Path, server: PostgresServer) -> None:
    url = server.create_database("receiver")
    with open_door(configure(tmp_path, store=url)) as door:
        assert answered(door, 1) == 200
        server.kill()
        assert answered(door, 2) == 503
        server.start()
        assert answered(door, 3) == 200
        assert [row["id"] for row in door.deliveries()] == ["e-1", "e-3"]


def answered(door: Door, number: int) -> int:
    return door.post(event(number), headers(event(number), f"e-{number}")).status_code
