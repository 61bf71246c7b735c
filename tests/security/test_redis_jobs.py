"""Who can write to Redis can have people run, and nothing else: no function of theirs, and nothing is unpickled."""

from __future__ import annotations

import os
import pickle
import re
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import redis
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import DefaultSerializer, JSONSerializer

from connectors.lanes import Lane
from connectors.pacing import Terms, Turn
from syncengine.budget.home import SharedHome
from syncengine.core.model import PersonId
from syncengine.serve.worker import BellWorker
from syncengine.settings import Delivery
from syncengine.store.bells import Waiting
from syncengine.work.bell_job import BellJob, NotABell
from syncengine.work.bells import Bells, queue_names

DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"


class Touch:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def planted(client: redis.Redis, delivery: Delivery, **fields: bytes) -> Job:
    """A job in the first of our queues, with these fields of its hash changed by somebody who knows RQ."""
    queue = Queue(queue_names(delivery)[0], connection=client, serializer=JSONSerializer)
    job = queue.enqueue("os.mkdir", args=("never",))
    if fields:
        for name, value in fields.items():
            client.hset(job.key, name, value)
    return job


def answer(client: redis.Redis, delivery: Delivery, *, worker: type[SimpleWorker] = BellWorker) -> None:
    job_class = BellJob if worker is BellWorker else Job
    made = worker(queue_names(delivery), connection=client, serializer=JSONSerializer, job_class=job_class)
    made.work(burst=True, logging_level="CRITICAL")


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as made:
        yield made


@pytest.fixture
def delivery(redis_url: str) -> Delivery:
    return Delivery(redis_url)


def job_data(function: str, *args: str) -> bytes:
    return zlib.compress(JSONSerializer.dumps((function, None, args, {})))


def test_a_function_that_is_not_ours_is_not_called(client: redis.Redis, delivery: Delivery, tmp_path: Path) -> None:
    target = tmp_path / "made"
    job = planted(client, delivery, data=job_data("os.mkdir", str(target)))
    answer(client, delivery)
    assert not target.exists()
    assert job.get_status() == "failed"
    planted(client, delivery, data=job_data("os.mkdir", str(target)))
    answer(client, delivery, worker=SimpleWorker)
    assert target.exists(), "a worker of RQ's own calls whatever it is told"


@pytest.mark.parametrize("kind", ["success", "failure", "stopped"])
def test_nobody_is_called_back(client: redis.Redis, delivery: Delivery, kind: str) -> None:
    """A name that cannot be imported would raise if it were looked up."""
    job = planted(client, delivery, data=job_data("os.getcwd"), **{f"{kind}_callback_name": b"nowhere.to_be_found"})
    answer(client, delivery)
    again = BellJob.fetch(job.id, connection=client, serializer=JSONSerializer)
    assert (again.success_callback, again.failure_callback, again.stopped_callback) == (None, None, None)
    with pytest.raises(NotABell):
        again.func  # noqa: B018  # it is a property


def test_nothing_is_unpickled(client: redis.Redis, delivery: Delivery, tmp_path: Path) -> None:
    target = tmp_path / "made"
    pickled = pickle.dumps(Touch(target))
    planted(client, delivery, data=zlib.compress(pickled))
    planted(client, delivery, data=zlib.compress(DefaultSerializer.dumps(("os.mkdir", Touch(target), (), {}))))
    planted(client, delivery, meta=pickled)
    answer(client, delivery)
    assert not target.exists()
    pickle.loads(pickled)  # noqa: S301  # to see that it would have been made
    assert target.exists()


def test_bells_are_json(client: redis.Redis, delivery: Delivery) -> None:
    bells = Bells(delivery, client)
    bells.ring([Waiting(PersonId("p_1"), 0)], run_id="r_1")
    bells.ring_at(Waiting(PersonId("p_2"), 0), run_id="r_1", at=2e9)
    kept: list[Any] = [client.hget(key, "data") for key in client.scan_iter("rq:job:*")]
    found = sorted(map(zlib.decompress, kept))
    assert found == [
        b'["syncengine.work.jobs.run_person", null, ["p_1", "r_1"], {}]',
        b'["syncengine.work.jobs.run_person", null, ["p_2", "r_1"], {}]',
    ]


def test_what_the_document_lets_redis_users_do_is_enough(client: redis.Redis, redis_url: str) -> None:
    """And little else: no other keys, no administration."""
    found = re.search(r"^ACL SETUSER .*$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    command = found[0].replace("SETUSER talentsync", "SETUSER ts_test").replace("CHOOSE-ONE", "planted-password")
    administer: Any = client.execute_command
    administer(*command.split())
    try:
        url = redis_url.replace("redis://", "redis://ts_test:planted-password@")
        delivery = Delivery(url)
        with redis.Redis.from_url(url) as limited, closing(Bells(delivery, limited)) as bells:
            bells.ring([Waiting(PersonId("p_1"), 0)], run_id="r_1")
            bells.ring_at(Waiting(PersonId("p_2"), 0), run_id="r_1", at=1.0)
            bells.move_scheduled()
            bells.rest()
            bells.is_new()
            bells.present("w")
            bells.somebody_listens()
            bells.gone("w")
            answer(limited, delivery)
            assert bells.depth(0) == 0
            assert isinstance(SharedHome(limited, "account", Terms(10, 1)).take(Lane.LIVE), Turn)
            for forbidden in (("FLUSHALL",), ("CONFIG", "GET", "*"), ("SET", "other", "1"), ("KEYS", "*"), ("DEBUG",)):
                with pytest.raises((redis.exceptions.NoPermissionError, redis.exceptions.ResponseError)):
                    limited.execute_command(*forbidden)
    finally:
        administer("ACL", "DELUSER", "ts_test")
