"""What holds for a store on a server: who waits for whom, across connections."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import psycopg
import pytest

from syncengine.store import Store, open_store, people
from syncengine.store.troubles import StoreReadOnly

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = %s::oid"
HERE = "SELECT oid FROM pg_database WHERE datname = current_database()"


@pytest.fixture
def two(postgres_url: str) -> Iterator[tuple[Store, Store]]:
    """Two processes' stores."""
    both = open_store(postgres_url), open_store(postgres_url)
    yield both
    for store in both:
        store.close()


class Onlooker:
    """Sees from outside whether a writer waits for another one."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._here = self._connection.execute(HERE).fetchone()

    def until_somebody_waits(self, *, or_else: threading.Event) -> None:
        """Returns at once when ``or_else`` happens."""
        while not or_else.wait(0.005):
            waiting = self._connection.execute(WAITING, self._here).fetchone()
            if waiting and waiting[0]:
                return

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def onlooker(postgres_url: str) -> Iterator[Onlooker]:
    looking = Onlooker(postgres_url)
    yield looking
    looking.close()


def test_two_who_meet_a_new_person_at_once_do_not_make_two(two: tuple[Store, Store], onlooker: Onlooker) -> None:
    entered = threading.Event()

    def second() -> None:
        with two[1].write() as connection:
            if people.count_people(connection) == 0:
                people.new_person(connection, now=2.0)
            entered.set()

    late = threading.Thread(target=second)
    with two[0].write() as connection:
        assert people.count_people(connection) == 0
        late.start()
        onlooker.until_somebody_waits(or_else=entered)
        people.new_person(connection, now=1.0)
    late.join()
    with two[0].read() as connection:
        assert people.count_people(connection) == 1


def test_a_lease_does_not_wait_for_a_page(two: tuple[Store, Store]) -> None:
    with two[0].write() as page:
        people.new_person(page, now=1.0)
        with two[1].write_own() as own:
            people.new_person(own, now=1.0)
        with two[1].read() as connection:
            assert people.count_people(connection) == 1


def test_a_reader_cannot_write(two: tuple[Store, Store]) -> None:
    with pytest.raises(StoreReadOnly), two[0].read() as connection:
        people.new_person(connection, now=1.0)


def test_a_server_that_was_restarted_is_found_again(two: tuple[Store, Store], postgres_url: str) -> None:
    """Every connection was cut; the next transaction makes a new one."""
    with two[0].read() as connection:
        assert people.count_people(connection) == 0
    with psycopg.connect(postgres_url) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'talentsync'")
    with two[0].write() as connection:
        people.new_person(connection, now=1.0)


def test_every_text_column_is_compared_bytewise(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        others = connection.execute(
            "SELECT table_name, column_name, collation_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name <> 'alembic_version' "
            "AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'"
        ).fetchall()
    assert others == []
