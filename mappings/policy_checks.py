"""What must hold between the parts of a policy: names that must exist elsewhere, rules that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mappings.canonical import FIELDS
from mappings.layers import Layer, pools_of
from mappings.policy import Pool
from mappings.policy_file import FieldLine, PushLine, ReasonLine, RuleLine, WhenLine
from mappings.problems import Problem, suggest
from mappings.yamlfile import Document, Loc


def cross_check(layers: Sequence[Layer]) -> Iterator[Problem]:
    """What the schema cannot see."""
    pools = pools_of(layers)
    for layer in layers:
        yield from _pool_names(layer, pools)
        yield from _pool_rules(layer, pools)
        yield from _push_rules(layer, pools)
        yield from _names_twice(layer)
        yield from _off_at_nothing(layer, layers)
        for loc, stages in _all_stages(layer):
            yield from _stage_twice(layer.document, loc, stages)
        yield from _job_stages(layer)
        yield from _field_rules(layer)
        yield from _reason_rules(layer)


def _pool_rules(layer: Layer, pools: Mapping[str, Pool]) -> Iterator[Problem]:
    for position, line in enumerate(layer.file.rules):
        loc: Loc = ("rules", position)
        if not line.off and (line.into is None) == (line.out_of is None):
            yield layer.document.problem(loc, "must say either into or out_of")
        named: list[tuple[Loc, str]] = [(("into",), line.into)] if line.into else []
        named += [(("out_of", each), name) for each, name in enumerate(line.out_of or ())]
        for place, name in named:
            if name not in pools:
                yield _unknown_pool(layer.document, (*loc, *place), name, pools)
        if line.start == "after_cool_down" and line.into is None:
            yield layer.document.problem((*loc, "start"), "is only for rules that say into")
        yield from _conditions(layer.document, (*loc, "when"), line.when, pools)


def _push_rules(layer: Layer, pools: Mapping[str, Pool]) -> Iterator[Problem]:
    for position, line in enumerate(layer.file.push):
        loc: Loc = ("push", position)
        if line.as_ == "applicant" and line.job is None and not line.off:
            yield layer.document.problem((*loc, "job"), "is required for applicants")
        if not line.off and not line.when.in_pool:
            yield layer.document.problem(
                (*loc, "when", "in_pool"), "is required: we push whom somebody put into a list"
            )
        yield from _conditions(layer.document, (*loc, "when"), line.when, pools)


def _conditions(document: Document, loc: Loc, when: WhenLine, pools: Mapping[str, Pool]) -> Iterator[Problem]:
    for key in ("in_pool", "not_in_pool"):
        for position, name in enumerate(getattr(when, key) or ()):
            if name not in pools:
                yield _unknown_pool(document, (*loc, key, position), name, pools)
    if when.milestone and when.outcome and not set(when.outcome) - {"none", "prospect"}:
        yield document.problem((*loc, "milestone"), "is never reached by whom the outcome names")


def _unknown_pool(document: Document, loc: Loc, name: str, pools: Mapping[str, Pool]) -> Problem:
    return document.problem(loc, "is not one of the pools", suggest(name, pools))


def _names_twice(layer: Layer) -> Iterator[Problem]:
    for key in ("rules", "push"):
        seen: set[str] = set()
        lines: Sequence[RuleLine | PushLine] = getattr(layer.file, key)
        for position, line in enumerate(lines):
            if line.name in seen:
                yield layer.document.problem((key, position, "name"), "is the name of a rule above")
            seen.add(line.name)


def _off_at_nothing(layer: Layer, layers: Sequence[Layer]) -> Iterator[Problem]:
    """A rule that was to be taken away and is not there goes on deciding under its right name."""
    for key in ("rules", "push"):
        below = [line.name for each in layers[: layers.index(layer)] for line in getattr(each.file, key)]
        for position, line in enumerate(getattr(layer.file, key)):
            if line.off and line.name not in below:
                loc: Loc = (key, position, "name")
                yield layer.document.problem(loc, "is not a rule that could be taken away", suggest(line.name, below))


def _pool_names(layer: Layer, pools: Mapping[str, Pool]) -> Iterator[Problem]:
    for key in layer.file.pools:
        name = pools[key].name
        if not name.strip():
            yield layer.document.problem(("pools", key), "must not be empty")
        others = [other for other, pool in pools.items() if other != key and pool.name.casefold() == name.casefold()]
        if others:
            yield layer.document.problem(("pools", key), f"has the same name in the CRM as the pool {others[0]!r}")


def _all_stages(layer: Layer) -> Iterator[tuple[Loc, Mapping[Any, Sequence[str]]]]:
    yield ("stages",), layer.file.stages
    for position, line in enumerate(layer.file.job_stages):
        yield ("job_stages", position, "stages"), line.stages


def _stage_twice(document: Document, loc: Loc, stages: Mapping[Any, Sequence[str]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for milestone, names in stages.items():
        for position, name in enumerate(names):
            first = seen.setdefault(name.strip().casefold(), milestone)
            if first != milestone:
                text = f"is listed under {first!r} already: a stage has one milestone"
                yield document.problem((*loc, milestone, position), text)


def _job_stages(layer: Layer) -> Iterator[Problem]:
    for position, line in enumerate(layer.file.job_stages):
        if line.job is None and line.department is None:
            yield layer.document.problem(("job_stages", position), "must name a job or a department")


def _field_rules(layer: Layer) -> Iterator[Problem]:
    for name, line in layer.file.fields.items():
        if name not in FIELDS:
            continue
        loc: Loc = ("fields", name)
        if FIELDS[name].derived and "ats" in line.write:
            text = "must not have ats: the field is made from what the ATS says"
            yield layer.document.problem((*loc, "write"), text)
        yield from _owners(layer.document, (*loc, "owner"), name, line)


def _owners(document: Document, loc: Loc, name: str, line: FieldLine) -> Iterator[Problem]:
    owners = {line.owner} if isinstance(line.owner, str) else {line.owner.ats, line.owner.crm}
    is_set = FIELDS[name].shape == "set"
    if not is_set and "union" in owners:
        yield document.problem(loc, "must not be union: that is for fields with several values")
    if is_set and owners & {"newest", "review"}:
        yield document.problem(loc, "must be ats, crm or union: the values of this field are merged one by one")
    if FIELDS[name].derived and "newest" in owners:
        yield document.problem(loc, "must not be newest: what follows from the policy has no time of its own")


def _reason_rules(layer: Layer) -> Iterator[Problem]:
    for key in ("reasons", "reason_categories"):
        lines: Mapping[str, ReasonLine] = getattr(layer.file, key)
        seen: dict[str, str] = {}
        for name, line in lines.items():
            first = seen.setdefault(name.strip().casefold(), name)
            if first != name:
                yield layer.document.problem((key, name), f"is the same as {first!r}: letter case does not count")
            if line.recycle == "cool_down" and line.days == 0:
                yield layer.document.problem((key, name, "days"), "is required for cool_down")
            if line.recycle != "cool_down" and line.days:
                yield layer.document.problem((key, name, "days"), "is only for cool_down")
