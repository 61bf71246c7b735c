"""Whether credentials still lead to the account that we know."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from connectors.errors import WrongAccount
from connectors.sandbox import SandboxClock
from syncengine.store import Store, open_store, runs
from syncengine.work.accounts import Accounts
from syncengine.work.systems import System, Systems


class Connector:
    """An account, and how often it was asked for."""

    def __init__(self, account: str) -> None:
        self.account = account
        self.asked = 0
        self.before_it_answers: Callable[[], None] = lambda: None

    def account_id(self) -> str:
        self.asked += 1
        self.before_it_answers()
        return self.account


class House:
    """One process. Both systems are known from earlier."""

    def __init__(self, store: Store) -> None:
        self.clock = SandboxClock(frozen_at=1000.0)
        self.ats, self.crm = Connector("a-1"), Connector("c-1")
        systems = [System("ats", "ats", cast(Any, self.ats), cast(Any, None))]
        systems.append(System("crm", "crm", cast(Any, self.crm), cast(Any, None)))
        self.accounts = Accounts(store, Systems(systems), now=self.clock.now)
        self.store = store

    def met(self) -> None:
        with self.store.write() as connection:
            for name, account in (("ats", "a-1"), ("crm", "c-1")):
                runs.remember_system(
                    connection, name=name, connector="x", role=name, account_id=account, account_name="X"
                )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    store = open_store(f"sqlite:///{tmp_path}/store.db")
    yield House(store)
    store.close()


def test_it_is_asked_once_an_hour(house: House) -> None:
    house.met()
    for seconds in (0, 1800, 1799):
        house.clock.skip(seconds)
        house.accounts.prove("ats")
    assert house.ats.asked == 1
    house.clock.skip(1)
    house.accounts.prove("ats")
    assert house.ats.asked == 2


def test_another_account_is_refused_every_time(house: House) -> None:
    house.met()
    house.ats.account = "a-2"
    for _ in range(2):
        with pytest.raises(WrongAccount, match="another account"):
            house.accounts.prove("ats")
    house.ats.account = "a-1"
    house.accounts.prove("ats")


def test_before_the_first_contact_nobody_is_asked(house: House) -> None:
    house.accounts.prove("ats")
    assert house.ats.asked == 0


def test_what_was_just_proved_is_believed(house: House) -> None:
    house.met()
    house.accounts.note_proved("ats")
    house.accounts.prove("ats")
    assert house.ats.asked == 0


def test_a_system_that_does_not_answer_keeps_nobody_from_asking_another(house: House) -> None:
    house.met()
    asked, answers = threading.Event(), threading.Event()

    def hesitate() -> None:
        asked.set()
        answers.wait(30)

    house.ats.before_it_answers = hesitate
    slow = threading.Thread(target=house.accounts.prove, args=("ats",))
    slow.start()
    assert asked.wait(30)
    quick = threading.Thread(target=house.accounts.prove, args=("crm",))
    quick.start()
    quick.join(10)
    in_time = not quick.is_alive()
    answers.set()
    slow.join(30)
    quick.join(30)
    assert in_time
    assert house.crm.asked == 1
