"""What the processes of a fleet do: the product's own functions, in time that runs fast. Each of them can be told to
die at its n-th commit or right after taking its n-th bell.

Whatever goes wrong ends in the log of the process and in its exit code.
"""

from __future__ import annotations

import logging
import os
import random
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
import rq
import sqlalchemy as sa
import structlog

from connectors.errors import ConnectorError
from syncengine import passes
from syncengine.app import World, engine_for
from syncengine.serve.service import run_daemon
from syncengine.serve.worker import work
from syncengine.settings import Settings
from syncengine.store.lock import StoreInUse
from syncengine.store.troubles import StoreTrouble
from tests.fleet.hours import Hours

TRY_AGAIN = 75
"""Exit code of a process that could not do its work for a reason that a user, or systemd, answers by starting it again:
store, Redis or a system do not answer, or somebody else makes a pass."""

ROLES = ("one", "two", "pass")
"""Two workers, and the one that makes passes: backfill or daemon."""

COMMITS = {role: 1 + place for place, role in enumerate(ROLES)}
BELLS = {role: 5 + place for place, role in enumerate(ROLES)}
"""Places on the board where it stands after how many commits, or bells, a process dies; 0 for never."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What a process is told at its start. ``beat_seconds`` are of real time."""

    role: str
    settings: Settings
    hours: Hours
    log: Path
    beat_seconds: float

    def world(self) -> World:
        return World(now=self.hours.now, sleep=self.hours.sleep, dice=random.Random(os.getpid()))


def answer_bells(orders: Orders) -> None:
    work(orders.settings, world=orders.world(), beat_seconds=orders.beat_seconds)


def keep_in_step(orders: Orders) -> None:
    run_daemon(orders.settings, world=orders.world())


def backfill(orders: Orders) -> None:
    with engine_for(orders.settings, world=orders.world()) as engine:
        passes.backfill(engine, reporter=passes.Silent(), agree=lambda proposal: True)


def play(part: Callable[[Orders], None], orders: Orders) -> None:
    """Entry of a process."""
    _write_to(orders.log)
    _die_at_commit(orders)
    _die_after_bell(orders)
    try:
        part(orders)
    except (StoreTrouble, StoreInUse, ConnectorError, redis.RedisError) as error:
        structlog.get_logger("fleet").warning("fleet.ended", error=type(error).__name__)
        sys.exit(TRY_AGAIN)


def _write_to(log: Path) -> None:
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(file, 1)
    os.dup2(file, 2)
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="%M:%S.%f"),
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(os.fdopen(file, "w", buffering=1)),
    )


def _die_at_commit(orders: Orders) -> None:
    """Right before a transaction that writes is committed."""

    def commits(connection: sa.Connection) -> None:
        if "isolation_level" not in connection.get_execution_options():
            _count_down(orders, COMMITS.get(orders.role))

    sa.event.listen(sa.Engine, "commit", commits)


def _die_after_bell(orders: Orders) -> None:
    """With the bell in hand, and before anything is done about it."""
    heard = rq.Queue.dequeue_any

    def hear(*arguments: Any, **named: Any) -> Any:
        found = heard(*arguments, **named)
        if found is not None:
            _count_down(orders, BELLS.get(orders.role))
        return found

    rq.Queue.dequeue_any = hear  # type: ignore[method-assign]


def _count_down(orders: Orders, place: int | None) -> None:
    if place is None or orders.hours.board[place] <= 0:
        return
    left = orders.hours.board[place]
    orders.hours.board[place] = left - 1 or -1
    if left == 1:
        os.kill(os.getpid(), signal.SIGKILL)
