"""What is to be written to take something back of one person, from what was written and what records show now."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from mappings.canonical import Fields
from syncengine.core.mails import unnamed_effects
from syncengine.core.model import Operation
from syncengine.core.undoing import Compensation, Ref, Situation, Write, compensate, without_mails
from syncengine.store import undoings
from syncengine.store.undoings import Undoing
from syncengine.work.facts import Facts
from syncengine.work.planning import Planner
from syncengine.work.systems import Systems


class Foreseer:
    """Looks into the store and writes nothing."""

    def __init__(self, planner: Planner, systems: Systems) -> None:
        self._planner = planner
        self._systems = systems

    def foresee(self, connection: sa.Connection, facts: Facts, of: Undoing) -> Compensation:
        """What is left to be done now."""
        targets, history = self._writes(connection, of)
        found = compensate(
            targets, history=history, situation=self._situation(facts, of), run=of.run, why=f"undone by {of.actor}"
        )
        return without_mails(found, self._refused(found))

    def _writes(self, connection: sa.Connection, of: Undoing) -> tuple[list[Write], list[Write]]:
        records = {each.write.record for each in undoings.find(connection, of.operations)}
        history = undoings.history(connection, records)
        wanted = set(of.operations)
        return [each for each in history if each.id in wanted], history

    def _situation(self, facts: Facts, of: Undoing) -> Situation:
        situation = self._planner.derive(facts)
        forbidden = dict.fromkeys(situation.forbidden_pools, "the person must not be in it as things are")
        closed = "the person was made anonymous" if situation.situation.restrictions.erased else ""
        if facts.kept_out:
            closed = "a record carries what somebody forgotten carried; see: talentsync review list"
        return Situation(
            shown=shown(facts),
            abilities={side.system: side.abilities for side in facts.sides},
            forbidden={**of.forbidden, **forbidden},
            closed=closed,
        )

    def _refused(self, found: Compensation) -> Mapping[Operation, str]:
        """Writes that may make a vendor mail the person, where the policy does not allow that."""
        allowed = self._planner.policy.may_mail
        effects = {
            each: unnamed_effects(each, self._systems[each.system].may_mail, may_mail=allowed)
            for each in found.operations
        }
        return {
            each: f"the vendor would mail the person ({', '.join(names)})" for each, names in effects.items() if names
        }


def shown(facts: Facts) -> dict[Ref, Fields]:
    """What living records of a person show, second ones included."""
    return {(side.system, side.ref): side.now for side in (*facts.sides, *facts.seconds) if side.ref is not None}
