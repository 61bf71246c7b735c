"""From facts to a plan: the policy's wishes, the restrictions, and the merge, put together for one person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from mappings.canonical import FIELDS, Value
from mappings.keys import same
from mappings.policy import FieldRule, Policy
from syncengine.core.applications import Application
from syncengine.core.lifecycle import Derived, Standing, derive
from syncengine.core.mails import guarded
from syncengine.core.model import POLICY_SIDE, Abilities, Operation, Plan, Remark, Side
from syncengine.core.passport import NOTHING, Summary, passport, written_by
from syncengine.core.reconcile import Wishes, reconcile, restricting
from syncengine.core.restrictions import RESTRICTIONS, SETTABLE, Restrictions, restrictions_of
from syncengine.core.rulebook import pushed_by
from syncengine.core.several import spread, withdraw
from syncengine.core.targets import aimed
from syncengine.work.apply import parked_names
from syncengine.work.by_hand import Word
from syncengine.work.facts import Facts
from syncengine.work.targets import TargetBook

_NOTHING = Abilities(frozenset(), frozenset())

OUTDATED = Remark("outdated", "another policy is in force: only restrictions go on here")
KEPT_OUT = Remark("returned", "a record carries what somebody forgotten carried: only restrictions go on; see review")


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and the sides that it was made from, the policy's own side included."""

    plan: Plan
    sides: tuple[Side, ...]


class Planner:
    """Plans people under one policy. ``today`` is asked once per plan. ``targets`` knows what push rules may name in a
    system; without it, what they name is left as it is."""

    def __init__(self, policy: Policy, *, today: Callable[[], date], targets: TargetBook | None = None) -> None:
        self.policy = policy
        self._today = today
        self._targets = targets
        self._rules: dict[str, FieldRule] = {
            # What is written nowhere (restrictions, other tools' links) is read, and never merged.
            name: rule
            for name, rule in policy.fields.items()
            if rule.write and name not in RESTRICTIONS
        }

    @property
    def looks_at_own_moves(self) -> bool:
        """Do rules ask for lists that rules put people into? Then whoever was moved is planned once more."""
        whens = [*(rule.when for rule in self.policy.rules), *(rule.when for rule in self.policy.push)]
        asked = {pool for when in whens for pool in (*(when.in_pool or ()), *(when.not_in_pool or ()))}
        return any(asked & {rule.into, *rule.out_of} for rule in self.policy.rules)

    def plan(self, facts: Facts) -> Planned:
        derived = self.derive(facts)
        facts = _with_our_reminder(facts, derived)
        restrictions = derived.situation.restrictions
        before = facts.baselines.get(POLICY_SIDE, {})
        sides = (*facts.sides, self._policy_side(facts, derived, before))
        wishes = self._wishes(facts, derived, restrictions)
        word = Word(facts.said, facts.sides, fields=self._rules)
        plan = word.put_into(reconcile(facts.person, word.before(sides), rules=self._rules, wishes=wishes))
        plan = self._with_seconds(plan, facts, restrictions, wishes)
        if facts.only_restricting:
            plan = restricting(plan, KEPT_OUT if facts.kept_out else OUTDATED)
        return Planned(self._as_allowed(self._aimed(plan, facts), facts), sides)

    def _aimed(self, plan: Plan, facts: Facts) -> Plan:
        """The plan with ids where a push rule names things of an ATS."""
        pushed_in = {operation.system for operation in plan.operations if operation.push is not None}
        if self._targets is None or not pushed_in:
            return plan
        targets = {system: self._targets.of(system) for system in pushed_in}
        first_source = self._targets.first_source(facts.snapshots)
        return aimed(plan, targets, today=self._today(), first_source=first_source)

    def _as_allowed(self, plan: Plan, facts: Facts) -> Plan:
        """The plan without writes that may make a vendor mail the person, where the policy does not allow that."""
        effects = {side.system: side.abilities.mails for side in facts.sides}
        return guarded(plan, effects, may_mail=self.policy.may_mail)

    def derive(self, facts: Facts) -> Derived:
        """How somebody stands, and what the policy makes of it."""
        return derive(
            facts.applications,
            restrictions=restrictions_of(side.now for side in (*facts.sides, *facts.seconds)),
            policy=self.policy,
            before=facts.baselines.get(POLICY_SIDE, {}),
            today=self._today(),
            standing=_standing(facts),
        )

    def _with_seconds(self, plan: Plan, facts: Facts, restrictions: Restrictions, wishes: Wishes) -> Plan:
        """The plan, and before it what must not wait: what restricts a person restricts them in every record."""
        due: list[Operation] = []
        for system, role in sorted({(side.system, side.role) for side in facts.seconds}):
            records = [side for side in (*facts.sides, *facts.seconds) if side.system == system]
            settable = [name for name in SETTABLE if self._may_write(name, role)]
            due.extend(spread(records, settable=settable, restrictions=restrictions))
        for second in facts.seconds:
            if self._may_write("pools", second.role):
                due.extend(withdraw(second, wishes.forbidden_pools))
        parked = [operation for operation in due if _is_parked(operation, facts)]
        remarks = [Remark("parked", "a second record waits in review", each.system) for each in parked]
        operations = [operation for operation in due if operation not in parked]
        return replace(plan, operations=(*operations, *plan.operations), remarks=(*plan.remarks, *remarks))

    def _may_write(self, field: str, role: str) -> bool:
        return field in self.policy.fields and role in self.policy.fields[field].write

    def _policy_side(self, facts: Facts, derived: Derived, before: Mapping[str, Value]) -> Side:
        theirs = self._typed_by_hand(facts, derived, before)
        now: dict[str, Value] = {name: value for name, value in derived.fields.items() if name not in theirs}
        now.update({name: before[name] for name in theirs if name in before})
        in_ats = sorted(
            f"{side.system}:candidate:{side.ref}" for side in facts.sides if side.role == "ats" and side.ref is not None
        )
        if in_ats:
            now["ats_id"] = in_ats[0]
        return Side(POLICY_SIDE, "policy", now, before, _NOTHING)

    def _typed_by_hand(self, facts: Facts, derived: Derived, before: Mapping[str, Value]) -> frozenset[str]:
        """Fields owned by the CRM that show there what a human typed. The policy repeats its last word about them,
        and so changes nothing: a rejection must not overwrite, nor a comeback empty, what is not ours."""
        shown = [side.now for side in facts.sides if side.role == "crm"]
        return frozenset(
            name
            for name in derived.fields
            if name in self._rules and FIELDS[name].shape == "scalar" and self._rules[name].owner == "crm"
            if any(now.get(name) is not None and not same(FIELDS[name], now[name], before.get(name)) for now in shown)
        )

    def _wishes(self, facts: Facts, derived: Derived, restrictions: Restrictions) -> Wishes:
        push = pushed_by(self.policy, derived.situation)
        create_in, remarks = self._create_in(facts, restrictions, pushed=push is not None)
        summary = NOTHING if restrictions.sealed else self._summary(facts, derived)
        return Wishes(
            create_in=create_in,
            sealed=_sealed(facts, restrictions),
            forbidden_pools=derived.forbidden_pools,
            notes=(*derived.notes, summary.note) if summary.note else derived.notes,
            noted=facts.noted,
            parked=facts.parked,
            dropped=facts.dropped,
            remarks=(*derived.remarks, *remarks),
            because=derived.decision.because,
            push=push,
            wake_on=min(filter(None, (derived.decision.wake_on, summary.due_on)), default=None),
        )

    def _summary(self, facts: Facts, derived: Derived) -> Summary:
        """Who may not be mailed is told of: it mails nobody. It does not say so either: what a note says stays said,
        and a restriction can be lifted."""
        days = {key: datetime.fromtimestamp(at, UTC).date() for key, at in facts.noted_at.items()}
        return passport(
            facts.told,
            [each for each in facts.applications if _keeps_notes(facts, each)],
            policy=self.policy,
            shown=derived.situation.pools | facts.left,
            wanted=frozenset(derived.decision.wanted),
            written=written_by(days),
            editing=frozenset(side.system for side in facts.sides if side.abilities.edits_notes),
            today=self._today(),
        )

    def _create_in(
        self, facts: Facts, restrictions: Restrictions, *, pushed: bool
    ) -> tuple[frozenset[str], list[Remark]]:
        """Systems that should get a record. Whatever speaks against it is said, once, as a remark."""
        missing = [side for side in facts.sides if side.ref is None]
        wanted = [side.system for side in missing if self._wants_record(facts, side, pushed=pushed)]
        if not wanted:
            return frozenset(), []
        obstacle = _obstacle(facts, restrictions)
        if obstacle is not None:
            return frozenset(), [Remark(obstacle[0], obstacle[1], system) for system in wanted]
        gone = facts.vanished & set(wanted)
        remarks = [
            Remark("vanished", "the record that was here is gone; a human decides", name) for name in sorted(gone)
        ]
        return frozenset(wanted) - gone, remarks

    def _wants_record(self, facts: Facts, side: Side, *, pushed: bool) -> bool:
        if side.role == "ats":
            return pushed and not any(each.role == "ats" and each.ref for each in facts.sides)
        if not any(each.role == "ats" and each.ref for each in facts.sides):
            return False
        if self.policy.create_in_crm == "with_application":
            return any(not application.confidential for application in facts.applications)
        return self.policy.create_in_crm == "all"


def _keeps_notes(facts: Facts, application: Application) -> bool:
    """Is it in a system on whose record of the person a note can be written?"""
    return any(
        side.ref is not None and side.abilities.keeps_notes
        for side in facts.sides
        if application.ref.startswith(f"{side.system}:")
    )


def _with_our_reminder(facts: Facts, derived: Derived) -> Facts:
    """The facts, where somebody must not be written to, with the day that their cool-down ends as agreed on, if it is
    what a CRM shows. It is ours even if nothing was settled: whoever opts out while we write keeps no reminder."""
    day = derived.situation.cool_until
    if day is None or derived.situation.contactable:
        return facts
    due = day.isoformat()
    ours = {side.system for side in facts.sides if side.role == "crm" and side.now.get("due_date") == due}
    if not ours:
        return facts
    sides = [
        replace(side, base={**side.base, "due_date": due}) if side.system in ours else side for side in facts.sides
    ]
    before = {**facts.baselines.get(POLICY_SIDE, {}), "due_date": due}
    return replace(facts, sides=tuple(sides), baselines={**facts.baselines, POLICY_SIDE: before})


def _standing(facts: Facts) -> Standing:
    """What rules may ask besides candidacies. Second records of a person count like the leading one."""
    shown = [*facts.sides, *facts.seconds]
    tags = [side.now.get("tags") for side in shown if side.role == "ats"]
    pools = [side.now.get("pools") for side in shown if side.role == "crm"]
    return Standing(
        in_ats=any(side.role == "ats" and side.ref is not None for side in shown),
        tags=tuple(sorted({tag for found in tags if isinstance(found, tuple) for tag in found})),
        pools=frozenset(pool for found in pools if isinstance(found, tuple) for pool in found),
    )


def _sealed(facts: Facts, restrictions: Restrictions) -> frozenset[str]:
    """A CRM learns nothing new of who is private; whoever was made anonymous in one system is filled in by none."""
    if not restrictions.sealed:
        return frozenset()
    return frozenset(side.system for side in facts.sides if restrictions.erased or side.role == "crm")


def _is_parked(operation: Operation, facts: Facts) -> bool:
    names = parked_names(operation, seconds=facts.second_refs)
    return any((operation.system, name) in facts.parked for name in names)


def _obstacle(facts: Facts, restrictions: Restrictions) -> tuple[str, str] | None:
    if facts.doubtful:
        return "doubtful", "no record is made while it is open whether this is somebody we know"
    if restrictions.any:
        return "restricted", f"no record is made: {' and '.join(restrictions.names)}"
    return None
