"""Opening the store: transactions, migrations."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from syncengine.store.audit_keys import make_ready
from syncengine.store.engines import IMMEDIATE, make_engine

MIGRATIONS = Path(__file__).parent / "migrations"


class StoreTooNew(RuntimeError):
    """The store was written by a newer version of talentsync."""


class Store:
    """Holds the engine. Threads may share it; each transaction has its own connection."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine

    @property
    def embedded(self) -> bool:
        """A file of this machine, for one process at a time; otherwise a server that many hosts share."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that may write: committed at the end of the block, rolled back on an exception.

        One at a time in the whole store, all processes and hosts: what it reads stays true until it ends.
        """
        with self.engine.connect().execution_options(**{IMMEDIATE: True}) as connection, connection.begin():
            yield connection

    @contextmanager
    def write_own(self) -> Iterator[sa.Connection]:
        """A transaction that writes only rows that nobody else writes at the same time: a lease, the journal of a
        person whose lease one has. On PostgreSQL many go on at once, beside one of ``write``.

        It must not take more than one row that others may want, lest two wait for each other.
        """
        options = {IMMEDIATE: self.embedded}
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the store throughout."""
        with self.engine.connect().execution_options(**self._one_state()) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    def _one_state(self) -> dict[str, object]:
        return {} if self.embedded else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def open_store(url: str) -> Store:
    """Open (or make) the store and bring its tables up to date. Raises StoreTooNew, StoreTrouble, BadAddress."""
    store = Store(make_engine(url))
    try:
        _migrate(store)
        make_ready(store, now=time.time())
    except BaseException:
        store.close()
        raise
    return store


def _migrate(store: Store) -> None:
    with store.read() as connection:
        if _is_current(connection):
            return
    config = _config()
    with store.write() as connection:
        # Somebody else who started at the same time may have done it while we waited; Alembic looks again.
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreTooNew(f"the store cannot be brought up to date: {error}") from error


def _is_current(connection: sa.Connection) -> bool:
    current = MigrationContext.configure(connection).get_current_revision()
    head, known = _revisions()
    if current is not None and current not in known:
        raise StoreTooNew("the store was written by a newer version of talentsync; install that version or newer")
    return current == head


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@functools.cache
def _revisions() -> tuple[str | None, frozenset[str]]:
    """The newest that this version of talentsync has, and all of them. To read them takes longer than to open a store
    that is up to date."""
    script = ScriptDirectory.from_config(_config())
    return script.get_current_head(), frozenset(each.revision for each in script.walk_revisions())
