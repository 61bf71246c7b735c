"""Previewing, queueing, writing and summing up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

import structlog

from connectors.errors import ConnectorError
from syncengine.app import Engine
from syncengine.core.model import Plan
from syncengine.core.safety import Alarm, mass_change
from syncengine.passes.looking import Looked
from syncengine.passes.outcome import Outcome, Reporter
from syncengine.store import journal, people, queue, reviews, runs
from syncengine.work.gates import Closed
from syncengine.work.match import Matched
from syncengine.work.passage import Passage
from syncengine.work.preview import Preview
from syncengine.work.systems import APPLICATION

log = structlog.get_logger("talentsync.pass")


def count_plans(
    engine: Engine, reporter: Reporter, *, only_due: bool, each: Callable[[Plan], None] | None = None
) -> tuple[Preview, list[Plan]]:
    """Counts over the plans of everybody (or of those who wait), and the plans that would write."""
    with engine.store.read() as connection:
        total = queue.waiting(connection) if only_due else people.count_people(connection)
    preview = Preview()
    writing: list[Plan] = []
    for found in engine.previewer.plans(only_due=only_due, progress=lambda done: reporter.planned(done, total)):
        preview.add(found)
        if found.operations:
            writing.append(found)
        if each is not None:
            each(found)
    return preview, writing


def mass_alarm(engine: Engine, writing: Sequence[Plan]) -> tuple[Alarm, ...]:
    with engine.store.read() as connection:
        known = people.count_people(connection)
    alarm = mass_change(writing, people=known, limits=engine.limits)
    return (alarm,) if alarm else ()


def queue_again(engine: Engine, writing: Sequence[Plan]) -> None:
    """People whose records did not change but whose plan did (a new policy) are run too; questions about words that
    the old policy did not know are asked anew where they still hold."""
    with engine.store.write() as connection:
        reviews.close_all(connection, "unknown_value", decision="asked anew", by="talentsync", now=engine.world.now())
        queue.mark_dirty(
            connection, [plan.person for plan in writing], lane=queue.BACKFILL, reason="plan", now=engine.world.now()
        )


def write(
    engine: Engine,
    run_id: str,
    *,
    matched: Matched,
    reporter: Reporter,
    lane: int = queue.LIVE,
    looked: Looked | None = None,
) -> Outcome:
    """Run everybody who waits. That they may be run is agreed by now; ``lane`` is where those whom the pass found
    changed go. What kept ``looked`` from seeing everything is the failure that the pass ends with."""
    with engine.store.write() as connection:
        queue.agree(connection, lane=lane)
        interrupted = journal.people_with_unresolved(connection)
        queue.mark_dirty(connection, interrupted, lane=queue.LIVE, reason="unanswered write", now=engine.world.now())
        total = queue.waiting(connection)
    drained = engine.dispatcher(run_id).drain(progress=lambda done: reporter.ran(done, total))
    ran = drained.ran
    if _read_applications_made(engine, run_id):
        with engine.store.write() as connection:
            queue.agree(connection, lane=lane)  # they follow from what was agreed to
        drained = engine.dispatcher(run_id).drain()
        ran += drained.ran
    closed = engine.gates.closed()
    failure = _failure(engine, looked, closed)
    outcome = Outcome(run_id, matched=matched, ran=ran, waiting=drained.waiting, failure=failure, closed=closed)
    return end(engine, run_id, outcome, outcome="paused" if failure else "finished")


def _failure(engine: Engine, looked: Looked | None, closed: Sequence[Closed]) -> ConnectorError | None:
    """The first thing that a human should hear of: a system that is paused before one that will be back by itself."""
    paused = (engine.gates.why_closed(each.system) for each in closed if each.paused)
    unseen = looked.failures.values() if looked else ()
    return next((error for error in (*paused, *unseen)), None)


def _read_applications_made(engine: Engine, run_id: str) -> bool:
    """A record that we made in an ATS may have come with an application, which the reply to the create does not show
    us. Read now: what follows from it would otherwise be written by the next pass, without any change outside."""
    with engine.store.read() as connection:
        written = journal.counts(connection, run_id)
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
        result.written = journal.counts(connection, run_id)
        result.people = people.count_people(connection)
        result.reviews = reviews.counts(connection)
        runs.end(connection, run_id, outcome=outcome, counts=result.written, now=engine.world.now())
    result.calls = engine.systems.calls
    log.info("pass.done", run=run_id, outcome=outcome, writes=result.writes, waiting=result.waiting)
    return result
