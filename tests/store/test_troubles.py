"""What a store that cannot be used is called. Codes are those that SQLite and PostgreSQL give; where a machine can be
brought to give them, it is."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import psycopg.errors
import pytest
import sqlalchemy as sa

from syncengine.store import Store, open_store, people
from syncengine.store.lock import hold
from syncengine.store.troubles import (
    StoreAway,
    StoreCrowded,
    StoreDamaged,
    StoreFull,
    StoreLocked,
    StoreReadOnly,
    StoreTrouble,
    named,
    of_file,
    place_of,
)

SOMEBODY = "zebulonia@example.com"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def kept(path: Path) -> Iterator[Store]:
    """A store in a file; it waits for a lock as long as one reads a word."""
    store = open_store(f"sqlite:///{path}?timeout=0.05")
    yield store
    store.close()


def grow(store: Store) -> None:
    """One transaction that needs more than a page."""
    with store.write() as connection:
        people.new_person(connection, now=1.0)
        connection.execute(
            sa.text("CREATE TABLE letters AS SELECT :text || hex(zeroblob(20000)) AS t"), {"text": SOMEBODY}
        )


def count(store: Store) -> int:
    with store.read() as connection:
        return people.count_people(connection)


def allow_pages(store: Store, more: int) -> None:
    """Every connection may make the file that many pages larger, and no more."""

    @sa.event.listens_for(store.engine, "connect")
    def limit(connection: Any, record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + more}")

    store.engine.dispose()


def from_server(error: psycopg.Error) -> sa.exc.DBAPIError:
    """As SQLAlchemy hands it on, with the statement and its values."""
    statement = ("INSERT INTO t VALUES (:a)", {"a": SOMEBODY})
    wrapped = sa.exc.DBAPIError.instance(*statement, error, psycopg.Error)
    assert isinstance(wrapped, sa.exc.DBAPIError)
    assert SOMEBODY in str(wrapped)
    return wrapped


def test_a_transaction_for_which_there_is_no_room_leaves_nothing(kept: Store, path: Path) -> None:
    allow_pages(kept, 2)
    with pytest.raises(StoreFull) as caught:
        grow(kept)
    assert str(caught.value) == f"the store {path} cannot grow: its disk, or a quota on it, is full"
    assert count(kept) == 0
    kept.engine.dispose()
    allow_pages(kept, 100)
    grow(kept)
    assert count(kept) == 1


def test_a_store_that_is_held_is_locked_for_writers_and_open_for_readers(kept: Store, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreLocked):
            grow(kept)
        assert count(kept) == 0
        other.rollback()
    grow(kept)
    assert count(kept) == 1


def test_a_store_that_may_only_be_read(kept: Store) -> None:
    @sa.event.listens_for(kept.engine, "connect")
    def only_read(connection: Any, record: Any) -> None:
        connection.execute("PRAGMA query_only = ON")

    kept.engine.dispose()
    with pytest.raises(StoreReadOnly):
        grow(kept)


def test_a_file_that_is_something_else(path: Path) -> None:
    path.write_text("name,address\n" * 500)
    with pytest.raises(StoreDamaged):
        open_store(f"sqlite:///{path}")


def test_a_place_where_no_file_can_be(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreAway):
        open_store(f"sqlite:///{path}")


def test_a_server_that_does_not_answer() -> None:
    with pytest.raises(StoreAway) as caught:
        open_store("postgresql+psycopg://hidden:secret@127.0.0.1:1/ours?connect_timeout=2")
    assert str(caught.value) == "the store 127.0.0.1/ours cannot be reached"


def test_a_lock_that_cannot_be_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("filelock.FileLock.acquire", full)
    with pytest.raises(StoreFull), hold(f"sqlite:///{path}"):
        pass


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (errno.ENOSPC, StoreFull),
        (errno.EDQUOT, StoreFull),
        (errno.EFBIG, StoreFull),
        (errno.EACCES, StoreReadOnly),
        (errno.EROFS, StoreReadOnly),
        (errno.EIO, StoreAway),
    ],
)
def test_what_a_file_system_says(code: int, kind: type[StoreTrouble]) -> None:
    assert type(of_file(OSError(code, "it says"))) is kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (psycopg.errors.DiskFull, StoreFull),  # 53100
        (psycopg.errors.TooManyConnections, StoreCrowded),  # 53300
        (psycopg.errors.OutOfMemory, StoreCrowded),  # 53200
        (psycopg.errors.AdminShutdown, StoreAway),  # 57P01
        (psycopg.errors.CannotConnectNow, StoreAway),  # 57P03
        (psycopg.errors.ConnectionFailure, StoreAway),  # 08006
        (psycopg.errors.InvalidPassword, StoreAway),  # 28P01
        (psycopg.errors.InvalidCatalogName, StoreAway),  # 3D000
        (psycopg.errors.IoError, StoreAway),  # 58030
        (psycopg.errors.ReadOnlySqlTransaction, StoreReadOnly),  # 25006
        (psycopg.errors.InsufficientPrivilege, StoreReadOnly),  # 42501
        (psycopg.errors.LockNotAvailable, StoreLocked),  # 55P03
        (psycopg.errors.DataCorrupted, StoreDamaged),  # XX001
        (psycopg.OperationalError, StoreAway),  # no code: nobody answered
    ],
)
def test_what_a_server_says(error: type[psycopg.Error], kind: type[StoreTrouble]) -> None:
    found = named(from_server(error("it says")), place="db.example/ours")
    assert type(found) is kind
    assert SOMEBODY not in str(found)


@pytest.mark.parametrize(
    "error",
    [
        psycopg.errors.UniqueViolation,
        psycopg.errors.UndefinedTable,
        psycopg.errors.SerializationFailure,
        psycopg.errors.DeadlockDetected,
        psycopg.errors.NotNullViolation,
    ],
)
def test_what_is_about_a_statement_and_not_about_the_store(error: type[psycopg.Error]) -> None:
    assert named(from_server(error("it says"))) is None


def test_errors_about_statements_stay_what_they_are(kept: Store) -> None:
    with pytest.raises(sa.exc.OperationalError, match="no such table"), kept.read() as connection:
        connection.execute(sa.text("SELECT * FROM nowhere"))


def test_an_error_of_ours_about_the_use_of_the_module_is_no_trouble() -> None:
    assert named(sqlite3.ProgrammingError("Cannot operate on a closed database.")) is None


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:////srv/store.db?timeout=5", "/srv/store.db"),
        ("sqlite://", ""),
        ("postgresql+psycopg://user:secret@db.example:5432/ours?sslmode=require", "db.example/ours"),
    ],
)
def test_a_place_has_no_secret_in_it(url: str, place: str) -> None:
    assert place_of(sa.make_url(url)) == place
