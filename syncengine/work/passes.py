"""The passes that commands make: look at both sides, know who is who, show, ask, write, sum up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from connectors.errors import ConnectorError
from syncengine.app import Engine
from syncengine.core.model import Plan
from syncengine.core.safety import Alarm, emptied_side, mass_change, wrong_account
from syncengine.store import journal, listings, people, queue, reviews, runs, snapshots
from syncengine.work.match import Matched
from syncengine.work.places import Places
from syncengine.work.preview import Preview
from syncengine.work.systems import APPLICATION, CANDIDATE, REASON, System

log = structlog.get_logger("talentsync.pass")


class Reporter(Protocol):
    """Hears how a pass gets on. Called from several threads."""

    def listed(self, system: str, kind: str, rows: int, total: int | None) -> None: ...

    def matched(self, records: int) -> None: ...

    def planned(self, done: int, total: int) -> None: ...

    def ran(self, done: int, total: int) -> None: ...


class Silent:
    """A reporter for nobody."""

    def listed(self, system: str, kind: str, rows: int, total: int | None) -> None:
        pass

    def matched(self, records: int) -> None:
        pass

    def planned(self, done: int, total: int) -> None:
        pass

    def ran(self, done: int, total: int) -> None:
        pass


@dataclass(slots=True)
class Outcome:
    """How a pass ended. ``written`` counts operations by ``verb system``; ``calls`` counts requests by system.

    ``alarms`` name the guards that stopped it; ``declined`` says that the user did not agree; ``paused`` and
    ``unreachable`` say which system stopped it and why.
    """

    run_id: str = ""
    written: Mapping[str, int] = field(default_factory=dict)
    matched: Matched = field(default_factory=Matched)
    people: int = 0
    ran: int = 0
    waiting: int = 0
    reviews: Mapping[str, int] = field(default_factory=dict)
    calls: Mapping[str, int] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    declined: bool = False
    failure: ConnectorError | None = None

    @property
    def writes(self) -> int:
        return sum(self.written.values())

    @property
    def parked(self) -> int:
        """Things that wait for a human before they can be written or read."""
        return sum(self.reviews.get(kind, 0) for kind in ("parked", "bad_record", "vanished"))


class NotBackfilled(RuntimeError):
    """There is nothing to go on from yet."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the user is asked to agree to: a preview of the writes, or the alarms of a guard, or both."""

    preview: Preview
    places: Places
    alarms: tuple[Alarm, ...]


Agree = Callable[[Proposal], bool]


def look(engine: Engine, reporter: Reporter) -> tuple[Alarm, ...]:
    """Read all systems into the store, side by side. Raises ConnectorError of the first system that failed."""
    with ThreadPoolExecutor(max(1, len(list(engine.systems)))) as threads:
        futures = [threads.submit(_look_at, engine, system, reporter) for system in engine.systems]
        found = [future.result() for future in futures]
    return tuple(alarm for alarms in found for alarm in alarms)


def _look_at(engine: Engine, system: System, reporter: Reporter) -> list[Alarm]:
    alarms = []
    if REASON in system.connector.manifest.kinds and not _listed_before(engine, system, REASON):
        engine.observer.list_kind(system, REASON)
    for kind in system.listed_kinds:
        with engine.store.read() as connection:
            known = snapshots.count(connection, system=system.name, kind=kind)
        listed = engine.observer.list_kind(system, kind, seen=reporter.listed)
        if listed.full and kind in {CANDIDATE, APPLICATION}:
            alarm = emptied_side(
                system=system.name, kind=kind, known=known, listed=listed.full_listed, limits=engine.limits
            )
            alarms += [alarm] if alarm else []
    return alarms


def _look_again(engine: Engine) -> None:
    """Read by id what hints, unknown words and full listings left open."""
    for system in engine.systems:
        for kind in (CANDIDATE, APPLICATION, REASON):
            engine.observer.look_again(system, kind=kind)


def _stopped_by(engine: Engine, alarms: tuple[Alarm, ...], agree: Agree) -> bool:
    """Ask about alarms of looking. If the user does not agree, what was seen is not believed: list anew next time."""
    if not alarms or agree(Proposal(Preview(), Places(), alarms)):
        return False
    with engine.store.write() as connection:
        listings.start_over(connection)
    return True


def _listed_before(engine: Engine, system: System, kind: str) -> bool:
    with engine.store.read() as connection:
        before = listings.listing_of(connection, system=system.name, kind=kind)
    return before is not None and before.complete


def plan(engine: Engine, *, reporter: Reporter, each: Callable[[Plan], None]) -> Proposal:
    """Look, match, and plan everybody. Nothing is written to any system."""
    alarms = look(engine, reporter)
    if not alarms:
        _look_again(engine)
    places = engine.places.find(list_pools=True)
    engine.matcher.match_all(progress=reporter.matched)
    preview, _ = _preview(engine, reporter, only_due=False, each=each)
    return Proposal(preview, places, alarms)


def backfill(engine: Engine, *, reporter: Reporter, agree: Agree) -> Outcome:
    """First contact, or the same again: list everything, match, show, and write once the user agreed.

    An interrupted one goes on where it stopped; a finished one starts from the beginning. ``agree`` is asked once
    with the preview, and before that with the alarms of a guard, if there are any.
    """
    _continue_or_start(engine)
    account_alarms = check_accounts(engine)
    if account_alarms:
        return Outcome(alarms=account_alarms)
    with engine.store.write() as connection:
        run_id = runs.begin(connection, command="backfill", policy=engine.policy.fingerprint, now=engine.world.now())
    alarms = look(engine, reporter)
    if _stopped_by(engine, alarms, agree):
        return _end(engine, run_id, Outcome(run_id, alarms=alarms), outcome="stopped")
    _look_again(engine)
    places = engine.places.find(list_pools=True)
    matched = engine.matcher.match_all(progress=reporter.matched)
    preview, writing = _preview(engine, reporter, only_due=False)
    if not agree(Proposal(preview, places, ())):
        return _end(engine, run_id, Outcome(run_id, matched=matched, declined=True), outcome="declined")
    engine.places.make(places)
    _queue_again(engine, writing)
    return _write(engine, run_id, matched=matched, reporter=reporter)


def sync(engine: Engine, *, reporter: Reporter, agree: Agree) -> Outcome:
    """One incremental pass. ``agree`` is only asked when a guard raises an alarm. Raises NotBackfilled."""
    for system in engine.systems:
        if not _listed_before(engine, system, CANDIDATE):
            raise NotBackfilled(f"{system.name} was never read to its end; run: talentsync backfill")
    with engine.store.write() as connection:
        for system in engine.systems:
            runs.resume(connection, name=system.name)
        new_policy = runs.last_policy(connection) != engine.policy.fingerprint
        run_id = runs.begin(connection, command="sync", policy=engine.policy.fingerprint, now=engine.world.now())
    engine.places.find(list_pools=False)
    alarms = look(engine, reporter)
    if _stopped_by(engine, alarms, agree):
        return _end(engine, run_id, Outcome(run_id, alarms=alarms), outcome="stopped")
    _look_again(engine)
    matched = engine.matcher.match_all(progress=reporter.matched)
    preview, writing = _preview(engine, reporter, only_due=not new_policy)
    mass = _mass(engine, writing)
    if mass and not agree(Proposal(preview, Places(), mass)):
        return _end(engine, run_id, Outcome(run_id, matched=matched, alarms=mass), outcome="stopped")
    if new_policy:
        _queue_again(engine, writing)
    return _write(engine, run_id, matched=matched, reporter=reporter)


def _continue_or_start(engine: Engine) -> None:
    with engine.store.write() as connection:
        for system in engine.systems:
            runs.resume(connection, name=system.name)
        if runs.last_outcome(connection, command="backfill") == "finished":
            listings.start_over(connection)


def check_accounts(engine: Engine) -> tuple[Alarm, ...]:
    """Prove the credentials, and that they lead to the accounts of the last run. Raises ConnectorError."""
    alarms = []
    for system in engine.systems:
        account = system.connector.check()
        with engine.store.write() as connection:
            known = runs.systems(connection).get(system.name)
            alarm = wrong_account(system=system.name, before=known.account_id if known else None, now=account.id)
            if alarm is not None:
                alarms.append(alarm)
                continue
            runs.remember_system(
                connection,
                name=system.name,
                connector=system.connector.manifest.vendor,
                role=system.role,
                account_id=account.id,
                account_name=account.name,
            )
    return tuple(alarms)


def _preview(
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


def _mass(engine: Engine, writing: Sequence[Plan]) -> tuple[Alarm, ...]:
    with engine.store.read() as connection:
        known = people.count_people(connection)
    alarm = mass_change(writing, people=known, limits=engine.limits)
    return (alarm,) if alarm else ()


def _queue_again(engine: Engine, writing: Sequence[Plan]) -> None:
    """People whose records did not change but whose plan did (a new policy) are run too; questions about words that
    the old policy did not know are asked anew where they still hold."""
    with engine.store.write() as connection:
        reviews.close_all(connection, "unknown_value", decision="asked anew", by="talentsync", now=engine.world.now())
        queue.mark_dirty(
            connection, [plan.person for plan in writing], lane=queue.BACKFILL, reason="plan", now=engine.world.now()
        )


def _write(engine: Engine, run_id: str, *, matched: Matched, reporter: Reporter) -> Outcome:
    with engine.store.write() as connection:
        interrupted = journal.people_with_unresolved(connection)
        queue.mark_dirty(connection, interrupted, lane=queue.LIVE, reason="unanswered write", now=engine.world.now())
        total = queue.waiting(connection)
    drained = engine.dispatcher(run_id).drain(progress=lambda done: reporter.ran(done, total))
    failure = drained.paused.error if drained.paused else None
    outcome = Outcome(run_id, matched=matched, ran=drained.ran, waiting=drained.waiting, failure=failure)
    return _end(engine, run_id, outcome, outcome="paused" if failure else "finished")


def _end(engine: Engine, run_id: str, result: Outcome, *, outcome: str) -> Outcome:
    with engine.store.write() as connection:
        result.written = journal.counts(connection, run_id)
        result.people = people.count_people(connection)
        result.reviews = reviews.counts(connection)
        runs.end(connection, run_id, outcome=outcome, counts=result.written, now=engine.world.now())
    result.calls = engine.systems.calls
    log.info("pass.done", run=run_id, outcome=outcome, writes=result.writes, waiting=result.waiting)
    return result
