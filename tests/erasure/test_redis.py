"""Workers of RQ keep somebody in step and forget her: what Redis holds before, meanwhile and afterwards are ids."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from connectors.sandbox import Fault
from syncengine.app import World
from syncengine.core.model import PersonId
from syncengine.serve.worker import work
from syncengine.settings import load_settings
from syncengine.store import erasures, queue
from syncengine.store.erasures import Erasure
from tests.erasure.planting import grow_old
from tests.erasure.zebulonia import Zebulonia, found_in, found_in_tables, move_in
from tests.fleet.swiftly import unlimited
from tests.stories.world import Installation, Stage, install


@pytest.fixture
def world(ports: Stage, tmp_path: Path, redis_url: str, postgres_url: str, quiet: None) -> Installation:
    """Passes work themselves while no worker is there, and leave their bells in Redis."""
    installed = install(tmp_path, ports, store=postgres_url)
    installed.configure(redis=redis_url)
    return installed


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as made:
        yield made


def answer_bells(world: Installation) -> None:
    """What a worker process does, until no bell rings."""
    settings = load_settings(world.config, environ=world.environ)
    work(settings, world=World(now=world.clock.now, sleep=world.clock.skip, dice=random.Random(7)), burst=True)


def ring(world: Installation) -> None:
    """What the daemon does with those who are due."""
    with world.engine(passes=False) as engine:
        assert engine.ringer().tick()


def erasure_of(zebulonia: Zebulonia) -> Erasure:
    with zebulonia.world.store() as store, store.read() as connection:
        return erasures.of_person(connection, zebulonia.person)[-1]


def test_redis_never_hears_of_her(world: Installation, client: redis.Redis) -> None:
    zebulonia = move_in_at_once(world)
    before = [everything(client)]
    run_again(world, zebulonia.person)
    ring(world)
    before.append(everything(client))
    answer_bells(world)
    assert is_named(before[-1], zebulonia.person)

    down = world.crm.sandbox.faults
    down.plant(Fault("unavailable", path="^/v0/", times=None))
    assert zebulonia.forget("request 17").state == "asked"
    down.clear()
    world.tomorrow()
    ring(world)
    during = [everything(client)]
    look = Fault("hook", method="DELETE", path="^/v0/", callback=lambda moment: during.append(everything(client)))
    down.plant(look)
    answer_bells(world)
    assert erasure_of(zebulonia).state == "done"
    assert [is_named(each, zebulonia.person) for each in during] == [True, True, True]

    after = everything(client)
    assert found_in_tables(world) == {}
    assert [found_in(each) for each in (*before, *during, after)] == [[]] * (len(before) + len(during) + 1)
    assert not is_named(after, zebulonia.person)


def move_in_at_once(world: Installation) -> Zebulonia:
    """The budgets that processes share go by the clock of Redis, which no story turns: they come into play later."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("syncengine.app.building.build_pacers", unlimited)
        zebulonia = move_in(world)
        grow_old(zebulonia)
    return zebulonia


def run_again(world: Installation, person: PersonId) -> None:
    with world.store() as store, store.write() as connection:
        queue.mark_dirty(connection, [person], lane=queue.LIVE, reason="test", now=world.clock.now())


def is_named(dump: str, person: PersonId) -> bool:
    return person.lower() in dump.lower()


def everything(client: redis.Redis) -> str:
    """Every key and value, as Redis would save it and as its clients read it, with what RQ packs unpacked."""
    return "\n".join(part for key in client.scan_iter() if isinstance(key, bytes) for part in _parts(client, key))


def _parts(client: redis.Redis, key: bytes) -> Iterator[str]:
    yield from (key.decode(), str(client.dump(key)))
    readers: dict[bytes, Callable[[bytes], object]] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"set": client.smembers,
        b"list": lambda name: client.lrange(name, 0, -1),
        b"zset": lambda name: client.zrange(name, 0, -1),
        b"stream": client.xrange,
    }
    kind = client.type(key)
    assert isinstance(kind, bytes)
    value = readers[kind](key)
    yield str(value)
    for each in value.values() if isinstance(value, dict) else ():
        try:
            yield zlib.decompress(each).decode()
        except zlib.error:
            continue
