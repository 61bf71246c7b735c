"""Opening and migrating the store, and what its transactions promise."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from syncengine.store import Store, StoreTooNew, open_store, people
from syncengine.store.tables import metadata


def test_a_fresh_store_has_every_table(store: Store) -> None:
    assert set(sa.inspect(store.engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_migrations_make_what_the_code_describes(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_opening_again_keeps_what_was_stored(store: Store, url: str) -> None:
    with store.write() as connection:
        person = people.new_person(connection, now=1.0)
    store.close()
    again = open_store(url)
    with again.read() as connection:
        assert people.all_people(connection) == [person]
    again.close()


def test_a_store_of_a_newer_version_is_refused_untouched(store: Store, url: str) -> None:
    with store.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreTooNew, match="newer version"):
        open_store(url)
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"
    engine.dispose()


class Interruption(Exception):
    """Something that went wrong half-way."""


def make_two_people_but_stop_after_one(store: Store) -> None:
    with store.write() as connection:
        people.new_person(connection, now=1.0)
        raise Interruption


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(Interruption):
        make_two_people_but_stop_after_one(store)
    with store.read() as connection:
        assert people.count_people(connection) == 0


def test_a_reader_sees_one_state_throughout(store: Store) -> None:
    with store.read() as reader:
        assert people.count_people(reader) == 0
        with store.write() as writer:
            people.new_person(writer, now=1.0)
        assert people.count_people(reader) == 0
    with store.read() as reader:
        assert people.count_people(reader) == 1


def test_commits_survive_a_power_cut(store: Store) -> None:
    """Write-ahead log, synchronised at each commit (2 is FULL)."""
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
