"""Redis is told keys, also of a run that ends in a way nobody foresaw: no name, no address, no text of an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest
import redis

from syncengine.store.queue import Lease
from syncengine.work.runner import Runner
from tests.fleet import roles
from tests.fleet.fleet import Fleet, fleet
from tests.fleet.machines import Machines
from tests.stories.world import Stage

NAME = "Zaphodina"


def run_into_defects(orders: roles.Orders) -> None:
    """A worker whose every run fails with a message that quotes a value."""

    def fail(self: Runner, lease: Lease) -> NoReturn:
        raise ValueError(f"cannot read {NAME} of {lease.person}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Runner, "run", fail)
        roles.answer_bells(orders)


def everything_in_redis(world: Fleet) -> str:
    """Keys and values of all kinds, as text."""
    assert world.settings.redis is not None
    with redis.Redis.from_url(world.settings.redis.url) as client:
        return "\n".join(f"{key!r} {client.dump(key)!r} {_value(client, key)!r}" for key in client.scan_iter())


def _value(client: redis.Redis, key: bytes) -> object:
    readers: dict[bytes, Callable[[bytes], object]] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"set": client.smembers,
        b"list": lambda name: client.lrange(name, 0, -1),
        b"zset": lambda name: client.zrange(name, 0, -1),
        b"stream": client.xrange,
    }
    kind = client.type(key)
    return readers[kind](key) if kind in readers else None


def test_nothing_of_a_failed_run_gets_into_redis(ports: Stage, servers: Machines) -> None:
    with fleet(ports, servers, when_down="wait") as world:
        world.world.ats.apply(world.world.ats.candidate(NAME, email=f"{NAME}@example.com"))
        world.crew.begin("one", run_into_defects)
        world.crew.begin("pass", roles.backfill, again=False)
        seen: list[str] = []

        def failed_twice() -> bool:
            seen.append(everything_in_redis(world))
            return world.number("SELECT coalesce(max(attempts), 0) FROM work") >= 2

        world.tend_until(failed_twice, "it is tried again")
        assert any("syncengine.work.jobs.run_person" in each for each in seen), "a bell was seen"
        assert not [each for each in seen if NAME.lower() in each.lower() or "cannot read" in each]
        assert world.ask("SELECT DISTINCT last_error FROM work") == [("ValueError",)]
