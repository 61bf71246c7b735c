"""Plans of single people, line by line with the why. They show personal data: for stdout and for nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mappings.canonical import Value
from mappings.policy import PushRule
from syncengine.core.model import Change, Operation
from syncengine.front.display.words import plain
from syncengine.plans import Entry, NewLink, effect_of

FEW = 20
"""So many people are shown one by one even when nobody asked for it."""


def plan_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Each person with what would be written and why."""
    for entry in entries:
        yield f"{plain(entry.name) or '(no name)'}  [{entry.person}]"
        for link in entry.links:
            yield f"  linked: {link_line(link)}"
        for operation in entry.operations:
            yield from (f"  {line}" for line in operation_lines(operation))
        for conflict in entry.plan.conflicts:
            winner = f"{conflict.winner} counts" if conflict.winner else "you decide"
            yield f"  {conflict.field}: {' and '.join(sorted(conflict.values))} disagree, {winner} ({conflict.rule})"
        for remark in entry.plan.remarks:
            yield f"  not done{f' in {remark.system}' if remark.system else ''}: {plain(remark.text)}"


def link_line(link: NewLink) -> str:
    """``crm:candidate:17 (in common: email; probability 0.9987)``."""
    common = f"in common: {plain(link.because)}" if link.because else ""
    sure = "" if link.probability is None else f"probability {link.probability:.4f}"
    by = "" if link.by == "talentsync" else f"by {plain(link.by)}"
    evidence = "; ".join(filter(None, (by, common, sure)))
    return plain(link.record) + (f" ({evidence})" if evidence else "")


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


def plans_json(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [_plan_json(entry) for entry in entries]


def _plan_json(entry: Entry) -> dict[str, Any]:
    return {
        "person": entry.person,
        "name": entry.name,
        "records": list(entry.records),
        "links": [
            {"record": each.record, "by": each.by, "because": list(each.because), "probability": each.probability}
            for each in entry.links
        ],
        "operations": [operation_json(operation) for operation in entry.operations],
        "conflicts": [
            {"field": each.field, "values": dict(each.values), "winner": each.winner, "rule": each.rule}
            for each in entry.plan.conflicts
        ],
        "not_done": [
            {"code": each.code, "why": each.text, "system": each.system, "field": each.field}
            for each in entry.plan.remarks
        ],
    }


def operation_json(operation: Operation) -> dict[str, Any]:
    return {
        "verb": operation.verb,
        "effect": effect_of(operation),
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
