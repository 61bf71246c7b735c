"""Several policy files laid over each other. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from mappings.policy import (
    FieldRule,
    JobStages,
    Passport,
    Policy,
    Pool,
    PoolRule,
    PushRule,
    ReasonRule,
    When,
)
from mappings.policy_file import FieldLine, PolicyFile, PushLine, ReasonLine, RuleLine, WhenLine
from mappings.yamlfile import Document

_NO_DECISION = {"name", "version", "fingerprint"}
_CLOSED = {"rejected", "withdrawn"}


@dataclass(frozen=True, slots=True)
class Layer:
    """One file and what it said. Keys that it did not mention say nothing."""

    document: Document
    file: PolicyFile

    def says(self, key: str) -> bool:
        return key in self.file.model_fields_set

    def at(self, key: str, position: int) -> str:
        """File and line of an entry of a list."""
        line = self.document.lines.get((key, position))
        return f"{self.document.file}:{line}" if line else self.document.file


def combine(layers: Sequence[Layer]) -> Policy:
    """The policy that the layers make together; the last one that says something counts."""
    policy = Policy(
        name=_last(layers, "name"),
        version=str(_last(layers, "version")),
        fields=_fields(layers),
        stages=_stages(layers),
        job_stages=_job_stages(layers),
        pools=_resolved(layers),
        rules=tuple(_pool_rule(layer, position, line) for layer, position, line in _rules(layers, "rules")),
        push=tuple(_push_rule(layer, position, line) for layer, position, line in _rules(layers, "push")),
        reasons=_reasons(_joined(layers, "reasons")),
        reason_categories=_reasons(_joined(layers, "reason_categories")),
        create_in_crm=_last(layers, "create_in_crm"),
        note_on_rejection=_last(layers, "note_on_rejection"),
        passport=_passport(layers),
        may_mail=frozenset(_last(layers, "may_mail")),
        fingerprint="",
    )
    return replace(policy, fingerprint=fingerprint(policy))


def fingerprint(policy: Policy) -> str:
    """The same for policies that decide the same, whatever they are called and however they were written."""
    content = {key: value for key, value in asdict(policy).items() if key not in _NO_DECISION}
    for key in ("rules", "push"):
        content[key] = [{name: value for name, value in rule.items() if name != "at"} for rule in content[key]]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=sorted)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def pools_of(layers: Sequence[Layer]) -> dict[str, Pool]:
    """All pools by key. What a later layer does not say of one stays as it was."""
    joined: dict[str, Pool] = {}
    for layer in layers:
        for key, line in layer.file.pools.items():
            said = {"name": line} if isinstance(line, str) else line.model_dump(exclude_unset=True, exclude_none=True)
            joined[key] = replace(joined.get(key, Pool("")), **said)
    return joined


def _resolved(layers: Sequence[Layer]) -> dict[str, Pool]:
    """A pool that rules fill with rejected people is one in which people are written to, unless somebody says that it
    is not: to forget a word must not let an opted-out person in."""
    pools = pools_of(layers)
    said = {
        key
        for layer in layers
        for key, line in layer.file.pools.items()
        if not isinstance(line, str) and line.contact is not None
    }
    filled = {line.into for _, _, line in _rules(layers, "rules") if _CLOSED & set(line.when.outcome or ())}
    return {
        key: replace(pool, contact=True) if key in filled and key not in said else pool for key, pool in pools.items()
    }


def _rules(layers: Sequence[Layer], key: str) -> list[tuple[Layer, int, Any]]:
    """Rules of all layers in the order in which they are asked. One that has the name of a rule below stands in its
    place; new ones of a later layer go before all that were there, so that they can make exceptions."""
    standing: list[tuple[Layer, int, Any]] = []
    for layer in layers:
        own = [(layer, position, line) for position, line in enumerate(getattr(layer.file, key))]
        replacing = {entry[2].name: entry for entry in own}
        below = {entry[2].name for entry in standing}
        kept = [replacing.get(entry[2].name, entry) for entry in standing]
        standing = [entry for entry in own if entry[2].name not in below] + kept
    return [entry for entry in standing if not entry[2].off]


def _pool_rule(layer: Layer, position: int, line: RuleLine) -> PoolRule:
    at = layer.at("rules", position)
    return PoolRule(line.name, _when(line.when), line.into, tuple(line.out_of or ()), line.start, at)


def _push_rule(layer: Layer, position: int, line: PushLine) -> PushRule:
    at = layer.at("push", position)
    return PushRule(line.name, _when(line.when), line.as_, line.job, line.source, line.owner, at)


def _when(line: WhenLine) -> When:
    said = {name: getattr(line, name) for name in line.model_fields_set if name != "score"}
    sets = {"outcome", "milestone", "category", "recycle", "in_pool", "not_in_pool"}
    values: dict[str, Any] = {
        name: frozenset(value) if name in sets else tuple(value) for name, value in said.items() if value
    }
    if line.score is not None:
        values |= {"score_at_least": line.score.at_least, "score_below": line.score.below}
    return When(**values)


def _fields(layers: Sequence[Layer]) -> dict[str, FieldRule]:
    """Rules by field. Whether it may clear stays as it was where a later layer does not say."""
    joined: dict[str, FieldRule] = {}
    for layer in layers:
        for name, line in layer.file.fields.items():
            below = joined.get(name)
            clear = line.clear if below is None or "clear" in line.model_fields_set else below.clear
            joined[name] = _field_rule(line, clear=clear)
    return joined


def _field_rule(line: FieldLine, *, clear: bool) -> FieldRule:
    if isinstance(line.owner, str):
        return FieldRule(line.owner, line.write, clear)
    return FieldRule(line.owner.ats, line.write, clear, {"ats": line.owner.ats, "crm": line.owner.crm})


def _passport(layers: Sequence[Layer]) -> Passport | None:
    line = _last(layers, "passport")
    return None if line is None else Passport(line.visibility, line.again_after_days)


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
        by_name |= {name.strip().casefold(): (name.strip(), milestone) for name, milestone in _named(layer.file.stages)}
    return dict(by_name.values())


def _job_stages(layers: Sequence[Layer]) -> tuple[JobStages, ...]:
    """What is said of some jobs; later layers are asked first."""
    return tuple(
        JobStages(tuple(line.job) if line.job else None, tuple(line.department) if line.department else None,
                  {name.strip(): milestone for name, milestone in _named(line.stages)})
        for layer in reversed(layers)
        for line in layer.file.job_stages
    )  # fmt: skip


def _named(stages: Mapping[Any, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for milestone, names in stages.items():
        for name in names:
            yield name, milestone


def _reasons(lines: Mapping[str, ReasonLine]) -> dict[str, ReasonRule]:
    return {name: ReasonRule(line.recycle, line.days) for name, line in lines.items()}
