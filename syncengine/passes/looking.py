"""Looking at all systems: listings, refs to look at again, and the guards that doubt what is seen.

One system that fails keeps nobody from looking at the other. What is unknown then is who was made there meanwhile:
no record is made in a system that this pass could not list (`Gates.unlisted`). In the others records are made as
always: because of a record that was read or listed a moment ago, and after a search for the person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import structlog

from connectors.errors import ConnectorError
from connectors.lanes import Lane, in_lane
from syncengine.app import Engine
from syncengine.core.safety import Alarm, emptied_side, wrong_account
from syncengine.passes.outcome import Agree, Proposal, Reporter
from syncengine.store import listings, runs, snapshots
from syncengine.work.passage import Passage
from syncengine.work.places import Places
from syncengine.work.preview import Preview
from syncengine.work.systems import APPLICATION, CANDIDATE, REASON, System

log = structlog.get_logger("talentsync.pass")


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking led to. ``failures`` are the systems that could not be listed, each with why."""

    alarms: tuple[Alarm, ...] = ()
    failures: Mapping[str, ConnectorError] = field(default_factory=dict)

    def require_all(self) -> None:
        """Raise the first failure, if there is any."""
        for error in self.failures.values():
            raise error


def look(engine: Engine, reporter: Reporter, *, lane: Lane = Lane.LIVE) -> Looked:
    """Read all systems into the store, side by side."""
    found: dict[str, list[Alarm]] = {}

    def list_all(system: System) -> None:
        found[system.name] = _look_at(engine, system, reporter)

    failures = _each(engine, list_all, lane=lane, proves=True)
    engine.gates.note_unlisted(failures)
    alarms = tuple(alarm for system in engine.systems for alarm in found.get(system.name, ()))
    return Looked(alarms, failures)


def look_again(engine: Engine, looked: Looked, *, lane: Lane = Lane.LIVE) -> Looked:
    """Read by id what hints, unknown words and full listings left open, in the systems that could be listed."""

    def read_hinted(system: System) -> None:
        for kind in (CANDIDATE, APPLICATION, REASON):
            engine.observer.look_again(system, kind=kind)

    failures = {**looked.failures, **_each(engine, read_hinted, lane=lane, but=looked.failures)}
    engine.gates.note_unlisted(failures)
    return Looked(looked.alarms, failures)


def _each(
    engine: Engine,
    act: Callable[[System], None],
    *,
    lane: Lane,
    proves: bool = False,
    but: Collection[str] = (),
) -> dict[str, ConnectorError]:
    """Do something with all systems side by side. Returns those where it failed, or that are closed."""

    def attempt(system: System) -> ConnectorError | None:
        with in_lane(lane), Passage(engine.gates) as passage:
            if not passage.open(system.name):
                return engine.gates.why_closed(system.name)
            try:
                with passage.through(system.name, proves=proves):
                    act(system)
            except ConnectorError as error:
                log.warning("look.failed", system=system.name, error=error.code)
                return error
        return None

    systems = [system for system in engine.systems if system.name not in but]
    with ThreadPoolExecutor(max(1, len(systems))) as threads:
        tried = [(system.name, threads.submit(attempt, system)) for system in systems]
        errors = {name: future.result() for name, future in tried}
    return {name: error for name, error in errors.items() if error is not None}


def _look_at(engine: Engine, system: System, reporter: Reporter) -> list[Alarm]:
    alarms = []
    if REASON in system.connector.manifest.kinds and not listed_before(engine, system, REASON):
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


def stopped_by(engine: Engine, alarms: tuple[Alarm, ...], agree: Agree) -> bool:
    """Ask about alarms of looking. If the user does not agree, what was seen is not believed: list anew next time."""
    if not alarms or agree(Proposal(Preview(), Places(), alarms)):
        return False
    with engine.store.write() as connection:
        listings.start_over(connection)
    return True


def listed_before(engine: Engine, system: System, kind: str) -> bool:
    with engine.store.read() as connection:
        before = listings.listing_of(connection, system=system.name, kind=kind)
    return before is not None and before.complete


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
