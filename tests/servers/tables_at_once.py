"""Thousands of tests begin with an empty store in a file. Its tables are made once in each process, by the migrations,
and copied from then on."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa

from syncengine.store import Store, database
from syncengine.store.engines import make_engine

migrate = database._migrate


@contextmanager
def tables_at_once() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        made = Path(folder) / "made.db"
        store = Store(make_engine(f"sqlite:///{made}"))
        migrate(store)
        store.close()

        def copied(store: Store) -> None:
            if store.embedded and _is_empty(store):
                _copy(made, store)
            migrate(store)

        patch.setattr(database, "_migrate", copied)
        yield


@contextmanager
def every_migration() -> Iterator[None]:
    """For what is about migrations."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "_migrate", migrate)
        yield


def _is_empty(store: Store) -> bool:
    with store.read() as connection:
        return sa.inspect(connection).get_table_names() == []


def _copy(made: Path, store: Store) -> None:
    into = store.engine.raw_connection()
    with sqlite3.connect(made) as source:
        source.backup(cast(sqlite3.Connection, into.driver_connection))
    source.close()
    into.close()
