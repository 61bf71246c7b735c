"""Round after round: nothing that is told, ready or due keeps the others from their turn, and trouble is said once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from connectors.errors import Invalid
from syncengine import passes
from syncengine.app import Engine
from syncengine.passes import Heard, NotBackfilled, Outcome
from syncengine.serve.pulse import Pulse
from syncengine.serve.rounds import Rounds
from syncengine.serve.timetable import Backoff, Polls
from syncengine.settings import Rhythm
from syncengine.store import hints, queue
from syncengine.store.lock import hold
from tests.stories.conftest import ports
from tests.stories.swift import swift_folder
from tests.stories.world import Installation, Stage, install

__all__ = ["ports"]


@pytest.fixture
def world(ports: Stage) -> Iterator[Installation]:
    with swift_folder() as folder:
        yield install(folder, ports)


class Led:
    """Rounds on a store, with what they did counted."""

    def __init__(self, engine: Engine, patch: pytest.MonkeyPatch, *, current: bool = True) -> None:
        self.engine = engine
        self.heard = threading.Event()
        self.did: Counter[str] = Counter()
        kinds = {kind for system in engine.systems for kind in system.listed_kinds}
        self.rounds = Rounds(
            engine,
            Polls(Rhythm(poll_seconds=60.0), kinds),
            pulse=Pulse(None, threading.Event()),
            heard=self.heard,
            policy_is_current=lambda: current,
        )
        self.rounds.begin("r_test")
        self._count(patch, "hear")
        self._count(patch, "sync")

    def _count(self, patch: pytest.MonkeyPatch, name: str) -> None:
        real = getattr(passes, name)

        def counted(*args: Any, **given: Any) -> Any:
            self.did[name] += 1
            return real(*args, **given)

        patch.setattr(passes, name, counted)


@pytest.fixture
def led(world: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Led]:
    world.met("Ada")
    with world.engine(passes=False) as engine:
        yield Led(engine, monkeypatch)


def test_what_is_told_all_the_time_keeps_no_poll_from_its_turn(
    led: Led, world: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always(*args: object, **given: object) -> Heard:
        led.did["hear"] += 1
        return Heard({}, Outcome())

    monkeypatch.setattr(passes, "something_told", lambda engine: True)
    monkeypatch.setattr(passes, "hear", always)
    for _ in range(4):
        led.rounds.once()
        world.clock.skip(30.0)
    assert led.did == {"hear": 4, "sync": 2}


def test_who_is_ready_is_run_though_a_guard_stops_what_is_told(
    world: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, same = world.both_know("Ben")
    world.ats.reject(world.ats.apply(ben))
    crowd = [world.both_know("Ada", f"Number{chr(65 + n)}", email=f"n{n}@example.com")[0] for n in range(26)]
    world.backfill()
    world.crm.shows(same, pools=("Nurture",))
    for each in crowd:
        world.ats.edit(each, title="Engineer")
    world.ats.forbid_mail(ben)
    world.told(world.ats, *crowd, ben)
    with world.engine(passes=False) as engine:
        Led(engine, monkeypatch).rounds.once()
    world.crm.shows(same, pools=())
    assert {world.crm.look(each)["title"] for each in world.crm.everybody()} == {None}


def test_a_hint_that_meets_a_defect_costs_itself_and_nothing_else(
    led: Led, world: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, ben = world.ats.everybody()[0], world.ats.candidate("Ben", email="ben@example.com")
    connector: Any = led.engine.systems[world.ats.name].connector
    real = connector.get_many

    def broken(refs: Any) -> Any:
        if any(ref.id == ada for ref in refs):
            raise RuntimeError("a defect")
        return real(refs)

    monkeypatch.setattr(connector, "get_many", broken)
    world.told(world.ats, ada, ben)
    led.rounds.once()
    with led.engine.store.read() as connection:
        assert hints.waiting(connection, system=world.ats.name, kind="candidate") == []
    assert led.did == {"hear": 1, "sync": 1}


def test_an_id_that_the_vendor_refuses_is_asked_for_once(
    led: Led, world: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector: Any = led.engine.systems[world.ats.name].connector
    asked: list[str] = []

    def refuses(refs: Any) -> Any:
        raise Invalid("no such form of an id", system=world.ats.name)

    def refuses_one(ref: Any) -> Any:
        asked.append(ref.id)
        raise Invalid("no such form of an id", system=world.ats.name)

    monkeypatch.setattr(connector, "get_many", refuses)
    monkeypatch.setattr(connector, "get", refuses_one)
    world.told(world.ats, "0")
    led.rounds.once()
    led.rounds.once()
    assert asked == ["0"]


@pytest.mark.parametrize(("system", "kind"), [("formerly", "candidate"), ("greenhouse", "stage")])
def test_hints_that_nobody_can_follow_wake_nobody(led: Led, system: str, kind: str) -> None:
    with led.engine.store.write() as connection:
        hints.give(connection, system=system, kind=kind, ref_ids=["1"], reason="webhook", now=1.0)
    led.rounds.once()
    assert led.did["hear"] == 0


def test_trouble_is_said_once(led: Led, world: Installation) -> None:
    world.told(world.ats, world.ats.everybody()[0])
    with hold(led.engine.store_url), structlog.testing.capture_logs() as said:
        for _ in range(3):
            led.rounds.once()
            world.clock.skip(2.0)
    assert [line["event"] for line in said] == ["daemon.waits"]


def test_a_poll_that_could_not_be_made_is_tried_again_soon(led: Led, world: Installation) -> None:
    with hold(led.engine.store_url):
        led.rounds.once()
    assert led.did["sync"] == 0
    world.clock.skip(1.0)
    led.rounds.once()
    assert led.did["sync"] == 1


def test_with_another_policy_in_the_file_a_changed_one_is_not_undone(
    world: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody made a pass by hand with the new policy; this daemon still has the old one."""
    ada, same = world.met("Ada")
    with world.engine(passes=False) as old:
        world.configure(policy={"note_on_rejection": False})
        world.sync()
        rounds = Led(old, monkeypatch, current=False).rounds
        world.ats.edit(ada, title="Engineer")
        world.clock.skip(60.0)
        with structlog.testing.capture_logs() as said:
            rounds.once()
        assert ["restart" in str(line.get("why")) for line in said if line["event"] == "daemon.waits"] == [True]
    world.crm.shows(same, title=None)


def test_something_more_urgent_calls_away(led: Led, world: Installation) -> None:
    """Also when another process was told."""
    called_away = led.engine.patience.called_away
    led.rounds.once()
    assert not called_away()
    world.told(world.ats, world.ats.everybody()[0])
    led.rounds._asked = float("-inf")  # a second later
    assert called_away()
    assert not led.engine.patience.ends(1.9)
    led.rounds._asked = float("-inf")
    assert led.engine.patience.ends(2.0)


def test_a_pause_after_each_failure_is_twice_as_long() -> None:
    now = [0.0]
    backoff = Backoff(lambda: now[0])
    waits = []
    for _ in range(8):
        backoff.failed()
        waits.append(backoff._until - now[0])
        now[0] = backoff._until
        assert backoff.over
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    backoff.succeeded()
    backoff.failed()
    assert backoff._until - now[0] == 1.0


def test_before_the_first_backfill_nothing_is_heard(world: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    world.told(world.ats, world.ats.candidate("Ada", email="ada@example.com"))
    with world.engine(passes=False) as engine:
        led = Led(engine, monkeypatch)
        led.rounds.once()
        with pytest.raises(NotBackfilled):
            passes.sync(engine, reporter=Pulse(None, threading.Event()), agree=lambda proposal: False)
        assert led.did["hear"] == 0
        with engine.store.read() as connection:
            assert not queue.any_ready(connection, now=engine.world.now())
