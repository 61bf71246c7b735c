"""A small world on servers of its own, with workers and a process that makes passes, in time that runs fast."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from syncengine.settings import Settings, load_settings
from syncengine.store import reviews
from syncengine.work.bells import Bells, Silent
from tests.crash.rehearsal import Ending, without_ids
from tests.fleet.crew import Crew, crew
from tests.fleet.hours import Board, Hours, SystemClock, real_hours
from tests.fleet.machines import Machines
from tests.fleet.striker import Striker
from tests.fleet.wire import Wire
from tests.stories.swift import swift_folder
from tests.stories.world import Installation, Stage, install

DEADLINE = 60.0
"""Real seconds until what is waited for counts as never happening."""

LEASE_SECONDS = 1.5
POLL_SECONDS = 0.5
"""Real seconds: after so many a person is free whose worker was killed, and the daemon looks at the systems again."""

LOOK_SECONDS = 0.03
PRESENT_SECONDS = 0.25

_OPEN = "SELECT (SELECT count(*) FROM work) + count(*) FROM operation WHERE state = 'sent'"
_QUIET_PASSES = """
SELECT count(*) FROM run WHERE command = 'sync' AND outcome = 'finished' AND started_at > {since}
AND started_at > (SELECT coalesce(max(ended_at), 0) FROM operation)
"""


@dataclass(slots=True)
class Fleet:
    """``tend`` must be called again and again: it starts again whatever has died."""

    world: Installation
    hours: Hours
    machines: Machines
    settings: Settings
    crew: Crew
    striker: Striker
    bells: Bells
    listens: bool = True
    ended: set[str] = field(default_factory=set)
    _said_at: float = 0.0
    _line: psycopg.Connection | None = None

    def tend(self) -> None:
        self.striker.tick()
        if self.machines.look_after() and self.listens and time.monotonic() - self._said_at > PRESENT_SECONDS:
            self._say_present()
        self.ended |= self.crew.look_after()

    def tend_until(self, true: Callable[[], bool], what: str) -> None:
        """Fails loudly when it does not become true."""
        until = time.monotonic() + DEADLINE
        while not true():
            assert time.monotonic() < until, f"not within {DEADLINE} s: {what}\n{self.picture()}"
            self.tend()
            time.sleep(LOOK_SECONDS)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows from the store. Raises OperationalError while it is away."""
        if self._line is None or self._line.broken:
            self.hang_up()
            self._line = psycopg.connect(self.settings.store_url, autocommit=True)
        return self._line.execute(statement.encode()).fetchall()

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def number(self, statement: str) -> int:
        return int(self.ask(statement)[0][0])

    def is_quiet(self, *, since: float) -> bool:
        """Nobody waits, and a whole pass has been made since then in which, as in all that has
        happened since it began, nothing was written."""
        try:
            return self.nobody_waits() and bool(self.number(_QUIET_PASSES.format(since=since)))
        except psycopg.OperationalError:
            return False

    def nobody_waits(self) -> bool:
        """Nor is any write unanswered. False while the store is away."""
        try:
            return not self.number(_OPEN)
        except psycopg.OperationalError:
            return False

    def ending(self) -> Ending:
        ats, crm = (without_ids(desk.sandbox.state(), self.world) for desk in self.world.desks)
        with self.world.store() as store, store.read() as connection:
            return Ending(ats, crm, dict(reviews.counts(connection)))

    def picture(self) -> str:
        """How everything stands, for whoever has to find out what went wrong."""
        try:
            waiting = "\n".join(map(str, self.ask("SELECT * FROM work")))
        except psycopg.OperationalError as error:
            waiting = str(error)
        return f"now {self.hours.now():.1f}, struck {dict(self.striker.struck)}\n{waiting}\n{self.crew.last_words()}"

    def _say_present(self) -> None:
        """As the supervisor of the workers does."""
        try:
            self.bells.present("fleet")
        except Silent:
            return
        self._said_at = time.monotonic()


@contextmanager
def fleet(
    stage: Stage, machines: Machines, *, remembers: bool = False, real_time: bool = False, **redis: Any
) -> Iterator[Fleet]:
    """Nobody is there yet, and nobody works. ``redis`` are settings beside its address."""
    machines.make_ready(remembers=remembers)
    with swift_folder() as folder:
        board = Board(folder / "board")
        hours = real_hours(board) if real_time else Hours(board)
        world = install(folder, stage, store=machines.database, clock=SystemClock(hours))
        delivery = {"url": machines.redis.url, "lease_seconds": LEASE_SECONDS * hours.speed, **redis}
        world.configure(redis=delivery, daemon={"poll_seconds": POLL_SECONDS * hours.speed}, workers=2)
        settings = load_settings(world.config, environ=world.environ)
        assert settings.redis is not None
        bells = Bells(settings.redis)
        with crew(settings, hours, folder) as people:
            striker = Striker(people, machines, hours)
            for desk in world.desks:
                desk.sandbox.faults = Wire(desk.name, desk.sandbox, striker.hear)
            made = Fleet(world, hours, machines, settings, people, striker, bells)
            try:
                yield made
            finally:
                made.hang_up()
        bells.close()
        board.close()
