"""Forgetting one person now, and beside all that goes on. What cannot be done now is done by the passes that follow."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager, nullcontext

from connectors.permits import only_while
from syncengine.app import Engine
from syncengine.core.model import PersonId
from syncengine.erasure import asking
from syncengine.store import erasures, journalled, queue, runs
from syncengine.store.erasures import Erasure, Ref
from syncengine.store.lock import StoreInUse
from syncengine.work import defects
from syncengine.work.ending import Ran
from syncengine.work.heartbeat import LEASE_SECONDS, Heartbeat

PATIENCE_SECONDS = 90.0
"""So long is waited for somebody who runs the person just now, or for a second attempt."""

ASK_SECONDS = 0.2


def forget(engine: Engine, person: PersonId, *, by: str, why: str, shown: Collection[Ref] | None = None) -> Erasure:
    """Ask, and go as far as that is possible now. What is left is left to the next pass. ``shown`` are the records that
    were agreed to, where any were shown. Raises TooMuchSaid and NotAsShown."""
    with engine.store.write() as connection:
        asked = asking.ask(connection, person, by=by, why=why, now=engine.world.now(), shown=shown)
    if _ended(asked):
        return asked
    try:
        with _beside_others(engine):
            carry_out(engine, asked)
    except StoreInUse:
        pass  # whoever works on the store runs those first who are to be forgotten
    return _now(engine, asked)


def carry_out(engine: Engine, asked: Erasure) -> None:
    """Run the person until the erasure has come to its end, or has to wait for longer than we do."""
    with engine.store.write() as connection:
        run_id = engine.begin_run(connection, "forget")
    try:
        _run(engine, asked, run_id)
    finally:
        with engine.store.write() as connection:
            outcome = "forgotten" if _ended(erasures.find(connection, asked.id)) else "open"
            written = journalled.counts(connection, run_id)
            runs.end(connection, run_id, outcome=outcome, counts=written, now=engine.world.now())


def _run(engine: Engine, asked: Erasure, run_id: str) -> None:
    until = engine.world.now() + PATIENCE_SECONDS
    with Heartbeat(engine.store, now=engine.world.now) as beats:
        while not _ended(_now(engine, asked)) and engine.world.now() < until:
            ran = _run_once(engine, asked.person, run_id, beats)
            if ran is not None and (ran.state == "finished" or _waits_longer(ran, until)):
                return  # to run it once more now would do no more
            engine.world.sleep(ASK_SECONDS)


def _run_once(engine: Engine, person: PersonId, run_id: str, beats: Heartbeat) -> Ran | None:
    """None when somebody else runs the person, or when it is not due."""
    with engine.store.write_own() as connection:
        lease = queue.lease_person(connection, person, owner="forget", now=engine.world.now(), seconds=LEASE_SECONDS)
    if lease is None:
        return None
    beats.add(lease)
    try:
        with only_while(lambda: beats.still_ours(lease)):
            return defects.run(engine.runner(run_id), engine.store, lease, now=engine.world.now)
    finally:
        beats.drop(lease)


def _waits_longer(ran: Ran, until: float) -> bool:
    return ran.state == "held" or (ran.state == "postponed" and ran.due_at is not None and ran.due_at > until)


@contextmanager
def _beside_others(engine: Engine) -> Iterator[None]:
    """A file has one process at a time that runs people; on a server the lease is enough."""
    with engine.alone() if engine.store.embedded else nullcontext():
        yield


def _now(engine: Engine, asked: Erasure) -> Erasure:
    with engine.store.read() as connection:
        return erasures.find(connection, asked.id) or asked


def _ended(erasure: Erasure | None) -> bool:
    return erasure is not None and erasure.ended_at is not None
