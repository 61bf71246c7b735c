"""Undoing: what it would do, and doing it beside all that goes on. What cannot be done now waits for the next pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

import sqlalchemy as sa

from connectors.permits import only_while
from syncengine.app import Engine
from syncengine.core.model import Operation, PersonId
from syncengine.core.undoing import Left
from syncengine.store import journalled, queue, runs, undoings
from syncengine.store.lock import StoreInUse
from syncengine.store.undoings import COMMAND, Undoing
from syncengine.undo.asking import Asked, Asker, Wish
from syncengine.undo.leaving import left_of
from syncengine.undo.naming import named
from syncengine.undo.parting import Errand, Parted
from syncengine.work import defects
from syncengine.work.ending import Ran
from syncengine.work.heartbeat import LEASE_SECONDS, Heartbeat

PATIENCE_SECONDS = 90.0
"""So long is waited for people whom somebody else runs just now, or for a second attempt, once nobody else is left."""

ASK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Prospect:
    """What undoing ``target`` would do. ``going_on`` is the run that does it already and has not come to its end. Of
    ``left``, and of ``sentences``, nothing is done. ``covered`` writes need none. ``requests`` are about those that it
    takes."""

    target: str
    parted: tuple[Parted, ...] = ()
    operations: tuple[Operation, ...] = ()
    left: tuple[Left, ...] = ()
    sentences: tuple[str, ...] = ()
    covered: int = 0
    people: int = 0
    going_on: str | None = None

    @property
    def requests(self) -> int:
        records = {(each.system, each.ref) for each in self.operations}
        return len(records) + len(self.operations)

    @property
    def is_something(self) -> bool:
        return bool(self.parted or self.operations or self.covered or self.going_on)


@dataclass(frozen=True, slots=True)
class Undone:
    """How it went. ``run`` is the run that took it back: it can be undone likewise. ``waiting`` people are not through
    yet; the next pass goes on with them."""

    run: str
    target: str
    parted: tuple[Parted, ...] = ()
    written: Mapping[str, int] = field(default_factory=dict)
    left: tuple[Left, ...] = ()
    sentences: tuple[str, ...] = ()
    people: int = 0
    waiting: int = 0
    systems: tuple[str, ...] = ()


class _OnlyLooking(Exception):
    """Rolls back."""


def look(engine: Engine, word: str, wish: Wish, *, by: str) -> Prospect:
    """What it would do. Raises NotUndoable. It is done in a transaction that is rolled back: what is shown is what
    would be."""
    engine.places.recall()
    found: list[Prospect] = []
    try:
        with engine.store.write() as connection:
            found.append(_foresee(engine, connection, word, wish, by=by))
            raise _OnlyLooking
    except _OnlyLooking:
        return found[0]


def _foresee(engine: Engine, connection: sa.Connection, word: str, wish: Wish, *, by: str) -> Prospect:
    of = named(connection, word, systems=_names(engine))
    going_on = undoings.unfinished(connection, of.target)
    run_id, asked = going_on or "r_", Asked()
    if going_on is None:
        asked = _asker(engine).ask(connection, of, wish, Errand(run_id, by, engine.world.now()))
    open_ones = [each for each in undoings.of_run(connection, run_id) if each.ended_at is None]
    operations: list[Operation] = []
    left: list[Left] = []
    covered = 0
    people = [each.person for each in open_ones]
    for facts, each in zip(engine.loader.load(connection, people), open_ones, strict=True):
        found = engine.foreseer.foresee(connection, facts, each)
        operations += found.operations
        left += found.left
        covered += len(found.covered)
    return Prospect(
        of.target,
        asked.parted,
        tuple(operations),
        tuple(left),
        asked.left,
        covered=covered,
        people=len(set(people)),
        going_on=going_on,
    )


def undo(
    engine: Engine, word: str, wish: Wish, *, by: str, progress: Callable[[int, int], None] | None = None
) -> Undone:
    """Undo it, or go on with that, as far as it is possible now. Raises NotUndoable."""
    engine.places.recall()
    with engine.store.write() as connection:
        of = named(connection, word, systems=_names(engine))
        run_id, asked = undoings.unfinished(connection, of.target), Asked()
        if run_id is None:
            run_id = engine.begin_run(connection, COMMAND)
            asked = _asker(engine).ask(connection, of, wish, Errand(run_id, by, engine.world.now()))
        else:
            again = undoings.people_open(connection, run_id)
            queue.mark_dirty(connection, again, lane=queue.LIVE, reason="undone", now=engine.world.now())
    try:
        with _beside_others(engine):
            _carry_out(engine, run_id, progress or _silent)
    except StoreInUse:
        pass  # whoever works on the store takes it up
    return _ended(engine, run_id, of.target, asked)


def _silent(done: int, total: int) -> None:
    pass


def _asker(engine: Engine) -> Asker:
    return Asker(engine.loader, engine.planner)


def _names(engine: Engine) -> Sequence[str]:
    return [system.name for system in engine.systems]


@contextmanager
def _beside_others(engine: Engine) -> Iterator[None]:
    """A file has one process at a time that runs people; on a server the lease is enough."""
    with engine.alone() if engine.store.embedded else nullcontext():
        yield


# --- carrying it out -------------------------------------------------------------------------------------------------


def _carry_out(engine: Engine, run_id: str, progress: Callable[[int, int], None]) -> None:
    """Run everybody concerned until it is over, or has to wait for longer than we do."""
    total = len(_open(engine, run_id))
    waits: set[PersonId] = set()
    until = engine.world.now() + PATIENCE_SECONDS
    with Heartbeat(engine.store, now=engine.world.now) as beats, ThreadPoolExecutor(engine.workers) as threads:
        while engine.world.now() < until and (people := [each for each in _open(engine, run_id) if each not in waits]):
            ran = list(threads.map(lambda person: _run_once(engine, person, run_id, beats), people))
            waits |= {
                person for person, each in zip(people, ran, strict=True) if each is not None and _waits(each, until)
            }
            left = len(_open(engine, run_id))
            progress(total - left, total)
            if left == len(people) + len(waits):
                engine.world.sleep(ASK_SECONDS)
            else:
                until = engine.world.now() + PATIENCE_SECONDS


def _open(engine: Engine, run_id: str) -> list[PersonId]:
    with engine.store.read() as connection:
        return undoings.people_open(connection, run_id)


def _run_once(engine: Engine, person: PersonId, run_id: str, beats: Heartbeat) -> Ran | None:
    """None when somebody else runs the person, or when it is not due."""
    with engine.store.write_own() as connection:
        lease = queue.lease_person(connection, person, owner=COMMAND, now=engine.world.now(), seconds=LEASE_SECONDS)
    if lease is None:
        return None
    beats.add(lease)
    try:
        with only_while(lambda: beats.still_ours(lease)):
            return defects.run(engine.runner(run_id), engine.store, lease, now=engine.world.now)
    finally:
        beats.drop(lease)


def _waits(ran: Ran, until: float) -> bool:
    late = ran.state == "postponed" and ran.due_at is not None and ran.due_at > until
    return ran.state == "held" or late or ran.state == "finished"


def _ended(engine: Engine, run_id: str, target: str, asked: Asked) -> Undone:
    with engine.store.write() as connection:
        rows = undoings.of_run(connection, run_id)
        written = journalled.counts(connection, run_id)
        waiting = sum(each.ended_at is None for each in rows)
        runs.end(connection, run_id, outcome="waiting" if waiting else "undone", counts=written, now=engine.world.now())
    return Undone(
        run_id,
        target,
        asked.parted,
        written,
        tuple(left for each in rows for left in left_of(each.undone)),
        asked.left,
        people=len({each.person for each in rows}),
        waiting=waiting,
        systems=tuple(each.system for each in engine.gates.closed()),
    )


__all__ = ["Prospect", "Undoing", "Undone", "Wish", "look", "undo"]
