"""Applying a saved plan: look at both sides, compare, ask, and write exactly what it says.

The plan has no authority of its own. It says which of the writes that would be planned now may be made: whoever edits
the file can only make them fewer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from syncengine.app import Engine
from syncengine.core.model import PersonId
from syncengine.core.safety import Alarm
from syncengine.passes import Agree, Outcome, Proposal, Reporter
from syncengine.passes.clock import note_time, went_back
from syncengine.passes.looking import check_accounts, look, look_again, stopped_by
from syncengine.passes.looking_out import Watch, looking_out
from syncengine.passes.witnessing import witnessed
from syncengine.passes.writing import count_plans, end, failure_of, wake_up
from syncengine.plans.entries import Header
from syncengine.plans.making import needed
from syncengine.plans.moving import APPLY, Moved
from syncengine.plans.reading import SavedPlan
from syncengine.plans.reviewing import Reviewed, Stale, review
from syncengine.plans.roll import Roll
from syncengine.plans.unfit import require_fit, require_places
from syncengine.store import queue, reviews, runs, wakes
from syncengine.work.places import Places
from syncengine.work.preview import Preview
from syncengine.work.settling import midnight

IN_PARTS = "part"
"""How a pass ends that applied a part of a plan. Nobody has agreed to more than that part."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What the user is asked to agree to: what is left to write of a plan, and what was left out of it."""

    header: Header
    reviewed: Reviewed
    places: Places


@dataclass(slots=True)
class Applied:
    """What came of a plan. ``stale`` are those left out; when there are any and nothing else came of it, they are why.
    ``more`` is what follows from what was written, or came up meanwhile, and is not in the plan; ``others`` are people
    who are not in it and about whom something is due. ``dry`` says that nothing was to be written."""

    header: Header
    outcome: Outcome
    reviewed: Reviewed = field(default_factory=Reviewed)
    stale: list[Stale] = field(default_factory=list)
    more: dict[PersonId, tuple[Moved, ...]] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    people: int = 0
    others: int = 0
    refused: bool = False
    dry: bool = False


def apply(
    engine: Engine,
    saved: SavedPlan,
    *,
    reporter: Reporter,
    agree: Callable[[Ready], bool],
    go_on: Agree,
    skip_stale: bool = False,
    dry_run: bool = False,
) -> Applied:
    """``agree`` is asked once, with what is left to write; ``go_on`` with the alarms of a guard, if there are any. With
    stale people nothing is written unless they are to be skipped. Raises BadPlan, Unfit and ConnectorError."""
    saved.check()
    require_fit(engine, saved.header)
    for closed in engine.gates.closed():
        if closed.paused:  # what is down is asked whether it still is
            raise engine.gates.why_closed(closed.system)
    go_on = witnessed(engine, go_on, command=APPLY)
    doubts = _clock(engine, go_on) or check_accounts(engine)
    if doubts:
        return Applied(saved.header, Outcome(alarms=doubts))
    require_fit(engine, saved.header)  # now it is known whose the credentials are
    missing = engine.places.find(list_pools=True)
    require_places(saved.header, missing)
    order = _Order(engine, saved, missing, reporter, agree, go_on, skip_stale=skip_stale)
    if dry_run:
        return order.try_out()
    with engine.store.write() as connection:
        run_id = engine.begin_run(connection, APPLY)
    with looking_out(engine, run_id) as watch:
        return order.carry_out(run_id, watch)


def _clock(engine: Engine, go_on: Agree) -> tuple[Alarm, ...]:
    alarms = went_back(engine)
    return () if alarms and go_on(Proposal(Preview(), Places(), alarms)) else alarms


@dataclass(frozen=True, slots=True)
class _Order:
    """One application of a plan."""

    engine: Engine
    saved: SavedPlan
    missing: Places
    reporter: Reporter
    agree: Callable[[Ready], bool]
    go_on: Agree
    skip_stale: bool

    def try_out(self) -> Applied:
        """Look and compare, and no more."""
        result = self._compared("")
        result.dry = True
        result.others = len(_pending(self.engine) - result.reviewed.named)
        result.outcome.calls = self.engine.systems.calls
        return result

    def carry_out(self, run_id: str, watch: Watch) -> Applied:
        result = self._compared(run_id)
        if result.outcome.alarms or result.refused:
            return self._ended(result, outcome="stopped")
        if not self._is_agreed(result):
            result.outcome.declined = True
            return self._ended(result, outcome="declined")
        return self._write(result, watch)

    def _is_agreed(self, result: Applied) -> bool:
        ready = Ready(self.saved.header, result.reviewed, result.places)
        agree = witnessed(self.engine, lambda _: self.agree(ready), command=APPLY)
        return agree(Proposal(result.reviewed.preview, result.places, ()))

    def _compared(self, run_id: str) -> Applied:
        engine, header = self.engine, self.saved.header
        result = Applied(header, Outcome(run_id))
        looked = look(engine, self.reporter)
        result.outcome.alarms = looked.doubts
        if looked.doubts:
            return result
        note_time(engine)
        looked.require_all()
        if stopped_by(engine, looked.alarms, self.go_on):
            result.outcome.alarms = looked.alarms
            return result
        look_again(engine, looked).require_all()
        result.outcome.matched = engine.matcher.match_all(progress=self.reporter.matched, run_id=run_id or None)
        wake_up(engine)
        result.reviewed = review(engine, self.saved, reporter=self.reporter)
        result.stale = list(result.reviewed.stale)
        result.refused = bool(result.stale) and not self.skip_stale
        missing, preview = self.missing, result.reviewed.preview
        result.places = missing if header.is_whole else needed(missing, preview, engine.policy)
        return result

    def _write(self, result: Applied, watch: Watch) -> Applied:
        engine, whole, run_id = self.engine, self.saved.header.is_whole, result.outcome.run_id
        watch.may_write = watch.may_write or whole
        ready, others = result.reviewed.ready, self._agreed(run_id, result.reviewed)
        engine.places.make(result.places)
        engine.require_right()
        watch.once()
        roll = Roll(engine.store, self.saved, ready=ready, others=others)
        drained = engine.here(run_id, crowd=roll, consent=roll).drain(
            progress=lambda done: self.reporter.ran(done, len(ready) + len(others))
        )
        outcome = result.outcome
        outcome.ran, outcome.waiting = drained.ran + watch.ran, len(roll.left)
        outcome.closed = engine.gates.closed()
        outcome.failure = failure_of(engine, None, outcome.closed)
        result.stale += [roll.stale[person] for person in sorted(roll.stale)]
        result.more = {person: more for person, more in sorted(roll.more.items()) if person not in roll.stale}
        result.people = len(ready.keys() - roll.stale.keys() - roll.left)
        return self._ended(result, outcome="paused" if outcome.failure else "finished" if whole else IN_PARTS)

    def _agreed(self, run_id: str, reviewed: Reviewed) -> frozenset[PersonId]:
        """Write down what was agreed to. Returns whom else to run: of a whole plan all who wait for consent, so that
        what is in step is settled."""
        engine = self.engine
        now = engine.world.now()
        with engine.store.read() as connection:
            takes_on = runs.policy_in_force(connection) not in {None, engine.policy.fingerprint}
        if self.saved.header.is_whole and takes_on:
            _take_on_policy(engine, self.reporter)
        with engine.store.write() as connection:
            queue.mark_forgotten(connection, reviewed.ready, lane=queue.PENDING, reason="plan", now=now)
            if not self.saved.header.is_whole:
                return frozenset()
            runs.agreed(connection, run_id, by=engine.world.who, now=now)
        return _pending(engine) - reviewed.ready.keys() - {each.person for each in reviewed.stale}

    def _ended(self, result: Applied, *, outcome: str) -> Applied:
        result.others = len(_pending(self.engine) - result.reviewed.named)
        end(self.engine, result.outcome.run_id, result.outcome, outcome=outcome)
        return result


def _take_on_policy(engine: Engine, reporter: Reporter) -> None:
    """A whole plan puts its policy in force: whoever else has something to write by it waits for the next pass."""
    preview, writing = count_plans(engine, reporter, only_due=False)
    again = {plan.person for plan in writing} | set(preview.asking)
    now = engine.world.now()
    with engine.store.write() as connection:
        reviews.close_all(connection, "unknown_value", decision="asked anew", by="talentsync", now=now)
        queue.mark_forgotten(connection, again, lane=queue.PENDING, reason="plan", now=now)
        wakes.keep_all(connection, {person: midnight(day) for person, day in preview.wakes.items()})


def _pending(engine: Engine) -> frozenset[PersonId]:
    found: set[PersonId] = set()
    after = ""
    with engine.store.read() as connection:
        while some := queue.pending(connection, after=after):
            found.update(some)
            after = some[-1]
    return frozenset(found)
