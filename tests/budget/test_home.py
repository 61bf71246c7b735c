"""One budget in Redis for many: what is shared, what is kept, and what happens while Redis is away."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest
import redis
from structlog.testing import capture_logs

from connectors.lanes import Lane
from connectors.pacers import Meter
from connectors.pacing import Answer, Terms, Told, Turn, Wait
from connectors.types import Limit
from syncengine.budget import HomeWithFallback, SharedHome, Watch, connect, shared_pacers
from tests.servers import redis_server

NOON = 1_780_000_000.0
TERMS = Terms(10.0, 1.0, 20.0)
METER = Meter("ats", "vendor", "https://api.vendor.example", "s3cret-key", Limit(10, 1, 20))


def taken(home: SharedHome | HomeWithFallback, lane: Lane = Lane.RESTRICTIONS) -> int:
    """How many requests may go at once."""
    count = 0
    while isinstance(home.take(lane), Turn):
        count += 1
    return count


def test_two_processes_take_from_one_budget(client: redis.Redis) -> None:
    here, there = (SharedHome(client, "one", TERMS, now=lambda: NOON) for _ in range(2))
    for _ in range(10):
        here.take(Lane.RESTRICTIONS)
    assert taken(there) == 8
    assert taken(here) == 0
    assert taken(SharedHome(client, "another", TERMS, now=lambda: NOON)) == 18


def test_a_429_of_one_stops_all(client: redis.Redis) -> None:
    here, there = (SharedHome(client, "one", TERMS, now=lambda: NOON) for _ in range(2))
    turn = here.take(Lane.LIVE)
    assert isinstance(turn, Turn)
    here.learn(turn, Answer(too_many=True, retry_after=7.0))
    # Whoever waits in a higher lane comes back a little before the others.
    waits = [outcome.seconds for lane in Lane if isinstance(outcome := there.take(lane), Wait)]
    assert waits == pytest.approx([7.0, 7.05, 7.05])


def test_what_one_learns_all_know(client: redis.Redis) -> None:
    terms = Terms(75.0, 30.0)
    here, there = (SharedHome(client, "one", terms, now=lambda: NOON) for _ in range(2))
    turn = here.take(Lane.LIVE)
    assert isinstance(turn, Turn)
    here.learn(turn, Answer(told=Told(40, 29, NOON + 20)))
    seen = there.standing()
    assert (seen.limit, seen.remaining, seen.resets_in, seen.rivals) == (40, 29, 20, 20)


def test_the_clock_is_the_servers(client: redis.Redis) -> None:
    home = SharedHome(client, "one", TERMS)
    turn = home.take(Lane.LIVE)
    seconds, _ = client.time()
    assert turn.at == pytest.approx(seconds, abs=2)  # type: ignore[union-attr]  # the first is never told to wait
    assert home.standing().remaining == 17


def test_nothing_in_redis_names_the_account(client: redis.Redis) -> None:
    pacers = shared_pacers(client)
    pacers.pacer(METER, now=time.time, sleep=time.sleep).wait()
    names = client.keys()
    assert names == [f"talentsync:budget:{METER.key}".encode()]
    everything = repr(names) + repr(client.hgetall(names[0]))
    assert not [word for word in ("s3cret", "ats", "vendor") if word in everything]
    assert 3500 < client.ttl(names[0]) <= 3600


def test_standings_of_shared_budgets(client: redis.Redis) -> None:
    pacers = shared_pacers(client, shares={"ats": 0.5}, clock=lambda: NOON)
    pacers.pacer(METER, now=lambda: NOON, sleep=lambda seconds: None)
    assert pacers.standings()["ats"].as_json() == {
        "limit": 10.0,
        "seconds": 1.0,
        "remaining": 10.0,
        "resets_in": None,
        "share": 0.5,
        "rate": 5.0,
        "free": 9.0,
        "rivals": 0.0,
        "closed_for": 0.0,
    }


def test_without_redis_a_part_of_the_budget_is_used_and_it_is_said_once(tmp_path: Path) -> None:
    looks = [0.0]
    with redis_server(tmp_path) as server, connect(server.url) as client, capture_logs() as logs:
        watch = Watch(monotonic=lambda: looks[0])
        shared = SharedHome(client, "one", TERMS, now=lambda: NOON)
        home = HomeWithFallback(shared, TERMS, watch=watch, now=lambda: NOON)
        turn = home.take(Lane.LIVE)
        assert isinstance(turn, Turn)
        server.kill()
        started = time.monotonic()
        home.learn(turn, Answer())
        assert taken(home) == 4  # a quarter of 18
        assert home.standing().share == pytest.approx(0.225)
        assert time.monotonic() - started < 1
        looks[0] = 6.0
        assert isinstance(home.take(Lane.LIVE), Wait)
        server.start()
        assert isinstance(home.take(Lane.LIVE), Wait)  # not asked yet
        looks[0] = 12.0
        assert taken(home) == 18  # it has forgotten everything
    assert [(entry["event"], entry["log_level"]) for entry in logs] == [
        ("budget.redis_away", "warning"),
        ("budget.redis_back", "warning"),
    ]


def test_a_429_heard_alone_stops_this_process(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server, connect(server.url) as client, capture_logs():
        home = HomeWithFallback(SharedHome(client, "one", TERMS), TERMS, watch=Watch(), now=lambda: NOON)
        shared_turn = home.take(Lane.LIVE)
        server.kill()
        own_turn = home.take(Lane.LIVE)
        assert isinstance(own_turn, Turn)
        assert isinstance(shared_turn, Turn)
        home.learn(own_turn, Answer(too_many=True, retry_after=3.0))
        assert home.take(Lane.RESTRICTIONS) == Wait(3.0)
        home.learn(shared_turn, Answer(too_many=True, retry_after=5.0))
        assert home.take(Lane.RESTRICTIONS) == Wait(5.0)


def test_a_redis_that_hangs_is_given_half_a_second() -> None:
    """Accepts connections, answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent, capture_logs() as logs:
        client = connect(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        home = HomeWithFallback(SharedHome(client, "one", TERMS), TERMS, watch=Watch(), now=lambda: NOON)
        started = time.monotonic()
        for _ in range(3):
            assert isinstance(home.take(Lane.LIVE), Turn)
        assert time.monotonic() - started < 2
        client.close()
    assert len(logs) == 1
