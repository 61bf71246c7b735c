"""One pass at a time on a store. A killed process leaves no lock behind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url

from syncengine.store.engines import make_engine
from syncengine.store.troubles import StoreTrouble, of_file

THE_PASS = "pass"  # noqa: S105
"""The right to look at the systems and to write; whoever leads the daemons has another one."""


class StoreInUse(RuntimeError):
    """Another talentsync process works on this store."""


class Right:
    """The right to make passes. Embedded, it is a locked file and as good as its process; on a server it is the word
    of the server, which ends with our connection and can be given up for a while."""

    def __init__(self, connection: sa.Connection | None = None, *, what: str = THE_PASS) -> None:
        self._connection = connection
        self._what = what

    @property
    def can_be_lent(self) -> bool:
        return self._connection is not None

    def take(self) -> None:
        """Raises StoreInUse at once when another process has it."""
        if not self._asks("SELECT pg_try_advisory_lock({number})"):
            raise StoreInUse(
                f"another talentsync process, perhaps on another host, has the right to a {self._what} on this store; "
                "wait until it has ended"
            )

    def give_up(self) -> None:
        """In words: the server notices only after a while that a connection was closed."""
        with suppress(StoreTrouble, sa.exc.SQLAlchemyError):  # then the connection ended, and the right with it
            self._asks("SELECT pg_advisory_unlock({number})")

    def require(self) -> None:
        """Raises StoreInUse when the server took it back, because our connection had ended unnoticed."""
        held = "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted"
        with suppress(StoreTrouble, sa.exc.SQLAlchemyError):
            if self._asks(held):
                return
        raise StoreInUse("the right to this pass was lost with a connection to the store; run it again")

    def _asks(self, question: str) -> bool:
        if self._connection is None:
            return True
        return bool(self._connection.exec_driver_sql(question.format(number=_number(self._what))).scalar_one())


@contextmanager
def hold(url: str, what: str = THE_PASS) -> Iterator[Right]:
    """Have the right to ``what`` until the block ends. Raises StoreInUse at once when another process has it.

    Embedded it is a locked file beside the store. On PostgreSQL the right is one of its database, for all hosts: the
    server takes it back when our connection ends. Raises StoreTrouble.
    """
    if url.startswith("sqlite"):
        with _file(make_url(url).database, what):
            yield Right()
    else:
        with _right(url, what) as right:
            yield right


@contextmanager
def _file(path: str | None, what: str) -> Iterator[None]:
    if not path or path == ":memory:":
        yield
        return
    lock = FileLock(f"{path}.lock" if what == THE_PASS else f"{path}.{what}.lock")
    try:
        # A daemon has it for moments only, again and again: whoever comes just then waits for its end.
        lock.acquire(timeout=1.0 if what == THE_PASS else 0)
    except Timeout as error:
        raise StoreInUse("another talentsync process is working on this store; wait until it has ended") from error
    except OSError as error:
        raise of_file(error, place=path) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _right(url: str, what: str) -> Iterator[Right]:
    engine = make_engine(url)
    try:
        # Outside of any transaction: an idle one would be ended by the server.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            right = Right(connection, what=what)
            right.take()
            try:
                yield right
            finally:
                right.give_up()
    finally:
        engine.dispose()


def _number(what: str) -> int:
    digest = hashlib.sha256(f"talentsync {what}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
