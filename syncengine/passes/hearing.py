"""Looking at what vendors told by themselves, between two passes, and writing what follows from it.

The same guards watch as over a pass, over all that was heard within an hour, and the same people wait when one of them
stops it. Nothing is listed: what no hint names is left to the next pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from connectors.errors import ConnectorError
from connectors.lanes import Lane
from syncengine.app import Engine
from syncengine.passes.clock import went_back
from syncengine.passes.guarding import HEARD, mass_alarm
from syncengine.passes.looking import listed_before, look_again, require_lists
from syncengine.passes.looking_out import agreed_before, looking_out
from syncengine.passes.outcome import Agree, Outcome, Proposal, Reporter
from syncengine.passes.writing import count_plans, end, write
from syncengine.store import hints, queue
from syncengine.work.observe import FOLLOWED
from syncengine.work.places import Places
from syncengine.work.systems import CANDIDATE

HEARD_AT_ONCE = 200
"""Refs of a kind that are looked at before what follows from them is written: what is urgent must not wait for what
was told in the same hour."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What following the hints led to. ``failures`` are the systems that could not be looked at, each with why;
    ``outcome`` is None when there was nothing to write. ``doubted`` says that a guard stopped it before all hints were
    followed."""

    failures: Mapping[str, ConnectorError] = field(default_factory=dict)
    outcome: Outcome | None = None
    doubted: bool = False


def something_told(engine: Engine) -> bool:
    """Whether there is a hint that can be followed now."""
    return bool(told_of(engine))


def told_of(engine: Engine) -> frozenset[str]:
    """Systems of which there are hints that can be followed now. Not before the first agreed backfill, and only while
    the policy is the one of the last pass: people whose plan changed with it are for a whole pass to find."""
    with engine.store.read() as connection:
        about = hints.systems_with_some(connection, kinds=FOLLOWED)
        about &= {system.name for system in engine.systems}
        if not about or not _may_hear(engine, connection):
            return frozenset()
    engine.gates.look()
    return frozenset(name for name in about if engine.gates.stands_open(name))


def hear(engine: Engine, *, reporter: Reporter, agree: Agree, at_once: int = HEARD_AT_ONCE) -> Heard:
    """Follow the hints, the most urgent first. ``agree`` is only asked when a guard raises an alarm. Raises
    NotBackfilled."""
    about = told_of(engine)
    if not about:
        return Heard()
    doubts = went_back(engine)
    if doubts:
        return Heard(outcome=Outcome(alarms=doubts), doubted=True)
    looked = look_again(engine, lane=Lane.LIVE, limit=at_once, only=about)
    if looked.doubts:
        return Heard(looked.failures, Outcome(alarms=looked.doubts), doubted=True)
    matched = engine.matcher.match_all(progress=reporter.matched)
    now = engine.world.now()
    with engine.store.read() as connection:
        # Whose restrictions changed waits for nobody's consent, and so is not among the pending.
        if not queue.count_pending(connection) and not queue.any_ready(connection, now=now):
            return Heard(looked.failures)
    require_lists(engine, list_pools=False)
    with engine.store.write() as connection:
        run_id = engine.begin_run(connection, HEARD)
    preview, writing = count_plans(engine, reporter, only_due=True)
    mass = mass_alarm(engine, writing)
    if mass and not agree(Proposal(preview, Places(), mass)):
        return Heard(
            looked.failures, end(engine, run_id, Outcome(run_id, matched=matched, alarms=mass), outcome="stopped")
        )
    with looking_out(engine, run_id) as watch:
        outcome = write(engine, run_id, watch, matched=matched, reporter=reporter, counted_at=now)
    return Heard(looked.failures, outcome)


def _may_hear(engine: Engine, connection: sa.Connection) -> bool:
    if not all(listed_before(connection, system, CANDIDATE) for system in engine.systems):
        return False
    return agreed_before(engine, connection)
