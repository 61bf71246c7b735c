"""A small world of pretend systems: it carries out plans as vendors do, with rewriting and refusals, and settles as the
engine does. Time is a counter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from mappings.canonical import FIELDS, Value
from mappings.policy import FieldRule, Role
from syncengine.core.model import POLICY_SIDE, Abilities, Operation, PersonId, Plan, Side
from syncengine.core.reconcile import Wishes, reconcile, settled_fields

ADA = PersonId("p_ada")
NOBODY_CAN = Abilities(frozenset(), frozenset())
EVERYTHING = Abilities(frozenset(FIELDS), frozenset(FIELDS))
Edit = tuple[int, str, Value]
"""System by its place, field, new value."""
MIDNIGHT = datetime(2026, 9, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Habits:
    """What a vendor makes of values: texts are cut off or put in capitals, members are dropped, fields are refused."""

    longest: int = 99
    capitals: bool = False
    most: int = 99
    refuses: frozenset[str] = frozenset()

    def keep(self, value: Value) -> Value:
        if isinstance(value, str):
            return (value.upper() if self.capitals else value)[: self.longest]
        return value[: self.most] if isinstance(value, tuple) else value


PLAIN = Habits()


@dataclass(slots=True)
class System:
    """One vendor. ``record`` is None while it does not know the person; ``hidden`` fields are not reported."""

    name: str
    role: Role
    record: dict[str, Value] | None
    base: dict[str, Value] = field(default_factory=dict)
    habits: Habits = PLAIN
    abilities: Abilities = EVERYTHING
    hidden: frozenset[str] = frozenset()
    changed: int = 0

    def side(self) -> Side:
        if self.record is None:
            return Side(self.name, self.role, {}, {}, self.abilities)
        now = {name: value for name, value in self.record.items() if name not in self.hidden}
        changed_at = MIDNIGHT + timedelta(minutes=self.changed)
        return Side(self.name, self.role, now, dict(self.base), self.abilities, f"{self.name}-1", changed_at)

    def put(self, name: str, value: Value) -> None:
        """Somebody, human or not, saves a value."""
        assert self.record is not None
        self.record[name] = self.habits.keep(value)


@dataclass(slots=True)
class World:
    """Systems, rules and the policy's own word about one person."""

    systems: list[System]
    rules: Mapping[str, FieldRule]
    wishes: Wishes = field(default_factory=Wishes)
    policy: dict[str, Value] = field(default_factory=dict)
    policy_base: dict[str, Value] = field(default_factory=dict)
    clock: int = 100

    def sides(self) -> list[Side]:
        policy = Side(POLICY_SIDE, "policy", dict(self.policy), dict(self.policy_base), NOBODY_CAN)
        return [*(system.side() for system in self.systems), policy]

    def plan(self) -> Plan:
        return reconcile(ADA, self.sides(), rules=self.rules, wishes=self.wishes)

    def edit(self, index: int, name: str, value: Value) -> None:
        """A human changes a field in the vendor's UI, where there is a record."""
        system = self.systems[index % len(self.systems)]
        if system.record is not None:
            self._touch(system)
            system.put(name, value)

    def _touch(self, system: System) -> None:
        self.clock += 1
        system.changed = self.clock

    def run(self, *, meanwhile: Iterable[Edit] = ()) -> Plan:
        """Plan, carry out, settle. ``meanwhile`` are edits that humans make after the plan was made."""
        sides = self.sides()
        plan = reconcile(ADA, sides, rules=self.rules, wishes=self.wishes)
        for edit in meanwhile:
            self.edit(*edit)
        written: dict[str, set[str]] = {}
        failed: set[str] = set()
        for operation in plan.operations:
            self._carry_out(operation, written.setdefault(operation.system, set()), failed)
        self._settle(sides, plan, written=written, failed=frozenset(failed))
        return plan

    def _carry_out(self, operation: Operation, written: set[str], failed: set[str]) -> None:
        system = next(each for each in self.systems if each.name == operation.system)
        if operation.verb == "create":
            assert system.record is None, "a record that exists is never created"
            self._touch(system)
            system.record = {name: () if FIELDS[name].shape == "set" else None for name in self.rules}
        if operation.verb in {"add_to_pool", "remove_from_pool"}:
            self._move(system, operation, written, failed)
        for change in operation.changes:
            if change.field in system.habits.refuses:
                failed.add(change.field)
                self._park(system.name, change.field)
                continue
            self._touch(system)
            system.put(change.field, change.value)
            written.add(change.field)

    def _move(self, system: System, operation: Operation, written: set[str], failed: set[str]) -> None:
        assert system.record is not None
        assert operation.pool is not None
        if "pools" in system.habits.refuses:
            failed.add("pools")
            self._park(system.name, f"pool:{operation.pool}")
            return
        pools = system.record["pools"]
        assert isinstance(pools, tuple)
        others = tuple(pool for pool in pools if pool != operation.pool)
        system.record["pools"] = (*others, operation.pool) if operation.verb == "add_to_pool" else others
        written.add("pools")

    def _park(self, system: str, name: str) -> None:
        self.wishes = replace(self.wishes, parked=self.wishes.parked | {(system, name)})

    def _settle(
        self, sides: list[Side], plan: Plan, *, written: Mapping[str, set[str]], failed: frozenset[str]
    ) -> None:
        """Fields that we wrote are settled as read back, all others as the plan saw them."""
        for system, side in zip(self.systems, sides, strict=False):
            shown = system.side()
            if shown.ref is None:
                continue
            ours = written.get(system.name, set())
            agreed = dict(shown.now) if side.ref is None else dict(side.now)
            agreed.update({name: value for name, value in shown.now.items() if name in ours})
            system.base = settled_fields(replace(side, now=agreed), plan, failed=failed)
        self.policy_base = settled_fields(sides[-1], plan, failed=failed)
