"""What can be wrong with the store as such, named by what a human has to do about it.

Drivers report it in codes, and SQLAlchemy quotes the statement and its values. Our errors say one sentence of ours and
the place of the store, and so may be shown and logged.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Mapping
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError


class StoreTrouble(RuntimeError):
    """The store cannot be used for now. What was committed is there; what was not has left no trace.

    ``place`` is the file, or the server and the name of the database; empty where it is not known.
    """

    says: ClassVar[str] = "cannot be used"

    def __init__(self, place: str = "") -> None:
        super().__init__(f"the store {place} {self.says}" if place else f"the store {self.says}")
        self.place = place


class StoreFull(StoreTrouble):
    """There is no room for what has to be written: disk, quota or a limit of the process."""

    says = "cannot grow: its disk, or a quota on it, is full"


class StoreLocked(StoreTrouble):
    """Another program kept its lock for longer than we wait."""

    says = "is locked: another program writes to it and did not let go in time"


class StoreDamaged(StoreTrouble):
    """What is there is no database, or is one no more."""

    says = "is damaged, or is not a database"


class StoreReadOnly(StoreTrouble):
    """It can be read and not written."""

    says = "can be read and not written"


class StoreAway(StoreTrouble):
    """It cannot be reached: the file cannot be opened or read, the server does not answer."""

    says = "cannot be reached"


class StoreCrowded(StoreAway):
    """The server is there and has nothing left for us: connections, memory."""

    says = "has no connection or memory left for us"


Kind = type[StoreTrouble]

_SQLITE: Mapping[int, Kind] = {
    sqlite3.SQLITE_FULL: StoreFull,
    # A full disk is not always told as such: over a quota (EDQUOT) or a limit (EFBIG) a write "failed", and where
    # blocks are reserved late, the sync after it.
    sqlite3.SQLITE_IOERR_WRITE: StoreFull,
    sqlite3.SQLITE_IOERR_FSYNC: StoreFull,
    sqlite3.SQLITE_IOERR_DIR_FSYNC: StoreFull,
    sqlite3.SQLITE_IOERR_TRUNCATE: StoreFull,
    sqlite3.SQLITE_IOERR_SHMSIZE: StoreFull,
    sqlite3.SQLITE_IOERR_SHMOPEN: StoreFull,
    sqlite3.SQLITE_IOERR_CORRUPTFS: StoreDamaged,
    sqlite3.SQLITE_IOERR_DATA: StoreDamaged,
    sqlite3.SQLITE_IOERR: StoreAway,
    sqlite3.SQLITE_CANTOPEN: StoreAway,
    sqlite3.SQLITE_READONLY_DBMOVED: StoreAway,
    sqlite3.SQLITE_BUSY: StoreLocked,
    sqlite3.SQLITE_LOCKED: StoreLocked,
    sqlite3.SQLITE_PROTOCOL: StoreLocked,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_PERM: StoreReadOnly,
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
}
"""Extended result codes, and primary ones (the last eight bits) for all others of their family."""

_SQLSTATES: Mapping[str, Kind] = {
    "53100": StoreFull,  # disk_full
    "53": StoreCrowded,  # insufficient resources: out of memory, too many connections
    "08": StoreAway,  # connection exception
    "57P": StoreAway,  # shutting down, crashed, starting up, database dropped
    "58": StoreAway,  # system error: a disk of the server fails
    "28": StoreAway,  # invalid authorization: the server is there, and not for us
    "3D": StoreAway,  # no such database
    "25006": StoreReadOnly,  # read_only_sql_transaction: a standby, or a server that was made read-only
    "42501": StoreReadOnly,  # insufficient_privilege
    "55P03": StoreLocked,  # lock_not_available
    "XX001": StoreDamaged,  # data_corrupted
    "XX002": StoreDamaged,  # index_corrupted
}
"""Codes of PostgreSQL ("Appendix A. PostgreSQL Error Codes"), and beginnings of codes for all others of their class."""

_ERRNOS: Mapping[int | None, Kind] = {
    errno.ENOSPC: StoreFull,
    errno.EDQUOT: StoreFull,
    errno.EFBIG: StoreFull,
    errno.EACCES: StoreReadOnly,
    errno.EPERM: StoreReadOnly,
    errno.EROFS: StoreReadOnly,
}


def named(error: BaseException, *, place: str = "") -> StoreTrouble | None:
    """The trouble that an error of a driver, or of SQLAlchemy about one, stands for. None when it is about a statement
    and not about the store."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _made(_of_sqlite(cause), place)
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        return _made(_of_server(state), place)
    if isinstance(error, OperationalError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        # The client library alone says so, before the server could or instead of it: refused, cut off, not found.
        return StoreAway(place)
    return None


def of_file(error: OSError, *, place: str = "") -> StoreTrouble:
    """The trouble that keeps a file beside the store from being made."""
    return _ERRNOS.get(error.errno, StoreAway)(place)


def watch(engine: sa.Engine) -> None:
    """From now on, whatever the engine does raises our errors where it is about the store as such."""
    place = place_of(engine.url)

    @sa.event.listens_for(engine, "handle_error")
    def name(context: sa.ExceptionContext) -> StoreTrouble | None:
        if context.is_pre_ping:
            return None  # the pool is just finding out which of its connections have died, and makes others
        return named(context.sqlalchemy_exception or context.original_exception, place=place)


def place_of(url: sa.URL) -> str:
    """Where a store is, without user and password."""
    return "/".join(part for part in (url.host, url.database) if part)


def _of_sqlite(error: sqlite3.Error) -> Kind | None:
    code = getattr(error, "sqlite_errorcode", None)  # errors that the module itself raises have none
    if code is None:
        return None
    return _SQLITE.get(code) or _SQLITE.get(code & 0xFF)


def _of_server(state: str) -> Kind | None:
    return next((kind for start, kind in _SQLSTATES.items() if state.startswith(start)), None)


def _made(kind: Kind | None, place: str) -> StoreTrouble | None:
    return kind(place) if kind else None
