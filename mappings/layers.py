"""Several policy files laid over each other, and what must hold between their parts. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from mappings.canonical import FIELDS
from mappings.policy import FieldRule, Policy, ReasonRule
from mappings.problems import Problem, suggest
from mappings.schema import PolicyFile, ReasonLine
from mappings.yamlfile import Document, Loc

_POOL_ROLES = ("nurture", "alumni", "push")


@dataclass(frozen=True, slots=True)
class Layer:
    """One file and what it said. Keys that it did not mention say nothing."""

    document: Document
    file: PolicyFile

    def says(self, key: str) -> bool:
        return key in self.file.model_fields_set


def combine(layers: Sequence[Layer]) -> Policy:
    """The policy that the layers make together; the last one that says something counts."""
    policy = Policy(
        name=_last(layers, "name"),
        version=str(_last(layers, "version")),
        fields={
            name: FieldRule(line.owner, line.write, line.clear) for name, line in _joined(layers, "fields").items()
        },
        stages=_stages(layers),
        pools=_joined(layers, "pools"),
        milestone_pools={
            milestone: pool for milestone, pool in _joined(layers, "milestone_pools").items() if pool is not None
        },
        nurture=_last(layers, "nurture"),
        alumni=_last(layers, "alumni"),
        push=_last(layers, "push"),
        reasons=_rules(_joined(layers, "reasons")),
        reason_categories=_rules(_joined(layers, "reason_categories")),
        create_in_crm=_last(layers, "create_in_crm"),
        note_on_rejection=_last(layers, "note_on_rejection"),
        fingerprint="",
    )
    return replace(policy, fingerprint=fingerprint(policy))


def fingerprint(policy: Policy) -> str:
    """The same for policies that decide the same, whatever they are called and however they were written."""
    content = {key: value for key, value in asdict(policy).items() if key not in {"name", "version", "fingerprint"}}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=sorted)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def cross_check(layers: Sequence[Layer]) -> Iterator[Problem]:
    """What the schema cannot see: names that must exist elsewhere, and rules that contradict each other."""
    pools = _joined(layers, "pools")
    for layer in layers:
        yield from _pool_references(layer, pools)
        yield from _pool_names(layer, pools)
        yield from _stage_twice(layer)
        yield from _field_rules(layer)
        yield from _reason_rules(layer)


def _pool_references(layer: Layer, pools: Mapping[str, str]) -> Iterator[Problem]:
    said: dict[Loc, str | None] = {(role,): getattr(layer.file, role) for role in _POOL_ROLES}
    said |= {("milestone_pools", milestone): pool for milestone, pool in layer.file.milestone_pools.items()}
    for loc, pool in said.items():
        if pool is not None and pool not in pools:
            yield layer.document.problem(loc, "is not one of the pools", suggest(pool, pools))


def _pool_names(layer: Layer, pools: Mapping[str, str]) -> Iterator[Problem]:
    for key, name in layer.file.pools.items():
        if not name.strip():
            yield layer.document.problem(("pools", key), "must not be empty")
        others = [other for other, taken in pools.items() if other != key and taken.casefold() == name.casefold()]
        if others:
            yield layer.document.problem(("pools", key), f"has the same name in the CRM as the pool {others[0]!r}")


def _stage_twice(layer: Layer) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for milestone, names in layer.file.stages.items():
        for position, name in enumerate(names):
            first = seen.setdefault(name.strip().casefold(), milestone)
            if first != milestone:
                loc: Loc = ("stages", milestone, position)
                yield layer.document.problem(loc, f"is listed under {first!r} already: a stage has one milestone")


def _field_rules(layer: Layer) -> Iterator[Problem]:
    for name, line in layer.file.fields.items():
        if name in FIELDS and FIELDS[name].derived and "ats" in line.write:
            loc: Loc = ("fields", name, "write")
            yield layer.document.problem(loc, "must not have ats: the field is made from what the ATS says")


def _reason_rules(layer: Layer) -> Iterator[Problem]:
    for key in ("reasons", "reason_categories"):
        lines: Mapping[str, ReasonLine] = getattr(layer.file, key)
        for name, line in lines.items():
            if line.recycle == "cool_down" and line.days == 0:
                yield layer.document.problem((key, name, "days"), "is required for cool_down")
            if line.recycle != "cool_down" and line.days:
                yield layer.document.problem((key, name, "days"), "is only for cool_down")


def _last(layers: Sequence[Layer], key: str) -> Any:
    saying = [layer for layer in layers if layer.says(key)]
    return getattr((saying or layers)[-1].file, key)


def _joined(layers: Sequence[Layer], key: str) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for layer in layers:
        joined |= getattr(layer.file, key)
    return joined


def _stages(layers: Sequence[Layer]) -> dict[str, str]:
    """Stage name to milestone; a later layer moves a stage, however it spells the letter case."""
    by_name: dict[str, tuple[str, str]] = {}
    for layer in layers:
        for milestone, names in layer.file.stages.items():
            by_name |= {name.strip().casefold(): (name.strip(), milestone) for name in names}
    return dict(by_name.values())


def _rules(lines: Mapping[str, ReasonLine]) -> dict[str, ReasonRule]:
    return {name: ReasonRule(line.recycle, line.days) for name, line in lines.items()}
