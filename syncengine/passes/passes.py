"""The passes that commands make: look at both sides, know who is who, show, ask, write, sum up."""

from __future__ import annotations

from collections.abc import Callable, Collection

from connectors.errors import Missing
from connectors.lanes import Lane
from syncengine.app import Engine
from syncengine.core.model import Plan
from syncengine.core.safety import Alarm
from syncengine.passes.clock import note_time, went_back
from syncengine.passes.guarding import mass_alarm, note_agreed
from syncengine.passes.looking import check_accounts, listed_before, look, look_again, require_lists, stopped_by
from syncengine.passes.looking_out import Watch, looking_out
from syncengine.passes.outcome import Agree, NotBackfilled, Outcome, Proposal, Reporter
from syncengine.passes.witnessing import witnessed
from syncengine.passes.writing import count_plans, each_plan, end, queue_again, wake_up, write
from syncengine.store import listings, queue, runs
from syncengine.work.facts import Facts
from syncengine.work.places import Places
from syncengine.work.preview import Preview
from syncengine.work.systems import CANDIDATE


def plan(engine: Engine, *, reporter: Reporter, each: Callable[[Facts, Plan], None]) -> Proposal:
    """Look, match, and plan everybody; ``each`` hears of every plan, and what it rests on. Nothing is written to any
    system.

    What a guard doubts is shown and not believed: a pass after this one stops at the same guard.
    """
    _require_open(engine)
    doubts = went_back(engine) or check_accounts(engine)
    if doubts:
        return Proposal(Preview(), Places(), doubts)
    places = engine.places.find(list_pools=True)
    looked = look(engine, reporter)
    if looked.doubts:
        return Proposal(Preview(), Places(), looked.doubts)
    looked.require_all()
    if not stopped_by(engine, looked.alarms, lambda doubted: False):
        look_again(engine, looked).require_all()
    matched = engine.matcher.match_all(progress=reporter.matched)
    preview = Preview()
    for facts, found in each_plan(engine, reporter, only_due=False):
        preview.add(found)
        each(facts, found)
    return Proposal(preview, places, looked.alarms, matched)


def backfill(engine: Engine, *, reporter: Reporter, agree: Agree) -> Outcome:
    """First contact, or the same again: list everything, match, show, and write once the user agreed.

    An interrupted one goes on where it stopped; a finished one starts from the beginning. ``agree`` is asked once
    with the preview, and before that with the alarms of a guard, if there are any.
    """
    _require_open(engine)
    agree = witnessed(engine, agree, command="backfill")
    doubts = _doubted(engine, agree) or check_accounts(engine)
    if doubts:
        return Outcome(alarms=doubts)
    met_before = _continue_or_start(engine)
    with engine.store.write() as connection:
        run_id = engine.begin_run(connection, "backfill")
    places = engine.places.find(list_pools=True)
    with looking_out(engine, run_id) as watch:
        return _backfill(engine, run_id, watch, places=places, reporter=reporter, agree=agree, met_before=met_before)


def _backfill(
    engine: Engine,
    run_id: str,
    watch: Watch,
    *,
    places: Places,
    reporter: Reporter,
    agree: Agree,
    met_before: bool,
) -> Outcome:
    looked = look(engine, reporter, lane=Lane.BACKFILL)
    if looked.doubts:
        return end(engine, run_id, Outcome(run_id, alarms=looked.doubts), outcome="stopped")
    note_time(engine)
    looked.require_all()
    if stopped_by(engine, looked.alarms, agree):
        return end(engine, run_id, Outcome(run_id, alarms=looked.alarms), outcome="stopped")
    look_again(engine, looked, lane=Lane.BACKFILL).require_all()
    matched = engine.matcher.match_all(progress=reporter.matched, run_id=run_id)
    wake_up(engine)
    counted_at = engine.world.now()
    preview, writing = count_plans(engine, reporter, only_due=False)
    mass = mass_alarm(engine, writing) if met_before else ()
    if mass and not agree(Proposal(preview, places, mass)):
        return end(engine, run_id, Outcome(run_id, matched=matched, alarms=mass), outcome="stopped")
    if mass:
        note_agreed(engine)
    if not agree(Proposal(preview, places, ())):
        return end(engine, run_id, Outcome(run_id, matched=matched, declined=True), outcome="declined")
    with engine.store.write() as connection:
        runs.agreed(connection, run_id, by=engine.world.who, now=engine.world.now())
    engine.places.make(places)
    queue_again(engine, writing, preview)
    return write(engine, run_id, watch, matched=matched, reporter=reporter, lane=queue.BACKFILL, counted_at=counted_at)


def sync(
    engine: Engine,
    *,
    reporter: Reporter,
    agree: Agree,
    kinds: Collection[str] | None = None,
    take_on_policy: bool = True,
) -> Outcome:
    """One incremental pass. ``agree`` is only asked when a guard raises an alarm. ``kinds`` are those to be listed,
    all of them by default. Without ``take_on_policy`` no pass is made with another policy than the last one. Raises
    NotBackfilled.

    What can be done without a system that fails, is down or is paused is done; that is the outcome's failure then.
    """
    with engine.store.read() as connection:
        for system in engine.systems:
            if not listed_before(connection, system, CANDIDATE):
                raise NotBackfilled(f"{system.name} was never read to its end; run: talentsync backfill")
        if not runs.ever_agreed(connection, command="backfill"):
            raise NotBackfilled("nobody agreed yet to what would be written first; look and agree: talentsync backfill")
        new_policy = runs.last_policy(connection) != engine.policy.fingerprint
    if new_policy and not take_on_policy:
        raise NotBackfilled("the policy was changed since this was started; look at it, and restart: talentsync plan")
    agree = witnessed(engine, agree, command="sync")
    doubts = _doubted(engine, agree)
    if doubts:
        return Outcome(alarms=doubts)
    require_lists(engine, list_pools=False)
    with engine.store.write() as connection:
        run_id = engine.begin_run(connection, "sync")
    with looking_out(engine, run_id) as watch:
        return _sync(engine, run_id, watch, reporter=reporter, agree=agree, kinds=kinds, new_policy=new_policy)


def _sync(
    engine: Engine,
    run_id: str,
    watch: Watch,
    *,
    reporter: Reporter,
    agree: Agree,
    kinds: Collection[str] | None,
    new_policy: bool,
) -> Outcome:
    looked = look(engine, reporter, kinds=kinds)
    if looked.doubts:
        return end(engine, run_id, Outcome(run_id, alarms=looked.doubts), outcome="stopped")
    note_time(engine)
    if any(isinstance(error, Missing) for error in looked.failures.values()):
        require_lists(engine, list_pools=True)  # a list that was deleted is refused by name
    if stopped_by(engine, looked.alarms, agree):
        return end(engine, run_id, Outcome(run_id, alarms=looked.alarms), outcome="stopped")
    looked = look_again(engine, looked)
    matched = engine.matcher.match_all(progress=reporter.matched, run_id=run_id)
    wake_up(engine)
    counted_at = engine.world.now()
    preview, writing = count_plans(engine, reporter, only_due=not new_policy)
    mass = mass_alarm(engine, writing)
    if mass and not agree(Proposal(preview, Places(), mass)):
        return end(engine, run_id, Outcome(run_id, matched=matched, alarms=mass), outcome="stopped")
    if mass:
        note_agreed(engine)
    if new_policy:
        queue_again(engine, writing, preview)
    return write(engine, run_id, watch, matched=matched, reporter=reporter, looked=looked, counted_at=counted_at)


def _doubted(engine: Engine, agree: Agree) -> tuple[Alarm, ...]:
    """The alarm about the clock, unless the user goes on all the same."""
    alarms = went_back(engine)
    return () if alarms and agree(Proposal(Preview(), Places(), alarms)) else alarms


def _require_open(engine: Engine) -> None:
    """Without one of the systems there is nothing to compare. Raises what closed it."""
    for closed in engine.gates.closed():
        raise engine.gates.why_closed(closed.system)


def _continue_or_start(engine: Engine) -> bool:
    """Forget the resume points of a finished backfill. True when one was finished ever: this is no first contact."""
    with engine.store.write() as connection:
        if runs.last_outcome(connection, command="backfill") == "finished":
            listings.start_over(connection)
        return runs.ever_finished(connection, command="backfill")
