"""What holds for a store in a file only."""

from __future__ import annotations

from pathlib import Path

from syncengine.store import open_store


def test_commits_survive_a_power_cut(tmp_path: Path) -> None:
    """Write-ahead log, synchronised at each commit (2 is FULL)."""
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    assert store.embedded
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
    store.close()
