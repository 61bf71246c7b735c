"""Looking at all systems: listings, refs to look at again, and the guards that doubt what is seen.

One system that fails keeps nobody from looking at the other. What is unknown then is who was made there meanwhile:
no record is made in a system that this pass could not list (`Gates.unlisted`). In the others records are made as
always: because of a record that was read or listed a moment ago, and after a search for the person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog

from connectors.errors import ConnectorError, WrongAccount
from connectors.lanes import Lane, in_lane
from syncengine.app import Engine
from syncengine.core.safety import Alarm, clocks_apart, emptied_side, wrong_account
from syncengine.passes.outcome import Agree, NotBackfilled, Proposal, Reporter
from syncengine.store import inbox, listings, runs, snapshots
from syncengine.work.clocks import ClocksApart
from syncengine.work.observe import FOLLOWED
from syncengine.work.passage import Passage
from syncengine.work.places import Places
from syncengine.work.preview import Preview
from syncengine.work.systems import APPLICATION, CANDIDATE, System

log = structlog.get_logger("talentsync.pass")


_DOUBTS: Mapping[type[ConnectorError], str] = {WrongAccount: "wrong-account", ClocksApart: "clock-jump"}


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking led to. ``failures`` are the systems that could not be listed, each with why; ``left_out`` those
    that were not asked, because none of the kinds in question is theirs."""

    alarms: tuple[Alarm, ...] = ()
    failures: Mapping[str, ConnectorError] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    @property
    def doubts(self) -> tuple[Alarm, ...]:
        """What was seen of systems of which nothing was believed: other accounts than those that we know, and other
        times than ours. Nobody can agree to that."""
        return tuple(
            Alarm(name, error.reason, acceptable=False, system=error.system)
            for error in self.failures.values()
            for kind, name in _DOUBTS.items()
            if isinstance(error, kind)
        )

    def require_all(self) -> None:
        """Raise the first failure, if there is any."""
        for error in self.failures.values():
            raise error


def look(engine: Engine, reporter: Reporter, *, lane: Lane = Lane.LIVE, kinds: Collection[str] | None = None) -> Looked:
    """Read all systems into the store, side by side: all kinds that a pass lists, or those of them in ``kinds``."""
    found: dict[str, list[Alarm]] = {}

    def list_all(system: System) -> None:
        found[system.name] = _look_at(engine, system, reporter, kinds)

    left_out = _left_out(engine, kinds)
    failures = _each(engine, list_all, lane=lane, proves=True, but=left_out)
    _note_unlisted(engine, failures, left_out)
    alarms = tuple(alarm for system in engine.systems for alarm in found.get(system.name, ()))
    return Looked(alarms, failures, left_out)


def _left_out(engine: Engine, kinds: Collection[str] | None) -> frozenset[str]:
    """A system that is not asked proves nothing about itself."""
    if kinds is None:
        return frozenset()
    return frozenset(system.name for system in engine.systems if not set(system.listed_kinds) & set(kinds))


def _note_unlisted(engine: Engine, failures: Collection[str], left_out: Collection[str]) -> None:
    """Who could not be listed before, and was not asked now, is as unknown as before."""
    still = engine.gates.unlisted & frozenset(left_out)
    engine.gates.note_unlisted({*failures, *still})


def look_again(
    engine: Engine,
    looked: Looked | None = None,
    *,
    lane: Lane = Lane.LIVE,
    limit: int | None = None,
    only: Collection[str] | None = None,
) -> Looked:
    """Read by id what hints, unknown words and full listings left open, in the systems that could be listed: all of it,
    or of each kind the most urgent up to ``limit``, in all systems or in ``only`` these. Deliveries that are followed
    with that are noted."""

    def read_hinted(system: System) -> None:
        for kind in FOLLOWED:
            engine.observer.look_again(system, kind=kind, limit=limit)
        with engine.store.write() as connection:
            inbox.note_followed(connection, system=system.name, now=engine.world.now())

    before = looked or Looked()
    others = () if only is None else [system.name for system in engine.systems if system.name not in only]
    failures = {**before.failures, **_each(engine, read_hinted, lane=lane, but={*before.failures, *others})}
    if looked is not None:  # else nothing was listed, and what is unlisted stays so
        _note_unlisted(engine, failures, before.left_out)
    return Looked(before.alarms, failures, before.left_out)


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


def _look_at(engine: Engine, system: System, reporter: Reporter, kinds: Collection[str] | None) -> list[Alarm]:
    alarms = []
    engine.observer.list_looked_up(system)
    for kind in system.listed_kinds:
        if kinds is not None and kind not in kinds:
            continue
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


def listed_before(connection: sa.Connection, system: System, kind: str) -> bool:
    """Whether a kind was ever read to its end."""
    before = listings.listing_of(connection, system=system.name, kind=kind)
    return before is not None and before.complete


def require_lists(engine: Engine, *, list_pools: bool) -> None:
    """People would be taken out of one list and find no other: nothing is written while a list is missing. Raises
    NotBackfilled."""
    closed = [each.system for each in engine.gates.closed()]
    try:
        missing = engine.places.find(list_pools=list_pools, but=closed).pools
    except ConnectorError as error:
        engine.gates.failed(error, caller="", probing=False)
        raise
    if missing:
        names = ", ".join(f"{name!r} in {system}" for system, name in missing)
        raise NotBackfilled(f"these lists of the policy are missing: {names}; to make them, run: talentsync backfill")


def check_accounts(engine: Engine) -> tuple[Alarm, ...]:
    """Prove the credentials, that they lead to the accounts of the last run, and that all clocks tell the same time.
    Raises ConnectorError."""
    alarms = []
    for system in engine.systems:
        account = system.connector.check()
        ahead, most = system.connector.ahead_seconds, system.most_apart_seconds
        apart = clocks_apart(system=system.name, ahead=ahead, most=most)
        alarms += [apart] if apart else []
        with engine.store.write() as connection:
            known = runs.systems(connection).get(system.name)
            alarm = wrong_account(system=system.name, before=known.account_id if known else None, now=account.id)
            if alarm is not None:
                alarms.append(alarm)
                continue
            engine.accounts.note_proved(system.name)
            runs.remember_system(
                connection,
                name=system.name,
                connector=system.connector.manifest.vendor,
                role=system.role,
                account_id=account.id,
                account_name=account.name,
            )
    return tuple(alarms)
