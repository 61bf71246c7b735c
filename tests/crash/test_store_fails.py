"""The store fails in the middle of a pass: its disk is full, or another program holds it. The pass stops and says so;
the next one ends as if nothing had happened.

The moment that matters is right after the vendor answered a write: the journal says ``sent``, and the answer cannot be
written down any more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.crash.conftest import Undisturbed
from tests.crash.rehearsal import Rehearsal
from tests.crash.test_killed import PUSHED, spread

WRITES, REQUESTS, THREADED, SYNC, LOCKED = 4, 3, 2, 2, 3
PATIENT, IMPATIENT = "sqlite:///talentsync.db", "sqlite:///talentsync.db?timeout=0.05"
"""How long a pass waits for a lock; the impatient way is too short for several threads of its own."""


def store_of(fresh: Rehearsal) -> Path:
    return fresh.world.config.with_name("talentsync.db")


def written(undisturbed: Undisturbed, nth: int) -> int:
    """Which request writes for the nth time. The first to send something is the login, which changes nothing."""
    return undisturbed.writes[nth]


def is_sound(store: Path) -> bool:
    with closing(sqlite3.connect(store)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


def unanswered(store: Path) -> list[str]:
    """Verbs of writes that went out and of which the store does not know what became."""
    with closing(sqlite3.connect(store)) as connection:
        return [verb for (verb,) in connection.execute("SELECT verb FROM operation WHERE state = 'sent'")]


class Holder:
    """Another program, with a transaction that it does not end."""

    def __init__(self, store: Path) -> None:
        self._connection = sqlite3.connect(store, isolation_level=None, check_same_thread=False)

    def take(self) -> None:
        """Called from the threads of the sandboxes."""
        self._connection.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def held(fresh: Rehearsal) -> Iterator[Holder]:
    """Whoever will lock the store of a fresh rehearsal, whose passes do not wait long for it."""
    fresh.world.configure(store=IMPATIENT)
    with closing(Holder(store_of(fresh))) as holder:
        yield holder


@pytest.mark.parametrize("point", range(WRITES))
def test_no_room_for_the_answer_to_a_write(fresh: Rehearsal, backfill: Undisturbed, point: int) -> None:
    at = written(backfill, spread(point, of=WRITES, over=len(backfill.writes) - 1))
    assert fresh.run_troubled("backfill", fresh.client.fill_disk, at=at) == "StoreFull"
    assert is_sound(store_of(fresh))
    fresh.finish("backfill", like=backfill.ending)
    assert is_sound(store_of(fresh))


@pytest.mark.parametrize("name", ["Cy", "Di", "Ed", *PUSHED])
def test_no_room_to_write_down_that_somebody_was_made(fresh: Rehearsal, backfill: Undisturbed, name: str) -> None:
    desk = fresh.world.ats if name in PUSHED else fresh.world.crm

    def fill_disk(moment: str) -> None:
        if moment == "after" and name in {desk.look(id_)["first_name"] for id_ in desk.everybody()}:
            fresh.client.fill_disk()

    desk.fails("hook", desk.making_person, times=None, callback=fill_disk)
    assert fresh.run("backfill") == 0
    assert fresh.outcome["stopped_by"] == "StoreFull"
    assert unanswered(store_of(fresh)) == ["create"]
    fresh.finish("backfill", like=backfill.ending)
    assert unanswered(store_of(fresh)) == []
    assert is_sound(store_of(fresh))


@pytest.mark.parametrize("point", range(REQUESTS))
def test_no_room_for_what_was_read(fresh: Rehearsal, backfill: Undisturbed, point: int) -> None:
    at = spread(point, of=REQUESTS, over=written(backfill, 1) - 1)
    assert fresh.run_troubled("backfill", fresh.client.fill_disk, at=at) == "StoreFull"
    assert fresh.world.crm.everybody() != []
    assert unanswered(store_of(fresh)) == []
    fresh.finish("backfill", like=backfill.ending)
    assert is_sound(store_of(fresh))


@pytest.mark.parametrize("point", range(THREADED))
def test_no_room_while_several_threads_write(fresh: Rehearsal, backfill: Undisturbed, point: int) -> None:
    """Each thread may have one write under way, and none begins another."""
    fresh.world.configure(workers=4)
    at = written(backfill, spread(point, of=THREADED, over=len(backfill.writes) - 1))
    assert fresh.run_troubled("backfill", fresh.client.fill_disk, at=at) == "StoreFull"
    assert len(unanswered(store_of(fresh))) <= 4
    fresh.finish("backfill", like=backfill.ending)
    assert is_sound(store_of(fresh))


@pytest.mark.parametrize("point", range(SYNC))
def test_no_room_in_a_sync(settled: Rehearsal, sync: Undisturbed, point: int) -> None:
    at = written(sync, spread(point, of=SYNC, over=len(sync.writes) - 1))
    assert settled.run_troubled("sync", settled.client.fill_disk, at=at) == "StoreFull"
    settled.finish("sync", like=sync.ending)
    assert is_sound(store_of(settled))


@pytest.mark.parametrize("point", range(LOCKED))
def test_another_program_holds_the_store(fresh: Rehearsal, held: Holder, backfill: Undisturbed, point: int) -> None:
    at = spread(point, of=LOCKED, over=backfill.writes[-1])
    assert fresh.run_troubled("backfill", held.take, at=at) == "StoreLocked"
    held.let_go()
    fresh.world.configure(store=PATIENT)
    fresh.finish("backfill", like=backfill.ending)
    assert is_sound(store_of(fresh))


def test_another_program_holds_the_store_while_several_threads_write(
    fresh: Rehearsal, held: Holder, backfill: Undisturbed
) -> None:
    fresh.world.configure(workers=4)
    assert fresh.run_troubled("backfill", held.take, at=written(backfill, 3)) == "StoreLocked"
    held.let_go()
    fresh.world.configure(store=PATIENT)
    fresh.finish("backfill", like=backfill.ending)
