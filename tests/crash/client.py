"""The process that gets killed. It imports everything once and then forks: one child per pass, so that a start costs
milliseconds. Orders and reports are lines of JSON.

Order: ``{"config", "environ", "command", "now", "stop_at_commit", "outcome"}``. Reports: ``{"pid"}`` when the child is
there, ``{"status"}`` (as `os.waitpid` gives it) when it is gone. A child that comes to its end writes to ``outcome``.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import random
import resource
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
import structlog

from connectors import registry
from connectors.errors import ConnectorError
from mappings.loader import vendors
from syncengine import passes
from syncengine.app import World, engine_for
from syncengine.settings import load_settings
from syncengine.store import open_store
from syncengine.store.troubles import StoreTrouble
from tests.stories.swift import policy, read_once, translator


class Clock:
    """Stands still, except that sleeping moves it: no retry ever keeps a test waiting."""

    def __init__(self, now: float) -> None:
        self._now = now

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self._now += seconds


class Commits:
    """Counts the transactions that write; dies right before number ``stop_at`` is committed."""

    def __init__(self, stop_at: int | None) -> None:
        self.count = 0
        self._stop_at = stop_at

    def __call__(self, connection: sa.Connection) -> None:
        if not connection.get_execution_options().get("begin_immediate"):
            return
        self.count += 1
        if self.count == self._stop_at:
            os.kill(os.getpid(), signal.SIGKILL)


def run(order: dict[str, Any]) -> None:
    """One pass, from opening the store to closing it."""
    clock = Clock(order["now"])
    world = World(now=clock.now, sleep=clock.sleep, dice=random.Random(7))
    commits = Commits(order["stop_at_commit"])
    sa.event.listen(sa.Engine, "commit", commits)
    settings = load_settings(Path(order["config"]), environ=order["environ"])
    command = getattr(passes, order["command"])
    outcome, stopped_by = passes.Outcome(), ""
    with engine_for(settings, world=world) as engine:
        try:
            outcome = command(engine, reporter=passes.Silent(), agree=lambda proposal: True)
        except (ConnectorError, StoreTrouble) as error:  # what a user is told about, and answers by trying again
            stopped_by = type(error).__name__
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    summary: dict[str, Any] = {"writes": outcome.writes, "waiting": outcome.waiting, "reviews": dict(outcome.reviews)}
    summary |= {"stopped_by": stopped_by}
    Path(order["outcome"]).write_text(json.dumps({**summary, "commits": commits.count}))


def run_to_the_end(order: dict[str, Any]) -> int:
    """The exit code of the child, which must never get back into the loop of its parent."""
    try:
        run(order)
    except BaseException:  # noqa: BLE001  # whatever it is, the test that waits shows it
        traceback.print_exc()
        sys.stderr.flush()
        return 1
    return 0


def serve() -> None:
    """Take orders until the input ends."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    read_once(pytest.MonkeyPatch())
    warm_up()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os._exit(run_to_the_end(json.loads(line)))
        report(pid=pid)
        report(status=os.waitpid(pid, 0)[1])


def warm_up() -> None:
    """Do once, before any fork, what every pass would load, read or compile again."""
    for vendor in vendors():
        registry.load(vendor)
        translator(vendor)
    policy(None)
    open_store("sqlite://").close()
    with httpx.Client() as client, contextlib.suppress(httpx.ConnectError):
        client.get("http://127.0.0.1:1")


def report(**fields: int) -> None:
    print(json.dumps(fields), flush=True)  # noqa: T201  # this is how the two processes talk


if __name__ == "__main__":
    serve()
