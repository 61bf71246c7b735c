"""Gates: who is let through to a system that is closed, and what closes and opens it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.errors import ConnectorError, LoginFailed, Missing, ReplyLost, Unavailable, Unsettled
from connectors.sandbox import SandboxClock
from syncengine.core.model import PersonId
from syncengine.store import Store, gates, holds, open_store, queue, runs
from syncengine.work.gates import Gates, Paused
from syncengine.work.passage import Passage

PEOPLE = [PersonId(f"p_{number}") for number in range(5)]


@pytest.fixture
def clock() -> SandboxClock:
    return SandboxClock(frozen_at=1000.0)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    with opened.write() as connection:
        runs.remember_system(connection, name="crm", connector="x", role="crm", account_id="1", account_name="A")
    yield opened
    opened.close()


@pytest.fixture
def house(store: Store, clock: SandboxClock) -> Gates:
    return Gates(store, now=clock.now, dice=random.Random(1))


def asks(house: Gates, caller: str, error: ConnectorError | None) -> bool:
    """One caller that asks once. False when it was not let through."""
    with Passage(house, caller) as passage:
        if not passage.open("crm"):
            return False
        try:
            with passage.through("crm"):
                if error is not None:
                    raise error
        except ConnectorError:
            pass
    return True


def down(error: type[ConnectorError] = Unavailable) -> ConnectorError:
    return error("no connection", system="crm")


def go_down(house: Gates) -> None:
    for caller in ("a", "b", "c"):
        assert asks(house, caller, down())
    assert [each.paused for each in house.closed()] == [False]


def hold_everybody(store: Store, clock: SandboxClock) -> None:
    with store.write() as connection:
        queue.mark_dirty(connection, PEOPLE, lane=queue.LIVE, reason="test", now=clock.now())
        for _ in PEOPLE:
            lease = queue.lease_one(connection, owner="w", now=clock.now(), seconds=60)
            assert lease is not None
            queue.hold(connection, lease, system="crm", error="Unavailable", now=clock.now())


def held(store: Store) -> int:
    with store.read() as connection:
        return holds.held(connection).get("crm", 0)


def test_one_caller_who_always_fails_closes_nothing(house: Gates) -> None:
    assert all(asks(house, "a", down()) for _ in range(10))
    assert house.closed() == ()


def test_an_answer_in_between_starts_the_count_afresh(house: Gates) -> None:
    for answer in (None, down(Missing), down(Unsettled)):
        for caller, error in (("a", down()), ("b", down()), ("c", answer), ("d", down()), ("e", down()), ("f", None)):
            assert asks(house, caller, error)
    assert house.closed() == ()


def test_an_ambiguous_outcome_neither_counts_nor_proves_anything(house: Gates) -> None:
    for caller, error in (("a", down()), ("b", down()), ("c", down(ReplyLost))):
        assert asks(house, caller, error)
    assert house.closed() == ()
    assert asks(house, "d", down())
    assert len(house.closed()) == 1


def test_exactly_one_of_eight_is_the_probe(house: Gates, clock: SandboxClock) -> None:
    go_down(house)
    assert not asks(house, "d", None)
    clock.skip(5)
    passages = [Passage(house, str(number)) for number in range(8)]
    for passage in passages:
        passage.__enter__()
    with ThreadPoolExecutor(8) as threads:
        let_through = list(threads.map(lambda passage: passage.open("crm"), passages))
    assert sorted(let_through) == [False] * 7 + [True]


def test_a_probe_that_is_answered_opens_the_gate_and_lets_everybody_go(
    house: Gates, clock: SandboxClock, store: Store
) -> None:
    hold_everybody(store, clock)
    go_down(house)
    clock.skip(5)
    assert asks(house, "d", None)
    assert (house.closed(), held(store)) == ((), 0)


def test_a_probe_that_fails_keeps_it_closed_for_longer(house: Gates, clock: SandboxClock) -> None:
    go_down(house)
    waits = []
    for _ in range(12):
        [closed] = house.closed()
        assert closed.probe_at is not None
        waits.append(closed.probe_at - clock.now())
        clock.skip(waits[-1])
        assert asks(house, "a", down())
        assert not asks(house, "b", down())
    assert waits[:2] == [5.0, pytest.approx(7.5, abs=2.5)]
    assert 150 <= waits[-1] <= 300


def test_a_probe_that_asked_nothing_is_given_back(house: Gates, clock: SandboxClock) -> None:
    go_down(house)
    clock.skip(5)
    with Passage(house, "a") as passage:
        assert passage.open("crm")
    assert asks(house, "b", None)


def test_one_person_at_a_time_is_offered_and_the_next_time_another(
    house: Gates, clock: SandboxClock, store: Store
) -> None:
    hold_everybody(store, clock)
    go_down(house)
    assert not house.offer_probes()
    offered = set()
    for _ in range(3):
        clock.skip(400)
        assert house.offer_probes()
        assert held(store) == len(PEOPLE) - 1
        with store.write() as connection:
            lease = queue.lease_one(connection, owner="w", now=clock.now(), seconds=60)
        assert lease is not None
        offered.add(lease.person)
        assert asks(house, lease.person, down())
        with store.write() as connection:
            queue.hold(connection, lease, system="crm", error="Unavailable", now=clock.now())
    assert len(offered) == 3


def test_who_is_held_for_a_system_that_is_open_is_let_go(house: Gates, clock: SandboxClock, store: Store) -> None:
    hold_everybody(store, clock)
    assert house.offer_probes()
    assert held(store) == 0


def test_a_refused_login_pauses_until_a_human_resumes(house: Gates, clock: SandboxClock, store: Store) -> None:
    hold_everybody(store, clock)
    refused = LoginFailed("the key was not accepted", system="crm")
    assert asks(house, "a", refused)
    clock.skip(100_000)
    assert not asks(house, "b", None)
    assert (house.offer_probes(), house.next_probe_at(), held(store)) == (False, None, len(PEOPLE))
    assert house.why_closed("crm") is refused
    elsewhere = Gates(store, now=clock.now, dice=random.Random(1))
    assert [type(each.as_error()) for each in elsewhere.closed()] == [Paused]
    with store.write() as connection:
        assert gates.resume(connection, name="crm")
        assert not gates.resume(connection, name="crm")
    assert asks(house, "b", None)


def test_a_gate_found_closed_stays_closed_to_the_same_caller(house: Gates, store: Store) -> None:
    go_down(house)
    with Passage(house, "a") as passage:
        assert not passage.open("crm")
        with store.write() as connection:
            gates.resume(connection, name="crm")
        house.look()
        assert (passage.open("crm"), passage.missed) == (False, ["crm"])


def test_what_a_pass_could_not_list_is_known_to_all_processes(store: Store, house: Gates, clock: SandboxClock) -> None:
    """Workers on other hosts make no record there either."""
    elsewhere = Gates(store, now=clock.now, dice=random.Random(2))
    house.note_unlisted(["crm"])
    elsewhere.look()
    assert elsewhere.unlisted == {"crm"}
    house.note_unlisted([])
    elsewhere.look()
    assert elsewhere.unlisted == frozenset()


def test_who_misses_two_systems_waits_for_the_one_that_will_be_back_by_itself(
    store: Store, house: Gates, clock: SandboxClock
) -> None:
    with store.write() as connection:
        runs.remember_system(connection, name="ats", connector="x", role="ats", account_id="2", account_name="B")
        gates.pause(connection, name="ats", why="wrong password", now=clock.now())
    for caller in ("a", "b", "c"):
        asks(house, caller, down())
    assert house.to_wait_for(["ats", "crm"]) == "crm"
    assert house.to_wait_for(["ats"]) == "ats"
