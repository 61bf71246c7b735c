"""A store that cannot be used: the command says what is wrong with it and how to go on, and once that is mended it goes
on as if nothing had been.

What a full disk does at every step of a pass is in tests/crash/test_store_fails.py.
"""

from __future__ import annotations

import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from connectors.sandbox import Fault
from tests.cli.hardship import NO_PRIVILEGE, NO_ROOM, fill_disk, run_under
from tests.cli.house import House, Ran

IMPATIENT = {"store": "sqlite:///talentsync.db?timeout=0.05"}
"""How long we wait for a lock; too short for several threads of our own."""


def store_of(house: House) -> Path:
    return house.folder / "talentsync.db"


def is_sound(store: Path) -> bool:
    with closing(sqlite3.connect(store)) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Another program is in the middle of a transaction."""
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.rollback()


def assert_told(ran: Ran, house: House, says: str, *, code: int, again: str) -> None:
    """The trouble, with the store's place and the command to go on with, and nothing but words."""
    assert ran.code == code, ran.err
    assert f"The store {store_of(house)} {says}." in ran.err
    assert f"Then go on with: talentsync {again} --config {house.config}" in ran.err
    assert "Traceback" not in ran.err
    assert ran.out == ""


def assert_all_done(house: House) -> None:
    """Five people; those whom the other system needed are there once, and nothing is left to be written."""
    assert (len(house.ats.state()["candidates"]), len(house.crm.state()["candidates"])) == (4, 5)
    assert house.run("sync", "--json").data["writes"] == 0
    assert is_sound(store_of(house))


def run_until_full(house: House, *words: str, path: str) -> Ran:
    """A command whose disk is full from the answer to its first write to that path on."""
    there = threading.Event()
    children: list[subprocess.Popen[str]] = []

    def fill(moment: str) -> None:
        if moment == "after" and there.wait(20):
            fill_disk(children[0])

    house.crm.faults.plant(Fault("hook", method="WRITE", path=path, callback=fill))
    children.append(house.start(*words))
    there.set()
    out, err = children[0].communicate(timeout=60)
    return Ran(children[0].returncode, out, err)


def test_a_disk_that_is_full_after_somebody_was_made(house: House) -> None:
    ran = run_until_full(house, "backfill", "--yes", "--json", path="/candidates$")
    assert_told(ran, house, "cannot grow: its disk, or a quota on it, is full", code=1, again="backfill")
    assert "nothing is half-written" in ran.err
    assert is_sound(store_of(house))
    again = house.run("backfill", "--yes", "--json")
    assert again.code == 0
    assert "goes on where it stopped" in again.err
    assert_all_done(house)


def test_a_disk_that_is_full_from_the_start(house: House) -> None:
    ran = run_under(NO_ROOM, house, "backfill", "--yes")
    assert_told(ran, house, "cannot grow: its disk, or a quota on it, is full", code=1, again="backfill")
    assert house.writes == 0
    assert house.run("backfill", "--yes", "--json").code == 0
    assert_all_done(house)


@pytest.mark.parametrize("words", ["sync", "status", "review list"])
def test_a_disk_that_filled_up_between_two_commands(house: House, words: str) -> None:
    house.run("plan")
    ran = run_under(NO_ROOM, house, *words.split())
    assert_told(ran, house, "cannot grow: its disk, or a quota on it, is full", code=1, again=words)
    assert is_sound(store_of(house))


def test_a_store_that_another_program_holds(house: House) -> None:
    house.run("plan")
    house.extra = IMPATIENT
    with locked(store_of(house)):
        ran = house.process("backfill", "--yes")
        says = "is locked: another program writes to it and did not let go in time"
        assert_told(ran, house, says, code=1, again="backfill")
        assert house.writes == 0
        assert (house.run("status").code, house.run("review", "list").code) == (0, 0)
    house.extra = {}
    assert house.run("backfill", "--yes", "--json").code == 0
    assert_all_done(house)


def test_an_answer_in_review_is_refused_while_another_program_holds_the_store(house: House) -> None:
    house.run("plan")
    house.extra = IMPATIENT
    with locked(store_of(house)):
        ran = house.run("review", "same", "1")
    says = "is locked: another program writes to it and did not let go in time"
    assert_told(ran, house, says, code=1, again="review same 1")


@pytest.mark.parametrize("words", ["backfill --yes", "sync", "status", "review list"])
def test_a_file_that_is_no_database_is_left_as_it_is(house: House, words: str) -> None:
    store_of(house).write_text("first_name,last_name\n" * 500)
    ran = house.run(*words.split())
    again = words.removesuffix(" --yes")
    assert_told(ran, house, "is damaged, or is not a database", code=2, again=again)
    assert "put the last backup in its place" in ran.err
    assert "Nothing is lost" not in ran.err
    assert store_of(house).read_text() == "first_name,last_name\n" * 500


def test_a_store_of_which_half_is_gone_is_told_and_not_written(house: House) -> None:
    house.run("plan")
    size = store_of(house).stat().st_size
    with store_of(house).open("r+b") as file:
        file.truncate(size // 2)
    before = store_of(house).read_bytes()
    ran = house.run("backfill", "--yes")
    assert_told(ran, house, "is damaged, or is not a database", code=2, again="backfill")
    assert (house.writes, store_of(house).read_bytes()) == (0, before)


@pytest.mark.parametrize("protected", ["talentsync.db", "."])
def test_a_store_that_this_user_may_not_write(house: House, protected: str) -> None:
    house.run("plan")
    place = house.folder / protected
    house.write_config()
    (house.folder / "talentsync.db.lock").touch()
    place.chmod(0o444 if place.is_file() else 0o555)
    try:
        ran = run_under(NO_PRIVILEGE, house, "backfill", "--yes")
    finally:
        place.chmod(0o755)
    assert_told(ran, house, "can be read and not written", code=2, again="backfill")
    assert house.writes == 0
    assert house.run("backfill", "--yes", "--json").code == 0
    assert_all_done(house)


def test_a_store_in_the_place_of_a_folder(house: House) -> None:
    store_of(house).mkdir()
    ran = house.run("backfill", "--yes")
    assert_told(ran, house, "cannot be reached", code=1, again="backfill")
    assert "folder or server" in ran.err


def test_an_address_that_leads_to_no_store(house: House) -> None:
    house.extra = {"store": "postgresql+nonsense://db.example/ours"}
    ran = house.run("status")
    assert ran.code == 2
    assert "the address of the store cannot be used" in ran.err
