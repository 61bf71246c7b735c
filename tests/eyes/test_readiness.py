"""When this process is ready to be sent webhooks, and what is said about everything around it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.types import Ref
from syncengine.serve.eyes.kept import Kept, Late
from syncengine.settings import Delivery
from syncengine.store import services
from syncengine.store.tables import chore, run, service, system, work
from tests.eyes.place import NOON, TOKEN, Place, begun, open_place, settings
from tests.servers.redis_server import RedisServer

GATE = {"connector": "memory", "role": "ats"}


def daemon(id_: str, state: str, *, seconds_ago: float) -> dict[str, Any]:
    return {
        "id": id_,
        "kind": "daemon",
        "host": "one.example",
        "pid": 7,
        "state": state,
        "started_at": begun(5000),
        "seen_at": begun(seconds_ago),
    }


def waits(person: str, lane: int, *, seconds_ago: float, held_for: str | None = None) -> dict[str, Any]:
    return {
        "person_id": person,
        "lane": lane,
        "due_at": begun(seconds_ago),
        "generation": 1,
        "reason": "seen changed",
        "held_for": held_for,
    }


def test_an_empty_store_is_ready_and_nothing_is_missed(either: Place) -> None:
    seen = either.ready()
    assert (seen["ready"], seen["why"], seen["degraded"]) == (True, [], [])
    assert seen["store"] == {"reachable": True, "engine": either.store.engine.dialect.name}
    assert seen["redis"] == {"configured": False, "answers": None}
    assert seen["systems"] == {name: {"state": "open", "held": 0} for name in ("ats", "crm")}
    assert (seen["last_pass"], seen["chores"], seen["services"], seen["waiting"]) == (None, {}, [], [])


def test_a_store_that_is_gone_makes_it_unready_and_says_so(place: Place) -> None:
    place.lose_store()
    assert [place.get("/readyz").status_code, place.get("/readyz").json()] == [503, {"ready": False}]
    assert place.get("/readyz", TOKEN).json() == {"ready": False, "why": ["store"], "store": {"reachable": False}}
    assert place.get("/healthz").status_code == 200


def test_a_store_that_does_not_answer_in_time_counts_as_gone() -> None:
    never = threading.Event()
    kept = Kept(never.wait, seconds=1.0, monotonic=lambda: 0.0)
    with pytest.raises(Late):
        kept.get(patience=0.01)
    never.set()
    assert kept.get(patience=10.0) is True


@pytest.mark.parametrize("when_down", ["wait", "embedded"])
def test_a_redis_that_is_away_is_shown_and_keeps_no_webhook_out(
    tmp_path: Path, redis_server: RedisServer, when_down: Any
) -> None:
    made = settings(
        tmp_path, f"sqlite:///{tmp_path / 'store.db'}", redis=Delivery(redis_server.url, when_down=when_down)
    )
    with open_place(made) as place:
        assert place.ready()["redis"] == {"configured": True, "answers": True}
        redis_server.kill()
        seen = place.ready()
        assert (seen["ready"], seen["why"], seen["degraded"]) == (True, [], ["redis"])
        assert place.get("/readyz").status_code == 200
        redis_server.start()
        assert place.ready()["degraded"] == []


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    folder = tmp_path / "redis"
    folder.mkdir()
    server = RedisServer(folder)
    server.start()
    yield server
    server.kill()


def test_closed_systems_are_shown_and_make_nothing_unready(either: Place) -> None:
    """A load balancer must not take webhooks away because a vendor is down."""
    either.put(
        system,
        {"name": "ats", "paused_at": begun(60), "paused_why": "the login was refused", "down_since": None} | GATE,
    )
    either.put(
        system,
        {"name": "crm", "failures": 3, "down_since": begun(30), "down_why": "no connection", "probe_at": NOON + 5}
        | GATE,
    )
    either.put(work, *(waits(f"p_{number}", 10, seconds_ago=9, held_for="crm") for number in range(3)))
    seen = either.ready()
    assert (seen["ready"], seen["degraded"]) == (True, ["system ats", "system crm"])
    assert seen["systems"] == {
        "ats": {
            "state": "paused",
            "why": "the login was refused",
            "since": "2026-11-22T11:59:00+00:00",
            "next_probe": None,
            "held": 0,
        },
        "crm": {
            "state": "down",
            "why": "no connection",
            "since": "2026-11-22T11:59:30+00:00",
            "next_probe": "2026-11-22T12:00:05+00:00",
            "held": 3,
        },
    }


def test_who_waits_is_counted_by_lane_with_the_oldest(place: Place) -> None:
    place.put(work, waits("p_1", 0, seconds_ago=4), waits("p_2", 10, seconds_ago=40), waits("p_3", 10, seconds_ago=-60))
    assert place.ready()["waiting"] == [
        {"lane": "restrictions", "held_for": None, "people": 1, "oldest_due_seconds": 6.0},
        {"lane": "live", "held_for": None, "people": 2, "oldest_due_seconds": 42.0},
    ]


@pytest.mark.parametrize(
    ("daemons", "missed"),
    [
        pytest.param([], False, id="there never was one, or the last one was stopped"),
        pytest.param([daemon("a", services.LEADS, seconds_ago=1)], False, id="one leads"),
        pytest.param([daemon("a", services.LEADS, seconds_ago=61)], True, id="the one that led gives no sign"),
        pytest.param(
            [daemon("a", services.LEADS, seconds_ago=61), daemon("b", services.STANDS_BY, seconds_ago=1)],
            True,
            id="another one stands by and does not take over",
        ),
        pytest.param(
            [daemon("a", services.LEADS, seconds_ago=61), daemon("b", services.LEADS, seconds_ago=1)],
            False,
            id="another one has taken over",
        ),
        pytest.param([daemon("a", services.LEADS, seconds_ago=90_000)], False, id="it is a day ago"),
    ],
)
def test_a_daemon_that_led_is_missed_and_webhooks_are_taken_all_the_same(
    place: Place, daemons: list[dict[str, Any]], missed: bool
) -> None:
    if daemons:
        place.put(service, *daemons)
    seen = place.ready()
    assert (seen["ready"], seen["degraded"]) == (True, ["leader"] if missed else [])


def test_deliveries_that_wait_are_shown_by_system(place: Place) -> None:
    assert place.tell("changed", Ref("ats", "candidate", "7"), id_="first") == 204
    place.later(30)
    assert place.tell("changed", Ref("ats", "candidate", "8"), id_="second") == 204
    assert place.ready()["deliveries"] == {"ats": {"unfollowed": 2, "oldest_seconds": 32.0}}


def test_the_last_pass_and_the_chores(place: Place) -> None:
    passes = [("r_1", "sync", 60.0, "finished"), ("r_2", "hear", 30.0, "paused"), ("r_3", "run", 10.0, None)]
    place.put(
        run,
        *(
            {
                "id": id_,
                "command": command,
                "policy": "p",
                "started_at": begun(ago),
                "ended_at": begun(ago - 5) if outcome else None,
                "outcome": outcome,
                "counts": {},
            }
            for id_, command, ago, outcome in passes
        ),
    )
    place.put(chore, {"name": "compare", "started_at": begun(9), "ended_at": None, "report": {"n": 1}})
    seen = place.ready()
    assert seen["last_pass"] == {
        "id": "r_2",
        "command": "hear",
        "outcome": "paused",
        "started_at": "2026-11-22T11:59:30+00:00",
        "ended_at": "2026-11-22T11:59:35+00:00",
    }
    assert seen["chores"] == {"compare": {"started_at": "2026-11-22T11:59:51+00:00", "ended_at": None}}


def test_however_many_ask_the_store_is_looked_at_once_in_two_seconds(place: Place) -> None:
    place.put(work, waits("p_1", 10, seconds_ago=1))
    assert place.ready()["waiting"] != []
    with place.store.write() as connection:
        connection.execute(work.delete())
    assert place.get("/readyz", TOKEN).json()["waiting"] != []
    assert place.ready()["waiting"] == []
