"""Kill -9 under load: whatever was answered with the vendor's accepted status is in the store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from syncengine.store import open_store
from syncengine.store.tables import delivery, hint
from tests.receiver.house import configure, rows
from tests.receiver.process import receive
from tests.receiver.senders import Stream

KILLS = 4


def test_what_was_answered_survives(tmp_path: Path, store_url: str) -> None:
    config = configure(tmp_path, store=store_url)
    accepted: set[str] = set()
    for turn in range(KILLS):
        with receive(config) as process:
            stream = Stream(process.port, connections=6, first=1_000_000 * turn)
            stream.wait_for(20 + 45 * turn)
            process.kill()
            accepted |= stream.stop()
    assert len(accepted) >= 20 * KILLS
    store = open_store(store_url)
    stored, told = rows(store, delivery), rows(store, hint)
    store.close()
    assert accepted <= {row["id"] for row in stored}
    assert {row["correlation"] for row in told} == {row["correlation"] for row in stored}
    if store_url.startswith("sqlite"):
        with closing(sqlite3.connect(store_url.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("rounds", [2])
def test_a_wish_to_stop_under_load_loses_nothing(tmp_path: Path, rounds: int) -> None:
    config = configure(tmp_path, store=f"sqlite:///{tmp_path / 'store.db'}")
    accepted: set[str] = set()
    for turn in range(rounds):
        with receive(config) as process:
            stream = Stream(process.port, connections=6, first=1_000_000 * turn)
            stream.wait_for(100)
            assert process.stop(seconds=10.0) == 0
            accepted |= stream.stop()
            assert process.wait_for("receiver.ends")
            assert [line for line in process.lines if line.get("level") == "error"] == []
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    stored = {row["id"] for row in rows(store, delivery)}
    store.close()
    assert accepted <= stored
