"""One pass at a time on a store. A killed process leaves no lock behind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url

from syncengine.store.engines import make_engine
from syncengine.store.troubles import StoreTrouble, of_file


class StoreInUse(RuntimeError):
    """Another talentsync process works on this store."""


@contextmanager
def hold(url: str, what: str = "pass") -> Iterator[None]:
    """Have the right to ``what`` until the block ends. Raises StoreInUse at once when another process has it.

    An embedded store is owned as a whole, whatever for. On PostgreSQL the right is one of its database, for all hosts:
    the server takes it back when our connection ends. Raises StoreTrouble.
    """
    if url.startswith("sqlite"):
        with _file(make_url(url).database):
            yield
    else:
        with _right(url, what):
            yield


@contextmanager
def _file(path: str | None) -> Iterator[None]:
    if not path or path == ":memory:":
        yield
        return
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreInUse("another talentsync process is working on this store; wait until it has ended") from error
    except OSError as error:
        raise of_file(error, place=path) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _right(url: str, what: str) -> Iterator[None]:
    engine, number = make_engine(url), _number(what)
    try:
        # Outside of any transaction: an idle one would be ended by the server.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({number})").scalar_one():
                raise StoreInUse(
                    f"another talentsync process, perhaps on another host, has the right to a {what} on this store; "
                    "wait until it has ended"
                )
            try:
                yield
            finally:
                # In words: the server notices only after a while that a connection was closed.
                with suppress(StoreTrouble):
                    connection.exec_driver_sql(f"SELECT pg_advisory_unlock({number})")
    finally:
        engine.dispose()


def _number(what: str) -> int:
    digest = hashlib.sha256(f"talentsync {what}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
