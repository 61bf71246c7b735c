"""What a push rule names in an ATS, found there: the job, the source, and the user whose prospect it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from mappings.policy import PushRule
from syncengine.core.model import Operation, Plan, Remark
from syncengine.core.situation import fold
from syncengine.core.unmade import without_creation

UNAIMED = "unaimed"
"""Code of the remark about a person who is not pushed because of what the rule names."""

Sort = Literal["job", "source", "owner"]
SORTS: tuple[Sort, ...] = ("job", "source", "owner")


@dataclass(frozen=True, slots=True)
class Target:
    """One thing in an ATS that a rule may name by its id, or by one of its names. ``open`` is False for a job that is
    closed and a user who has left."""

    id: str
    names: tuple[str, ...]
    open: bool = True


Targets = Mapping[Sort, Sequence[Target]]
"""Everything that can be named in one ATS. What is not listed there cannot be named."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What a rule names, and why it is not clear what is meant."""

    sort: Sort
    named: str
    why: str

    @property
    def text(self) -> str:
        return f"the {self.sort} {self.named!r} {self.why}"


def find(named: str, sort: Sort, among: Sequence[Target]) -> Target | Missed:
    """The one that is meant: by its id, else the only one of that name that is open."""
    by_id = next((each for each in among if each.id == named.strip()), None)
    found = [by_id] if by_id else [each for each in among if fold(named) in map(fold, each.names)]
    open_ones = [each for each in found if each.open]
    if len(open_ones) == 1:
        return open_ones[0]
    if open_ones:
        return Missed(sort, named, f"is not clear: {len(open_ones)} are called that; name its id")
    return Missed(sort, named, _GONE[sort] if found else "is not there")


_GONE: Mapping[Sort, str] = {"job": "is not open", "source": "is not there", "owner": "is not active any more"}


def misses(rule: PushRule, targets: Targets) -> tuple[Missed, ...]:
    """Everything that the rule names and that cannot be found."""
    named = {sort: wanted for sort in SORTS if (wanted := _named(rule, sort)) is not None}
    found = (find(wanted, sort, targets.get(sort, ())) for sort, wanted in named.items())
    return tuple(each for each in found if isinstance(each, Missed))


def aim(rule: PushRule, targets: Targets, *, first_source: str | None = None) -> PushRule | tuple[Missed, ...]:
    """The rule with ids in the place of names. ``first_source`` is where the CRM says that the person came from first:
    it counts where the rule names no source and the ATS has one of exactly that name."""
    missed = misses(rule, targets)
    if missed:
        return missed
    job, source, owner = (_id(_named(rule, sort), sort, targets) for sort in SORTS)
    if source is None:
        source = _id(first_source, "source", targets)
    return replace(rule, job=job, source=source, owner=owner)


def aimed(plan: Plan, targets: Mapping[str, Targets], *, today: date, first_source: str | None = None) -> Plan:
    """The plan with ids in its pushes. Whoever cannot be pushed as the rule says is not pushed at all, and is looked at
    again tomorrow: what is missing may be there by then, and nothing would tell. ``targets`` go by system."""
    for operation in plan.operations:
        if operation.push is None or operation.system not in targets:
            continue
        found = aim(operation.push, targets[operation.system], first_source=first_source)
        if isinstance(found, PushRule):
            plan = _with(plan, operation, replace(operation, push=found))
            continue
        plan = without_creation(plan, operation.system)
        remarks = tuple(_remark(operation, operation.push, each) for each in found)
        wake_on = min(filter(None, (plan.wake_on, today + timedelta(days=1))))
        plan = replace(plan, remarks=(*plan.remarks, *remarks), wake_on=wake_on)
    return plan


def _with(plan: Plan, old: Operation, new: Operation) -> Plan:
    return replace(plan, operations=tuple(new if each is old else each for each in plan.operations))


def _remark(operation: Operation, rule: PushRule, missed: Missed) -> Remark:
    text = f"the push rule {rule.name!r} cannot be followed in {operation.system}: {missed.text}"
    return Remark(UNAIMED, text, operation.system, review=True)


def _named(rule: PushRule, sort: Sort) -> str | None:
    return {"job": rule.job, "source": rule.source, "owner": rule.owner}[sort]


def _id(named: str | None, sort: Sort, targets: Targets) -> str | None:
    found = find(named, sort, targets.get(sort, ())) if named is not None else None
    return found.id if isinstance(found, Target) else None
