"""A policy written as one file again: whole, with nothing left to be taken over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from mappings.canonical import MILESTONES
from mappings.policy import FieldRule, Policy, PoolRule, PushRule, ReasonRule, When

_FORMAT = 2


def as_file(policy: Policy, *, over: Policy) -> dict[str, Any]:
    """The content of a policy file that says the same, key for key, when it is laid over another policy."""
    return {
        "version": _FORMAT,
        "name": policy.name,
        "fields": {name: _field(rule) for name, rule in policy.fields.items()},
        "stages": _stages(policy.stages),
        "job_stages": [
            {**_without_none({"job": each.job, "department": each.department}), "stages": _stages(each.stages)}
            for each in policy.job_stages
        ],
        "pools": {key: asdict(pool) for key, pool in policy.pools.items()},
        "rules": [*map(_rule, policy.rules), *_off(over.rules, policy.rules)],
        "push": [*map(_push, policy.push), *_off(over.push, policy.push)],
        "reasons": _reasons(policy.reasons),
        "reason_categories": _reasons(policy.reason_categories),
        "create_in_crm": policy.create_in_crm,
        "note_on_rejection": policy.note_on_rejection,
        "passport": asdict(policy.passport) if policy.passport else None,
        "may_mail": sorted(policy.may_mail),
    }


def _field(rule: FieldRule) -> dict[str, Any]:
    owner = dict(rule.owner_in) if rule.owner_in else rule.owner
    return {"owner": owner, "write": sorted(rule.write), "clear": rule.clear}


def _stages(stages: Mapping[str, str]) -> dict[str, list[str]]:
    named = {milestone: [name for name, sorted_under in stages.items() if sorted_under == milestone]
             for milestone in MILESTONES}  # fmt: skip
    return {milestone: names for milestone, names in named.items() if names}


def _reasons(reasons: Mapping[str, ReasonRule]) -> dict[str, dict[str, Any]]:
    return {name: {"recycle": rule.recycle} | ({"days": rule.days} if rule.days else {})
            for name, rule in reasons.items()}  # fmt: skip


def _rule(rule: PoolRule) -> dict[str, Any]:
    where: dict[str, Any] = {"into": rule.into} if rule.into else {"out_of": list(rule.out_of)}
    return {"name": rule.name, **where, "start": rule.start, "when": _when(rule.when)}


def _push(rule: PushRule) -> dict[str, Any]:
    given = _without_none({"job": rule.job, "source": rule.source, "owner": rule.owner})
    return {"name": rule.name, "when": _when(rule.when), "as": rule.as_, **given}


def _off(below: Sequence[PoolRule | PushRule], rules: Sequence[PoolRule | PushRule]) -> Iterator[dict[str, Any]]:
    """Rules of the other policy that this one does not have."""
    names = {rule.name for rule in rules}
    yield from ({"name": rule.name, "off": True} for rule in below if rule.name not in names)


def _when(when: When) -> dict[str, Any]:
    said = _without_none(asdict(when))
    score = {"at_least": said.pop("score_at_least", None), "below": said.pop("score_below", None)}
    return said | ({"score": _without_none(score)} if _without_none(score) else {})


def _without_none(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _listed(value) for key, value in given.items() if value is not None}


def _listed(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value
