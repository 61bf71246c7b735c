"""Plans of single people, line by line with the why. They show personal data: for stdout and for nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mappings.canonical import Value
from mappings.policy import PushRule
from syncengine.core.model import Change, Operation, PersonId, Plan
from syncengine.front.display.words import plain
from syncengine.front.whois import Who

FEW = 20
"""So many people are shown one by one even when nobody asked for it."""


class Collected:
    """Keeps the plans that say anything at all: writes, disagreements, things held back."""

    def __init__(self) -> None:
        self.plans: list[Plan] = []

    def add(self, plan: Plan) -> None:
        if plan.operations or plan.conflicts or plan.remarks:
            self.plans.append(plan)

    @property
    def people(self) -> list[PersonId]:
        return [plan.person for plan in self.plans]

    def shown(self, *, everybody: bool) -> list[Plan]:
        """Whom to show one by one: everybody that was asked for, or those with writes while they are few."""
        written = [plan for plan in self.plans if plan.operations]
        return self.plans if everybody else written * (len(written) <= FEW)


def plan_lines(plans: Iterable[Plan], who: Mapping[PersonId, Who]) -> Iterator[str]:
    """Each person with what would be written and why."""
    for plan in plans:
        known = who.get(plan.person)
        yield f"{plain(known.name) if known and known.name else '(no name)'}  [{plan.person}]"
        for operation in plan.operations:
            yield from (f"  {line}" for line in operation_lines(operation))
        for conflict in plan.conflicts:
            winner = f"{conflict.winner} counts" if conflict.winner else "you decide"
            yield f"  {conflict.field}: {' and '.join(sorted(conflict.values))} disagree, {winner} ({conflict.rule})"
        for remark in plan.remarks:
            yield f"  not done{f' in {remark.system}' if remark.system else ''}: {plain(remark.text)}"


def operation_lines(operation: Operation) -> Iterator[str]:
    where = f"{operation.system}: {VERBS[operation.verb]}"
    if operation.verb in {"add_to_pool", "remove_from_pool"}:
        yield f"{where} {operation.pool} ({operation.why}{_by(operation)})"
    elif operation.note is not None:
        yield f"{where}: {plain(operation.note.body)} ({operation.why})"
    else:
        made = f" as {operation.push.as_} by the rule {operation.push.name!r}" if operation.push else ""
        yield plain(f"{where}{made} {operation.ref or ''}".rstrip() + (f" ({operation.why})" if operation.why else ""))
        yield from (f"  {_change_line(change)}" for change in operation.changes)
    if operation.mails:
        yield f"  may mail the candidate: {', '.join(operation.mails)}"


VERBS = {
    "create": "create a record",
    "update": "update",
    "add_to_pool": "add to list",
    "remove_from_pool": "take out of list",
    "note": "write a note",
}


def _by(operation: Operation) -> str:
    return f"; rule {plain(operation.rule)!r}" if operation.rule else ""


def _change_line(change: Change) -> str:
    return f"{change.field}: {_shown(change.was)} -> {_shown(change.value)} ({change.why})"


def _shown(value: Value) -> str:
    return "(empty)" if value in (None, ()) else plain(value)


def plans_json(plans: Iterable[Plan], who: Mapping[PersonId, Who]) -> list[dict[str, Any]]:
    return [_plan_json(plan, who.get(plan.person)) for plan in plans]


def _plan_json(plan: Plan, known: Who | None) -> dict[str, Any]:
    return {
        "person": plan.person,
        "name": known.name if known else "",
        "records": list(known.refs) if known else [],
        "operations": [operation_json(operation) for operation in plan.operations],
        "conflicts": [
            {"field": each.field, "values": dict(each.values), "winner": each.winner, "rule": each.rule}
            for each in plan.conflicts
        ],
        "not_done": [
            {"code": each.code, "why": each.text, "system": each.system, "field": each.field} for each in plan.remarks
        ],
    }


def operation_json(operation: Operation) -> dict[str, Any]:
    return {
        "verb": operation.verb,
        "system": operation.system,
        "record": operation.ref,
        "pool": operation.pool,
        "note": operation.note.body if operation.note else None,
        "why": operation.why,
        "rule": operation.rule or None,
        "push": _push_json(operation.push),
        "mails": list(operation.mails),
        "changes": [
            {"field": each.field, "was": each.was, "value": each.value, "why": each.why} for each in operation.changes
        ],
    }


def _push_json(push: PushRule | None) -> dict[str, Any] | None:
    if push is None:
        return None
    return {"rule": push.name, "as": push.as_, "job": push.job, "source": push.source, "owner": push.owner}
