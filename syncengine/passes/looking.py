"""Looking at all systems: listings, refs to look at again, and the guards that doubt what is seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from syncengine.app import Engine
from syncengine.core.safety import Alarm, emptied_side, wrong_account
from syncengine.passes.outcome import Agree, Proposal, Reporter
from syncengine.store import listings, runs, snapshots
from syncengine.work.places import Places
from syncengine.work.preview import Preview
from syncengine.work.systems import APPLICATION, CANDIDATE, REASON, System


def look(engine: Engine, reporter: Reporter) -> tuple[Alarm, ...]:
    """Read all systems into the store, side by side. Raises ConnectorError of the first system that failed."""
    with ThreadPoolExecutor(max(1, len(list(engine.systems)))) as threads:
        futures = [threads.submit(_look_at, engine, system, reporter) for system in engine.systems]
        found = [future.result() for future in futures]
    return tuple(alarm for alarms in found for alarm in alarms)


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


def look_again(engine: Engine) -> None:
    """Read by id what hints, unknown words and full listings left open."""
    for system in engine.systems:
        for kind in (CANDIDATE, APPLICATION, REASON):
            engine.observer.look_again(system, kind=kind)


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
