"""One process at a time, and no lock that outlives its process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from syncengine.store.lock import StoreInUse, hold
from syncengine.store.troubles import StoreAway
from tests.store.processes import line_of, python

HOLDER = """
import sys
from syncengine.store.lock import hold
with hold(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held_at_last(url: str) -> Iterator[None]:
    """A server needs a moment to notice that a holder is dead. The test's time limit bounds the waiting."""
    while True:
        with suppress(StoreInUse), hold(url):
            yield
            return


def test_a_second_process_is_refused_until_the_first_is_killed(url: str) -> None:
    with python(HOLDER, url) as process:
        assert line_of(process) == "held"
        with pytest.raises(StoreInUse, match="another talentsync process"), hold(url):
            pass
        process.kill()
        process.wait()
        with held_at_last(url):
            pass


def test_the_lock_is_given_back(url: str) -> None:
    for _ in range(2):
        with hold(url):
            pass


@pytest.mark.parametrize("shared", ["sqlite://", "sqlite:///:memory:"])
def test_stores_without_a_file_are_not_locked(shared: str) -> None:
    with hold(shared), hold(shared):
        pass


def test_on_a_server_other_rights_are_free(postgres_url: str) -> None:
    with hold(postgres_url), hold(postgres_url, what="backfill"):
        pass


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(StoreAway, match=r"127\.0\.0\.1/x"), hold("postgresql://someone@127.0.0.1:1/x"):
        pass


def test_a_right_that_the_server_took_back_is_noticed(postgres_url: str) -> None:
    """A pass must not go on as if it were alone when its connection ended unnoticed."""
    with hold(postgres_url) as right:
        right.require()
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
        with pytest.raises(StoreInUse, match="was lost"):
            right.require()


def test_a_right_can_be_lent_and_taken_back(postgres_url: str) -> None:
    with hold(postgres_url) as right:
        right.give_up()
        with hold(postgres_url), pytest.raises(StoreInUse):
            right.take()
        right.take()
        with pytest.raises(StoreInUse), hold(postgres_url):
            pass


def test_an_embedded_store_is_never_lent(tmp_path: Path) -> None:
    with hold(f"sqlite:///{tmp_path / 'store.db'}") as right:
        right.require()
        assert not right.can_be_lent
