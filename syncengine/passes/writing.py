"""Previewing, queueing, writing and summing up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import structlog

from connectors.errors import ConnectorError
from syncengine.app import Engine
from syncengine.core.model import Plan
from syncengine.passes.looking import Looked
from syncengine.passes.looking_out import Watch
from syncengine.passes.outcome import Outcome, Reporter
from syncengine.store import audit, erasures, journal, journalled, people, queue, reviews, runs, wakes
from syncengine.store.lock import StoreInUse
from syncengine.work.dispatch import Drained
from syncengine.work.facts import Facts
from syncengine.work.gates import Closed
from syncengine.work.match import Matched
from syncengine.work.passage import Passage
from syncengine.work.preview import Preview
from syncengine.work.settling import midnight
from syncengine.work.systems import APPLICATION

log = structlog.get_logger("talentsync.pass")


def count_plans(engine: Engine, reporter: Reporter, *, only_due: bool) -> tuple[Preview, list[Plan]]:
    """Counts over the plans of everybody (or of those whom passes found changed), and the plans that would write."""
    preview = Preview()
    writing: list[Plan] = []
    for _, found in each_plan(engine, reporter, only_due=only_due):
        preview.add(found)
        if found.operations:
            writing.append(found)
    return preview, writing


def each_plan(engine: Engine, reporter: Reporter, *, only_due: bool) -> Iterator[tuple[Facts, Plan]]:
    """The plans of everybody, or of those whom passes found changed, one by one, each with what it rests on."""
    with engine.store.read() as connection:
        total = queue.count_pending(connection) if only_due else people.count_people(connection)
    return engine.previewer.plans(only_due=only_due, progress=lambda done: reporter.planned(done, total))


def wake_up(engine: Engine) -> None:
    """People whose day has come are looked at again, though nothing about them changed."""
    now = engine.world.now()
    with engine.store.write() as connection:
        due = wakes.due(connection, now=now)
        queue.mark_forgotten(connection, due, lane=queue.PENDING, reason="its day has come", now=now)


def queue_again(engine: Engine, writing: Sequence[Plan], preview: Preview) -> None:
    """People whose records did not change but whose plan did (a new policy) are run too; questions about words that
    the old policy did not know are asked anew where they still hold."""
    with engine.store.write() as connection:
        reviews.close_all(connection, "unknown_value", decision="asked anew", by="talentsync", now=engine.world.now())
        again = {plan.person for plan in writing} | set(preview.asking)
        queue.mark_dirty(connection, sorted(again), lane=queue.BACKFILL, reason="plan", now=engine.world.now())
        wakes.keep_all(connection, {person: midnight(day) for person, day in preview.wakes.items()})


def write(
    engine: Engine,
    run_id: str,
    watch: Watch,
    *,
    matched: Matched,
    reporter: Reporter,
    lane: int = queue.LIVE,
    counted_at: float,
    looked: Looked | None = None,
) -> Outcome:
    """Run everybody who waits. Those whom the pass found changed until ``counted_at`` were agreed to by now; ``lane``
    is where they go. What kept ``looked`` from seeing everything is the failure that the pass ends with. ``watch``
    looks out for restrictions: nothing is written before it has looked at what changed since the listing."""
    engine.require_right()
    watch.once()
    watch.may_write = True
    with engine.store.write() as connection:
        runs.agreed(connection, run_id, by=engine.world.who, now=engine.world.now())
        queue.agree(connection, lane=lane, until=counted_at)
        unanswered = journal.people_with_unresolved(connection)
        # Those who wait already, or are being run at this moment, are left as they are.
        queue.mark_forgotten(connection, unanswered, lane=queue.LIVE, reason="unanswered write", now=engine.world.now())
        forgotten = erasures.people_to_erase(connection)
        queue.mark_forgotten(
            connection, forgotten, lane=queue.RESTRICTIONS, reason="to be forgotten", now=engine.world.now()
        )
        total = queue.waiting(connection)
    drained, ran = _drain(engine, run_id, lambda done: reporter.ran(done, total), lane=lane)
    closed = engine.gates.closed()
    failure = failure_of(engine, looked, closed)
    outcome = Outcome(
        run_id, matched=matched, ran=ran + watch.ran, waiting=drained.waiting, failure=failure, closed=closed
    )
    return end(engine, run_id, outcome, outcome="paused" if failure else "finished")


def _drain(engine: Engine, run_id: str, progress: Callable[[int], None], *, lane: int) -> tuple[Drained, int]:
    """Run people until nobody is due, and then those whose records came with something new. Returns also how many."""
    drained = None
    try:
        with engine.lent_right():
            drained = engine.dispatcher(run_id).drain(progress=progress)
    except StoreInUse:
        if drained is None:
            raise
        return drained, drained.ran  # somebody else looks just now, and will see what came with our records
    if not _read_applications_made(engine, run_id):
        return drained, drained.ran
    with engine.store.write() as connection:
        # What came with the records that were agreed to; other applications that changed wait for the next pass.
        queue.agree_to(connection, journalled.people_made(connection, run_id), lane=lane)
    again = engine.dispatcher(run_id).drain(progress=progress)
    return again, drained.ran + again.ran


def failure_of(engine: Engine, looked: Looked | None, closed: Sequence[Closed]) -> ConnectorError | None:
    """The first thing that a human should hear of: a system that is paused before one that will be back by itself."""
    paused = (engine.gates.why_closed(each.system) for each in closed if each.paused)
    unseen = looked.failures.values() if looked else ()
    return next((error for error in (*paused, *unseen)), None)


def _read_applications_made(engine: Engine, run_id: str) -> bool:
    """A record that we made in an ATS may have come with an application, which the reply to the create does not show
    us. Read now: what follows from it would otherwise be written by the next pass, without any change outside."""
    with engine.store.read() as connection:
        written = journalled.counts(connection, run_id)
    made = [
        system
        for system in engine.systems.with_role("ats")
        if f"create {system.name}" in written and APPLICATION in system.connector.manifest.kinds
    ]
    with Passage(engine.gates) as passage:
        for system in made:
            if not passage.open(system.name):
                continue
            with suppress(ConnectorError), passage.through(system.name):  # else the next pass lists them
                engine.observer.list_kind(system, APPLICATION)
    return bool(made)


def end(engine: Engine, run_id: str, result: Outcome, *, outcome: str) -> Outcome:
    with engine.store.write() as connection:
        result.written = journalled.counts(connection, run_id)
        result.people = people.count_people(connection)
        result.reviews = reviews.counts(connection)
        runs.end(connection, run_id, outcome=outcome, counts=result.written, now=engine.world.now())
    audit.seal_soon(engine.store)
    result.calls = engine.systems.calls
    log.info("pass.done", run=run_id, outcome=outcome, writes=result.writes, waiting=result.waiting)
    return result
