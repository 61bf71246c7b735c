"""A worker that is told to stop ends, whatever it is doing just then, and whether Redis is there or not."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from syncengine.serve.worker import BellWorker
from tests.servers.redis_server import RedisServer

ENDS_WITHIN = 20.0
"""Real seconds until a worker counts as stuck."""

LISTENING = ("heartbeat", "_listen")
WORKING = ("set_state", "get_redis_server_version", "prepare_execution", "perform_job", "execute_job")

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.fleet.preload"])


def tell_to_stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


class Finalised:
    """A signal that strikes here is handled in a finaliser: what is raised there is lost."""

    def __del__(self) -> None:
        tell_to_stop()


def strikes(worker: BellWorker, instant: str, moment: str) -> None:
    """The signal arrives right before or after the worker does this for the second time."""
    real, calls = getattr(worker, instant), [0]

    def struck(*arguments: Any, **named: Any) -> Any:
        calls[0] += 1
        if moment == "before" and calls[0] == 2:
            tell_to_stop()
        try:
            return real(*arguments, **named)
        finally:
            if moment == "after" and calls[0] == 2:
                tell_to_stop()

    setattr(worker, instant, struck)


def listening(url: str) -> BellWorker:
    return BellWorker(["some"], connection=Redis.from_url(url), serializer=JSONSerializer)


def work_until_struck(url: str, instant: str, moment: str) -> None:
    worker = listening(url)
    strikes(worker, instant, moment)
    worker.work(logging_level="CRITICAL")


def work_until_finalised(url: str) -> None:
    worker = listening(url)
    listen, listened = worker._listen, [0]

    def finalise(timeout: int | None) -> Any:
        listened[0] += 1
        if listened[0] == 2:
            Finalised()
        return listen(timeout)

    worker._listen = finalise  # type: ignore[method-assign]
    worker.work(logging_level="CRITICAL")


def work_and_say(url: str, said: Connection) -> None:
    """Says something each time it has found Redis away."""
    worker = listening(url)
    pause = worker._pause

    def say(seconds: float) -> None:
        said.send_bytes(b"away")
        pause(seconds)

    worker._pause = say  # type: ignore[method-assign]
    said.send_bytes(b"begins")
    worker.work(logging_level="CRITICAL")


def comes_to_its_end(target: Callable[..., None], *arguments: Any) -> None:
    process = _context.Process(target=target, args=arguments, daemon=True)
    process.start()
    process.join(ENDS_WITHIN)
    try:
        assert process.exitcode == 0
    finally:
        process.kill()


@pytest.fixture
def bells(redis_url: str) -> Iterator[str]:
    """A Redis in which a few jobs wait that do nothing worth mentioning."""
    with Redis.from_url(redis_url) as client:
        queue = Queue("some", connection=client, serializer=JSONSerializer)
        for _ in range(3):
            queue.enqueue("os.getpid", result_ttl=0)
        yield redis_url


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("instant", LISTENING)
def test_it_ends_while_it_listens(redis_url: str, instant: str, moment: str) -> None:
    comes_to_its_end(work_until_struck, redis_url, instant, moment)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("instant", WORKING)
def test_it_ends_between_two_jobs(bells: str, instant: str, moment: str) -> None:
    comes_to_its_end(work_until_struck, bells, instant, moment)
    with Redis.from_url(bells) as client:
        assert Queue("some", connection=client, serializer=JSONSerializer).count > 0, "the rest is left to others"


def test_a_signal_that_strikes_in_a_finaliser_is_heard(redis_url: str) -> None:
    comes_to_its_end(work_until_finalised, redis_url)


def test_it_ends_though_its_redis_is_gone(tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    server.start()
    heard, said = _context.Pipe(duplex=False)
    process = _context.Process(target=work_and_say, args=(server.url, said), daemon=True)
    process.start()
    try:
        assert heard.recv_bytes() == b"begins"
        with Redis.from_url(server.url) as client:
            while not any(client.hget(key, "state") == b"idle" for key in client.smembers("rq:workers")):
                assert process.is_alive()
        server.kill()
        assert heard.poll(ENDS_WITHIN)
        process.terminate()
        process.join(ENDS_WITHIN)
        assert process.exitcode == 0
    finally:
        process.kill()
        server.kill()
