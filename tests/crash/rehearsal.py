"""One backfill or sync that is disturbed, started again, and must end as if nothing had happened."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crash.population import twelve_people
from tests.crash.process import Client
from tests.crash.stops import Counter, Moment, Stop
from tests.stories.swift import swift_folder
from tests.stories.words import Desk
from tests.stories.world import BETWEEN_PASSES, Installation, Stage, install


@dataclass(frozen=True, slots=True)
class Ending:
    """What is there when all is done: what users see on both sides, and what the last pass said."""

    ats: Any
    crm: Any
    reviews: dict[str, int]


@dataclass(slots=True)
class Rehearsal:
    """One fresh pair of systems with the population in them, one store, one client."""

    world: Installation
    client: Client

    def run(self, command: str, *, stop_at_commit: int | None = None) -> int:
        """A pass in the other process. Returns the signal that ended it."""
        self.world.clock.skip(BETWEEN_PASSES)
        order = {
            "config": str(self.world.config),
            "environ": self.world.environ,
            "command": command,
            "now": self.world.clock.now(),
            "stop_at_commit": stop_at_commit,
            "outcome": str(self._outcome),
        }
        ended = self.client.run(order)
        for desk in self.world.desks:
            desk.sandbox.faults.clear()
        return ended

    @property
    def _outcome(self) -> Path:
        return self.world.config.with_name("outcome.json")

    @property
    def outcome(self) -> dict[str, Any]:
        """What the last finished pass said."""
        said: dict[str, Any] = json.loads(self._outcome.read_text())
        return said

    def count_requests(self) -> Counter:
        """From now on, until the next pass has ended."""
        counter = Counter()
        counter.plant(self.world)
        return counter

    def run_until(self, command: str, *, at: int, moment: Moment) -> None:
        """A pass that is killed at its n-th request."""
        Stop(self.client.kill, at=at, moment=moment).plant(self.world)
        assert self.run(command) == signal.SIGKILL

    def run_troubled(self, command: str, trouble: Callable[[], None], *, at: int) -> str:
        """A pass that its store fails from the answer to its n-th request on. Returns what stopped it."""
        Stop(trouble, at=at, moment="after").plant(self.world)
        assert self.run(command) == 0
        return str(self.outcome["stopped_by"])

    def run_until_made(self, command: str, desk: Desk, *, name: str) -> None:
        """A pass that is killed when a system has made the person of that name and has not said so."""

        def kill(moment: str) -> None:
            if moment == "after" and name in {desk.look(id_)["first_name"] for id_ in desk.everybody()}:
                self.client.kill()

        desk.fails("hook", desk.making_person, times=None, callback=kill)
        assert self.run(command) == signal.SIGKILL

    def run_until_commit(self, command: str, *, at: int) -> None:
        """A pass that dies right before its n-th transaction is committed."""
        assert self.run(command, stop_at_commit=at) == signal.SIGKILL

    def finish(self, command: str, *, like: Ending) -> None:
        """Start again, and expect what undisturbed passes lead to; and that nothing is left to write."""
        assert self.run(command) == 0
        assert self.ending() == like
        assert self.run("sync") == 0
        assert (self.outcome["writes"], self.ending()) == (0, like)

    def ending(self) -> Ending:
        assert (self.outcome["stopped_by"], self.outcome["waiting"]) == ("", 0)
        ats, crm = (without_ids(desk.sandbox.state(), self.world) for desk in self.world.desks)
        return Ending(ats, crm, self.outcome["reviews"])


@contextmanager
def rehearsal(stage: Stage, client: Client) -> Iterator[Rehearsal]:
    """Twelve people, and nothing done yet."""
    with swift_folder() as folder:
        world = install(folder, stage)
        twelve_people(world)
        yield Rehearsal(world, client)


def without_ids(state: Any, world: Installation) -> Any:
    """The state with names where ids of records that we made would stand: those depend on the order of creation.
    Marks of candidates are chance; marks of notes are not."""
    text = json.dumps(state, sort_keys=True)
    for id_ in world.ats.everybody():
        look = world.ats.look(id_)
        text = text.replace(f"candidate:{id_}", f"candidate:{look['first_name']}")
    text = re.sub(r'"ts-[0-9a-f]{16}"', '"a mark"', text)
    return _sorted(json.loads(text))


def _sorted(value: Any) -> Any:
    """Lists of a state are sorted by content, and the content just changed."""
    if isinstance(value, dict):
        return {name: _sorted(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
