"""One person under a policy: how they stand, what every rule said, and what becomes of it. For stdout and for nothing
else: it says who it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from mappings.policy import PushRule, Recycle
from syncengine.core.rulebook import Verdict
from syncengine.core.situation import Situation, closed_on
from syncengine.front.display.plans import operation_json, operation_lines
from syncengine.front.display.policy.names import policy_json, policy_name, short
from syncengine.front.display.words import command, plain
from syncengine.front.policy.explaining import PoolsBySystem, Told

_OUTCOMES: Mapping[str, str] = {
    "none": "no candidacy that may be told of",
    "prospect": "a prospect in the ATS",
    "active": "active in the ATS",
    "rejected": "rejected everywhere",
    "withdrawn": "closed everywhere; the last word was theirs",
    "hired": "hired",
    "unclear": "not understood, so that nothing is concluded",
}
_RECYCLE: Mapping[Recycle, str] = {
    "never": "never to be approached again",
    "now": "may be approached again at once",
    "cool_down": "may be approached again after a while",
}


def told_shown(told: Told, *, config: Path) -> Iterator[RenderableType]:
    """The person and the policy, then the situation, the rules in order, and what follows."""
    who, derived = told.who, told.derived
    yield Text(f"{plain(who.name) or '(no name)'}  [{who.person}]", style="bold")
    yield from _policy_lines(told, config)
    yield Text("\nHow they stand", style="bold")
    yield from (f"  {line}" for line in _situation_lines(derived.situation))
    yield Text("\nRules about lists, in order", style="bold")
    yield from (f"  {line}" for line in _verdict_lines(told))
    yield Text("\nRules about the ATS", style="bold")
    yield from (f"  {line}" for line in _push_lines(told.pushes))
    yield Text("\nLists", style="bold")
    yield from (f"  {line}" for line in _pool_lines(told))
    yield Text("\nWhat is due now", style="bold")
    due = [line for operation in told.plan.operations for line in operation_lines(operation)]
    yield from (f"  {line}" for line in due or ["nothing: all is as the policy wants it"])
    for remark in told.plan.remarks:
        yield f"  not done{f' in {remark.system}' if remark.system else ''}: {plain(remark.text)}"


def _policy_lines(told: Told, config: Path) -> Iterator[str]:
    yield f"Under the policy {policy_name(told.policy)}."
    if told.last_policy is None:
        yield "No pass has run to its end yet."
    elif told.last_policy != told.policy.fingerprint:
        compare = command("policy diff last current", config)
        yield f"The last pass was made under another one [{short(told.last_policy)}]: see {compare}"


def _situation_lines(situation: Situation) -> Iterator[str]:
    yield _OUTCOMES[situation.outcome]
    if situation.milestone is not None:
        yield f"furthest milestone: {situation.milestone}"
    if situation.last is not None and situation.recycle is not None:
        day = closed_on(situation.last)
        words = f"last closed {day or 'on an unknown day'}, {situation.last.reason_category}"
        yield f"{words}: {_RECYCLE[situation.recycle]}"
    if situation.cool_until is not None:
        yield f"the cool-down ends on {situation.cool_until}"
    if situation.restrictions.any:
        yield f"restricted: {' and '.join(situation.restrictions.names)}"
    if situation.locked:
        yield "something runs of which nobody is told"
    if situation.contactable:
        yield "may be in lists in which people are written to"
    else:
        yield "contact lock: may not be in any list in which people are written to"


def _verdict_lines(told: Told) -> Iterator[str]:
    for verdict in told.derived.decision.verdicts:
        yield _verdict_line(verdict)
    said = {verdict.rule for verdict in told.derived.decision.verdicts}
    for pool, rule in sorted(told.derived.decision.because.items()):
        if rule not in said:
            yield f"{pool}: not in it, {plain(rule)}"


def _verdict_line(verdict: Verdict) -> str:
    where = f" ({plain(verdict.at)})" if verdict.at else ""
    if verdict.pool is None:
        return f"no   {plain(verdict.rule)}{where}: {plain(verdict.why)}"
    return f"yes  {plain(verdict.rule)}{where}: {verdict.pool}, {plain(verdict.why)}"


def _push_lines(pushes: tuple[tuple[PushRule, str | None], ...]) -> Iterator[str]:
    for rule, why_not in pushes:
        where = f" ({plain(rule.at)})" if rule.at else ""
        yield f"no   {plain(rule.name)}{where}: {plain(why_not)}" if why_not else f"yes  {plain(rule.name)}{where}"
    if not pushes:
        yield "none: nobody is created in the ATS"


def _pool_lines(told: Told) -> Iterator[str]:
    for system in sorted(told.before):
        yield f"{system} now: {_names(told.before[system])}"
        yield f"{system} afterwards: {_names(told.after.get(system, frozenset()))}"
        if told.plan.wake_on is not None:
            yield f"{system} on {told.plan.wake_on}: {_names(told.later.get(system, frozenset()))}"


def _names(pools: frozenset[str]) -> str:
    return plain(sorted(pools)) or "(none)"


def told_json(told: Told) -> dict[str, Any]:
    derived, situation = told.derived, told.derived.situation
    return {
        "person": told.who.person,
        "records": list(told.who.refs),
        "policy": {**policy_json(told.policy), "is_that_of_the_last_pass": _is_last(told)},
        "situation": _situation_json(situation),
        "rules": [_verdict_json(verdict) for verdict in derived.decision.verdicts],
        "because": dict(sorted(derived.decision.because.items())),
        "push": [{"rule": rule.name, "at": rule.at, "why_not": why_not} for rule, why_not in told.pushes],
        "pools": {"now": _pools_json(told.before), "afterwards": _pools_json(told.after)},
        "wakes": {"on": told.plan.wake_on, "pools": _pools_json(told.later)} if told.plan.wake_on else None,
        "operations": [operation_json(operation) for operation in told.plan.operations],
        "not_done": [{"code": each.code, "why": each.text} for each in told.plan.remarks],
    }


def _is_last(told: Told) -> bool | None:
    return None if told.last_policy is None else told.last_policy == told.policy.fingerprint


def _situation_json(situation: Situation) -> dict[str, Any]:
    last = situation.last
    return {
        "outcome": situation.outcome,
        "milestone": situation.milestone,
        "category": last.reason_category if last else None,
        "closed_on": closed_on(last) if last else None,
        "recycle": situation.recycle,
        "cool_until": situation.cool_until,
        "restrictions": list(situation.restrictions.names),
        "locked": situation.locked,
        "contactable": situation.contactable,
    }


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    return {"rule": verdict.rule, "at": verdict.at, "pool": verdict.pool, "why": verdict.why}


def _pools_json(pools: PoolsBySystem) -> dict[str, list[str]]:
    return {system: sorted(names) for system, names in sorted(pools.items())}
