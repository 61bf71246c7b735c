"""That nothing does again what was taken back, until the facts change or a human acts.

What two systems show after that is what they agree to differ in: it becomes the baseline of both, so that neither
side's value is an edit, and the next one is. What a plan would write all the same is given up like a dropped letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import sqlalchemy as sa

from mappings.canonical import FIELDS, Value
from mappings.keys import same
from syncengine.core.model import Operation
from syncengine.core.reconcile import CREATE
from syncengine.core.undoing import Compensation
from syncengine.store import letters, parking, reviews, settled
from syncengine.store.letters import Failure
from syncengine.store.undoings import Undoing
from syncengine.work.facts import Facts
from syncengine.work.fingerprints import fingerprint_of
from syncengine.work.planning import Planner

Hold = tuple[str, str]
"""System, and the name under which a write is parked."""


class Holder:
    """Writes to the store, in the transactions of others."""

    def __init__(self, planner: Planner, *, now: Callable[[], float]) -> None:
        self._planner = planner
        self._now = now

    def agree_to_differ(self, connection: sa.Connection, facts: Facts, found: Compensation) -> Facts:
        """What was put back is agreed on as it is. Returns the facts with that."""
        agreed: dict[str, dict[str, Value]] = {}
        for side in facts.sides:
            names = found.restored.get((side.system, side.ref), frozenset()) & side.now.keys()
            if names and side.system in facts.baselines:
                agreed[side.system] = {**facts.baselines[side.system], **{name: side.now[name] for name in names}}
        records = {side.system: side.ref for side in facts.sides if side.ref is not None}
        settled.settle(connection, facts.person, agreed, now=self._now(), records=records)
        sides = tuple(replace(side, base=agreed.get(side.system, side.base)) for side in facts.sides)
        return replace(facts, sides=sides, baselines={**facts.baselines, **agreed})

    def holds(self, facts: Facts, found: Compensation, of: Undoing) -> list[Hold]:
        """What a plan would do again."""
        plan = self._planner.plan(facts).plan
        return [(each.system, name) for each in plan.operations for name in _again(each, found, of)]

    def hold(self, connection: sa.Connection, facts: Facts, holds: Sequence[Hold], of: Undoing) -> None:
        """Give these up for as long as their facts stay as they are."""
        for system, name in dict.fromkeys(holds):
            id_ = letters.open_letter(
                connection,
                facts.person,
                system=system,
                ref_id=None,
                names=[name],
                reason=reason_of(of.run, by=of.actor),
                failure=Failure(),
                now=self._now(),
            )
            prints = {name: fingerprint_of(name, facts.fingerprints) or ""}
            parking.park(
                connection, facts.person, system=system, fields=[name], facts=prints, review_id=id_, now=self._now()
            )
            reviews.close(connection, id_, decision=letters.DROPPED, by=of.actor, now=self._now())
        letters.give_up(connection, at=self._now())


def reason_of(run_id: str, *, by: str) -> str:
    """What a letter says about a write that was given up because it was undone."""
    return f"undone by {by} in {run_id}"


def _again(operation: Operation, found: Compensation, of: Undoing) -> Iterator[str]:
    """Names of what an operation would do again."""
    if operation.verb == "create":
        yield from [CREATE] if of.hold else []
    elif operation.note is not None:
        keys = {f"note:{operation.note.key}", operation.note.parked_as}
        yield from [operation.note.parked_as] if any((operation.system, key) in found.held for key in keys) else []
    elif operation.pool is not None:
        name = f"pool:{operation.pool}"
        yield from [name] if (operation.system, name) in found.held else []
    else:
        for change in operation.changes:
            was = (operation.system, change.field)
            several = FIELDS[change.field].shape == "set"
            if was in found.held and (several or same(FIELDS[change.field], change.value, found.held[was])):
                yield change.field
