"""Ways to spoil a policy file by one small change, as somebody might by a slip.

Left alone is what decides nothing, whatever it says: names of lists in the CRM and of the policy, who owns a field that
is written nowhere or that restricts (those are never merged), and the order of rules that are not about the same lists.

A way takes the decoded file and yields pairs: what was changed, in words, and the changed file.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from mappings.canonical import MILESTONES
from syncengine.core.restrictions import RESTRICTIONS

Data = dict[str, Any]
Mutant = tuple[str, Data]
Operator = Callable[[Data], Iterator[Mutant]]

OUTCOMES = ("none", "prospect", "active", "rejected", "withdrawn", "hired", "unclear")
RECYCLES = ("never", "now", "cool_down")
OWNERS = ("ats", "crm", "union", "newest", "review")
WRITES: tuple[list[str], ...] = ([], ["ats"], ["crm"], ["ats", "crm"])
_WORDS = {"outcome": OUTCOMES, "milestone": MILESTONES, "recycle": RECYCLES}


def _changed(data: Data, *path: Any, value: Any) -> Data:
    """A copy with one value set."""
    mutant = copy.deepcopy(data)
    place = mutant
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return mutant


def _without(data: Data, *path: Any) -> Data:
    """A copy without one entry."""
    mutant = copy.deepcopy(data)
    place = mutant
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return mutant


def _each_rule(data: Data) -> Iterator[tuple[int, Data]]:
    yield from enumerate(data["rules"])


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def drop_a_rule(data: Data) -> Iterator[Mutant]:
    for place, rule in _each_rule(data):
        yield f"rule {rule['name']!r} is gone", _without(data, "rules", place)
    for place, rule in enumerate(data["push"]):
        yield f"push rule {rule['name']!r} is gone", _without(data, "push", place)


def swap_rules(data: Data) -> Iterator[Mutant]:
    for first, second in combinations(range(len(data["rules"])), 2):
        if _lists(data, first) != _lists(data, second):
            continue
        rules = copy.deepcopy(data["rules"])
        rules[first], rules[second] = rules[second], rules[first]
        names = f"{rules[second]['name']!r} and {rules[first]['name']!r}"
        yield f"rules {names} change places", _changed(data, "rules", value=rules)


def _lists(data: Data, place: int) -> str:
    """The list that a rule is about, or its group."""
    into: str = data["rules"][place]["into"]
    group: str = data["pools"][into].get("group", into)
    return group


def drop_a_condition(data: Data) -> Iterator[Mutant]:
    for place, rule in _each_rule(data):
        for key in rule.get("when", {}):
            yield f"rule {rule['name']!r} does not ask for {key}", _without(data, "rules", place, "when", key)


def add_a_condition(data: Data) -> Iterator[Mutant]:
    for place, rule in _each_rule(data):
        for key, value in (("category", "we_rejected"), ("department", "Sales"), ("not_in_pool", "push")):
            mutant = _changed(data, "rules", place, "when", key, value=value)
            yield f"rule {rule['name']!r} asks for {key} {value}", mutant


def drop_a_word(data: Data) -> Iterator[Mutant]:
    for place, rule in _each_rule(data):
        for key in _WORDS:
            words = _listed(rule.get("when", {}).get(key, []))
            for word in words if len(words) > 1 else []:
                left = [each for each in words if each != word]
                mutant = _changed(data, "rules", place, "when", key, value=left)
                yield f"rule {rule['name']!r} does not mean {key} {word}", mutant


def another_word(data: Data) -> Iterator[Mutant]:
    for place, rule in _each_rule(data):
        for key, known in _WORDS.items():
            words = _listed(rule.get("when", {}).get(key, []))
            for word in words:
                for other in (each for each in known if each not in words):
                    changed = [other if each == word else each for each in words]
                    mutant = _changed(data, "rules", place, "when", key, value=changed)
                    yield f"rule {rule['name']!r} means {key} {other}, not {word}", mutant


def another_pool(data: Data) -> Iterator[Mutant]:
    for place, rule in _each_rule(data):
        for pool in (each for each in data["pools"] if each != rule.get("into")):
            yield f"rule {rule['name']!r} leads into {pool}", _changed(data, "rules", place, "into", value=pool)
        mutant = _without(data, "rules", place, "into")
        mutant["rules"][place]["out_of"] = rule["into"]
        mutant["rules"][place].pop("start", None)
        yield f"rule {rule['name']!r} leads out of {rule['into']}", mutant


def another_start(data: Data) -> Iterator[Mutant]:
    for place, rule in _each_rule(data):
        other = "at_once" if rule.get("start") == "after_cool_down" else "after_cool_down"
        yield f"rule {rule['name']!r} starts {other}", _changed(data, "rules", place, "start", value=other)


def other_pools(data: Data) -> Iterator[Mutant]:
    for key, pool in data["pools"].items():
        for flag in ("contact", "keeps"):
            value = not pool.get(flag, False)
            yield f"pool {key}: {flag} is {value}", _changed(data, "pools", key, flag, value=value)
        if "group" in pool:
            yield f"pool {key} is in no group", _without(data, "pools", key, "group")
        else:
            yield f"pool {key} is in the group progress", _changed(data, "pools", key, "group", value="progress")


def move_a_stage(data: Data) -> Iterator[Mutant]:
    for milestone, stages in data["stages"].items():
        for stage in stages:
            for other in (each for each in MILESTONES if each != milestone):
                mutant = _changed(data, "stages", milestone, value=[each for each in stages if each != stage])
                mutant["stages"][other] = [*mutant["stages"].get(other, []), stage]
                yield f"stage {stage!r} means {other}", mutant


def drop_a_stage(data: Data) -> Iterator[Mutant]:
    for milestone, stages in data["stages"].items():
        for place, stage in enumerate(stages):
            yield f"stage {stage!r} is gone", _without(data, "stages", milestone, place)


def other_reasons(data: Data) -> Iterator[Mutant]:
    for category, line in data["reason_categories"].items():
        for recycle in (each for each in RECYCLES if each != line["recycle"]):
            value = {"recycle": recycle, **({"days": 180} if recycle == "cool_down" else {})}
            mutant = _changed(data, "reason_categories", category, value=value)
            yield f"{category} means {recycle}", mutant


def other_days(data: Data) -> Iterator[Mutant]:
    for category, line in data["reason_categories"].items():
        for days in (line["days"] - 1, line["days"] + 1, line["days"] * 2) if "days" in line else ():
            yield f"{category} means {days} days", _changed(data, "reason_categories", category, "days", value=days)


def _written(data: Data) -> Iterator[tuple[str, Data]]:
    yield from ((name, line) for name, line in data["fields"].items() if line["write"] and name not in RESTRICTIONS)


def another_owner(data: Data) -> Iterator[Mutant]:
    for name, line in _written(data):
        for owner in (each for each in OWNERS if each != line["owner"]):
            yield f"field {name} is owned by {owner}", _changed(data, "fields", name, "owner", value=owner)


def written_elsewhere(data: Data) -> Iterator[Mutant]:
    for name, line in data["fields"].items():
        for write in (each for each in WRITES if sorted(each) != sorted(line["write"])):
            where = " and ".join(write) or "nowhere"
            yield f"field {name} is written to: {where}", _changed(data, "fields", name, "write", value=write)


def cleared_otherwise(data: Data) -> Iterator[Mutant]:
    for name, line in _written(data):
        clear = not line.get("clear", True)
        yield f"field {name}: clear is {clear}", _changed(data, "fields", name, "clear", value=clear)


def drop_a_field(data: Data) -> Iterator[Mutant]:
    for name in (name for name, line in data["fields"].items() if line["write"]):
        yield f"field {name} is gone", _without(data, "fields", name)


def other_pushes(data: Data) -> Iterator[Mutant]:
    for place, rule in enumerate(data["push"]):
        for pool in (each for each in data["pools"] if each != rule["when"]["in_pool"]):
            mutant = _changed(data, "push", place, "when", "in_pool", value=pool)
            yield f"push rule {rule['name']!r} is about {pool}", mutant
        mutant = _changed(data, "push", place, "as", value="applicant")
        mutant["push"][place]["job"] = "Engineer"
        yield f"push rule {rule['name']!r} makes applicants", mutant
        mutant = _changed(data, "push", place, "when", "outcome", value="rejected")
        yield f"push rule {rule['name']!r} asks for outcome rejected", mutant


def other_settings(data: Data) -> Iterator[Mutant]:
    for value in ("all", "with_application", "never"):
        yield f"create_in_crm is {value}", _changed(data, "create_in_crm", value=value)
    yield "note_on_rejection is False", _changed(data, "note_on_rejection", value=False)
    yield "there is no passport", _changed(data, "passport", value=None)
    yield "the passport is public", _changed(data, "passport", "visibility", value="public")
    yield "the passport is renewed daily", _changed(data, "passport", "again_after_days", value=1)
    job_stages = [{"job": "*", "stages": {"offer": ["Onsite"]}}]
    yield "stage 'Onsite' means offer at all jobs", _changed(data, "job_stages", value=job_stages)
    reasons = {"*": {"recycle": "never"}, "Too Junior": {"recycle": "now"}}
    yield "reason 'Too Junior' means now", _changed(data, "reasons", value=reasons)


OPERATORS: tuple[Operator, ...] = (
    drop_a_rule,
    swap_rules,
    drop_a_condition,
    add_a_condition,
    drop_a_word,
    another_word,
    another_pool,
    another_start,
    other_pools,
    move_a_stage,
    drop_a_stage,
    other_reasons,
    other_days,
    another_owner,
    written_elsewhere,
    cleared_otherwise,
    drop_a_field,
    other_pushes,
    other_settings,
)
