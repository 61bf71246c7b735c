"""The two engines of the store, tuned so that the same code runs on both: SQLite on one machine, PostgreSQL for many.

A transaction with the execution option ``begin_immediate`` holds the store's only write lock from its first moment:
on SQLite the one that the file has, on PostgreSQL an advisory lock of the database. What such a transaction has read
stays true until it ends, which everything that reads and then writes relies on.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from typing import Any

import orjson
import sqlalchemy as sa
import tenacity
from sqlalchemy.engine import URL, make_url

from syncengine.store import nuls
from syncengine.store.troubles import watch

IMMEDIATE = "begin_immediate"
_WRITE_LOCK = 7_449_350_550_139_077_993
"""Says nothing; never to be changed: processes of different versions must mean the same lock."""


class BadAddress(ValueError):
    """No engine can be made for the address of a store."""


def make_engine(url: str) -> sa.Engine:
    """An engine for a store; nothing is opened yet. Whatever it does raises a StoreTrouble where it is about the store
    as such. What the address says after a ``?`` comes before our own settings. Raises BadAddress."""
    try:
        parsed = make_url(url)
        engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgresql(parsed)
    except (sa.exc.ArgumentError, ValueError, ImportError) as error:
        raise BadAddress(
            "the address of the store cannot be used; write sqlite:///FILE or postgresql://USER@HOST/DATABASE"
        ) from error
    watch(engine)
    return engine


def _sqlite(url: URL) -> sa.Engine:
    engine = sa.create_engine(
        url,
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
        connect_args=_without(url, {"timeout": 60, "check_same_thread": False}),
    )

    @sa.event.listens_for(engine, "do_connect")
    def about_to_connect(dialect: Any, record: Any, arguments: Any, options: Any) -> None:
        _make_private(url.database)

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        _keep_a_log(cursor)
        # FULL: what was committed survives a power cut, not only a killed process.
        cursor.execute("PRAGMA synchronous=FULL")
        # 64 MB: keys of matching lie scattered, and the default of 2 MB reads the same pages again and again.
        cursor.execute("PRAGMA cache_size=-64000")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A transaction that will write takes the lock at once: upgrading later can fail with "database is locked".
        immediate = connection.get_execution_options().get(IMMEDIATE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _make_private(path: str | None) -> None:
    """A new store is for its owner alone: it will be full of people. SQLite gives the files that it puts beside it the
    same rights. One that is there already is left as it is."""
    if path and path != ":memory:" and not path.startswith("file:"):
        with suppress(OSError):  # what is wrong with the place is said by SQLite
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


@tenacity.retry(
    retry=tenacity.retry_if_exception_type(sqlite3.OperationalError),
    wait=tenacity.wait_random(0.01, 0.05),
    stop=tenacity.stop_after_delay(5.0),
    reraise=True,
)
def _keep_a_log(cursor: sqlite3.Cursor) -> None:
    """Switch to a write-ahead log, which stays so for ever. SQLite does not wait for its turn with this statement, so
    of several who open a new file at once all but one are told that it is locked."""
    cursor.execute("PRAGMA journal_mode=WAL")


def _postgresql(url: URL) -> sa.Engine:
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url,
        json_serializer=nuls.dump_json,
        json_deserializer=nuls.load_json,
        isolation_level="READ COMMITTED",
        use_native_hstore=False,  # nothing of ours is of that type, and every new connection would ask about it
        # The server may have been restarted since a connection was last used.
        pool_pre_ping=True,
        # Never wait for our own pool: who waits there may be who holds the write lock.
        max_overflow=-1,
        connect_args=_without(url, _CONNECTION),
    )

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        nuls.teach(connection)

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get(IMMEDIATE, False):
            # Waits as long as it takes: a large page of somebody else is no error.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})")

    return engine


_CONNECTION: dict[str, Any] = {
    "application_name": "talentsync",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
    # A host that vanishes in the middle of a transaction must not keep the write lock until the server's own TCP
    # timeout, hours later. No step of ours thinks for five minutes between two statements.
    "options": "-c idle_in_transaction_session_timeout=300000 -c tcp_keepalives_idle=30"
    " -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3",
}


def _without(url: URL, settings: dict[str, Any]) -> dict[str, Any]:
    """Settings that the address does not say itself."""
    return {name: value for name, value in settings.items() if name not in url.query}
