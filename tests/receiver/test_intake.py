"""Group commit: who shares one, who is told to come again, and that the writing thread survives everything."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from connectors.types import Hint, Ref
from syncengine.serve.receiver.intake import Busy, Intake, Verdict
from syncengine.serve.receiver.meters import Meters
from syncengine.store import Store, inbox, open_store
from syncengine.store.inbox import Arrival
from syncengine.store.tables import delivery
from syncengine.store.troubles import StoreFull
from tests.receiver.house import rows

Take = Callable[[Any, Sequence[Arrival]], list[bool]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


class Gate:
    """Stands in the place of `inbox.take`. ``batches`` are the ids of what came together; while it is shut, the writing
    thread stands still; ``fails`` says what is raised for a batch, None for nothing."""

    def __init__(self, take: Take) -> None:
        self.batches: list[list[str | None]] = []
        self.open = threading.Event()
        self.fails: Callable[[list[str | None]], Exception | None] = lambda ids: None
        self._take = take

    def __call__(self, connection: Any, arrivals: Sequence[Arrival]) -> list[bool]:
        ids = [each.id for each in arrivals]
        self.batches.append(ids)
        assert self.open.wait(timeout=30)
        error = self.fails(ids)
        if error is not None:
            raise error
        return self._take(connection, arrivals)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    made = Gate(inbox.take)
    monkeypatch.setattr(inbox, "take", made)
    return made


def arrival(id_: str) -> Arrival:
    return Arrival(
        "ats", id_, "0" * 64, f"d_{id_}", "changed", True, b"{}", 100.0, (Hint(Ref("ats", "candidate", id_)),)
    )


class Desk:
    """An intake, and the loop that requests come from."""

    def __init__(self, store: Store, **more: Any) -> None:
        self.heard = 0
        self.registry = CollectorRegistry()
        self.intake = Intake(store, heard=self._hear, meters=Meters(self.registry), **more)
        self.hears: Callable[[], None] = lambda: None

    def _hear(self) -> None:
        self.heard += 1
        self.hears()

    async def take(self, *ids: str) -> list[bool | BaseException]:
        return await asyncio.gather(*map(self._one, ids))

    async def _one(self, id_: str) -> Verdict:
        told: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        try:
            self.intake.put(arrival(id_), told.set_result)
        except Busy as error:
            return error
        return await told


async def until(happened: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not happened():
            await asyncio.sleep(0)


def kinds(verdicts: Sequence[bool | BaseException]) -> list[object]:
    return [type(each) if isinstance(each, BaseException) else each for each in verdicts]


def run(desk: Desk, steps: Callable[[], Any]) -> None:
    async def main() -> None:
        desk.intake.start()
        try:
            await steps()
        finally:
            await asyncio.to_thread(desk.intake.close)

    asyncio.run(main())


def test_who_waits_at_the_same_time_shares_one_commit(store: Store, gate: Gate) -> None:
    desk = Desk(store)

    async def steps() -> None:
        first = asyncio.create_task(desk.take("a"))
        await until(lambda: gate.batches)
        others = asyncio.create_task(desk.take("b", "c", "d"))
        await until(lambda: desk.registry.get_sample_value("talentsync_webhook_waiting_deliveries") == 3)
        gate.open.set()
        assert (await first, await others) == ([True], [True, True, True])

    run(desk, steps)
    assert gate.batches == [["a"], ["b", "c", "d"]]
    assert desk.heard == 2


def test_nobody_is_answered_before_the_commit(store: Store, gate: Gate) -> None:
    desk = Desk(store)

    async def steps() -> None:
        waiting = asyncio.create_task(desk.take("a"))
        await until(lambda: gate.batches)
        assert not waiting.done()
        assert rows(store, delivery) == []
        gate.open.set()
        await waiting
        assert len(rows(store, delivery)) == 1

    run(desk, steps)


def test_a_failed_commit_is_told_to_those_who_waited_for_it(store: Store, gate: Gate) -> None:
    desk = Desk(store)
    gate.open.set()
    gate.fails = lambda ids: StoreFull("here") if "b" in ids else None

    async def steps() -> None:
        assert await desk.take("a") == [True]
        assert kinds(await desk.take("b", "c")) == [Busy, Busy]
        assert await desk.take("d") == [True]

    run(desk, steps)
    assert [row["id"] for row in rows(store, delivery)] == ["a", "d"]
    assert desk.heard == 2


def test_one_that_cannot_be_stored_does_not_keep_out_the_others(store: Store, gate: Gate) -> None:
    desk = Desk(store)
    gate.fails = lambda ids: ValueError("odd") if "b" in ids else None

    async def steps() -> None:
        first = asyncio.create_task(desk.take("x"))
        await until(lambda: gate.batches)
        others = asyncio.create_task(desk.take("a", "b", "c"))
        await until(lambda: desk.registry.get_sample_value("talentsync_webhook_waiting_deliveries") == 3)
        gate.open.set()
        await first
        assert kinds(await others) == [True, ValueError, True]

    run(desk, steps)
    assert [row["id"] for row in rows(store, delivery)] == ["a", "c", "x"]


def test_a_callback_that_fails_harms_nobody(store: Store) -> None:
    desk = Desk(store)

    def fail() -> None:
        raise RuntimeError("nobody listens")

    desk.hears = fail

    async def steps() -> None:
        assert await desk.take("a") == [True]
        assert await desk.take("b") == [True]

    run(desk, steps)


def test_when_there_is_no_room_one_is_told_at_once(store: Store, gate: Gate) -> None:
    desk = Desk(store, room=2)

    async def steps() -> None:
        first = asyncio.create_task(desk.take("a"))
        await until(lambda: gate.batches)
        others = asyncio.create_task(desk.take("b", "c", "d", "e"))
        await until(lambda: desk.registry.get_sample_value("talentsync_webhook_waiting_deliveries") == 2)
        gate.open.set()
        await first
        assert kinds(await others) == [True, True, Busy, Busy]

    run(desk, steps)


def test_nobody_waits_for_a_store_that_hangs(store: Store, gate: Gate) -> None:
    desk = Desk(store, patience=0.05)

    async def steps() -> None:
        assert kinds(await desk.take("a", "b")) == [Busy, Busy]
        gate.open.set()
        await until(lambda: len(rows(store, delivery)) == 2)
        assert await desk.take("a", "c") == [False, True]  # sent again, it is recognised

    run(desk, steps)


def test_a_sender_that_is_gone_harms_nobody(store: Store, gate: Gate) -> None:
    desk = Desk(store)

    async def steps() -> None:
        gone = asyncio.create_task(desk.take("a"))
        await until(lambda: gate.batches)
        gone.cancel()
        stays = asyncio.create_task(desk.take("b"))
        gate.open.set()
        assert await stays == [True]

    run(desk, steps)
    assert [row["id"] for row in rows(store, delivery)] == ["a", "b"]


def test_what_waits_at_the_end_is_stored(store: Store, gate: Gate) -> None:
    desk = Desk(store)

    async def steps() -> None:
        waiting = asyncio.create_task(desk.take("a"))
        await until(lambda: gate.batches)
        more = asyncio.create_task(desk.take("b", "c"))
        await until(lambda: desk.registry.get_sample_value("talentsync_webhook_waiting_deliveries") == 2)
        gate.open.set()
        await asyncio.to_thread(desk.intake.close)
        assert (await waiting, await more) == ([True], [True, True])
        assert kinds(await desk.take("d")) == [Busy]

    run(desk, steps)
