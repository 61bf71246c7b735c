"""How loops are looked for, and how they are told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from mappings.canonical import FIELDS
from mappings.loader import load_policy
from mappings.policy import FieldRule, Owner, Policy, Role
from mappings.problems import BadFile
from syncengine.core.loops import loops
from syncengine.core.loops.cases import cases
from syncengine.core.loops.knots import around, cut_down, knots
from syncengine.core.loops.owners import rests
from syncengine.core.rulebook import unmet
from syncengine.settings import read_policy

LOOPING = """\
version: 2
pools:
  hot:  {name: Hot}
  warm: {name: Warm}
rules:
  - {name: heat, into: hot, when: {in_pool: warm}}
  - {name: warm up, into: warm, when: {not_in_pool: hot}}
"""


def policy(*rules: dict[str, Any], pools: str = "a b c d", **more: Any) -> Policy:
    named = {key: {"name": f"List {key}", **more.get(key, {})} for key in pools.split()}
    return load_policy(None, {"pools": named, "rules": list(rules)})


def rule(into: str, **when: Any) -> dict[str, Any]:
    return {"name": f"{into} by {sorted(when.items())}", "into": into, "when": when}


def ring(size: int) -> Policy:
    """Sourcers, each of whom hands over to the next."""
    names = [f"s{number:02}" for number in range(size)]
    rules = [rule(name, in_pool=names[place - 1]) for place, name in enumerate(names)]
    return policy(*rules, pools=" ".join(names), **{name: {"group": "sourcers"} for name in names})


def test_the_policy_is_refused_with_file_line_and_cycle(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(LOOPING, encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        read_policy(path)
    [problem] = refused.value.problems
    assert str(problem) == (
        f"{path}:6: rules: would never come to rest: somebody without candidacies, in 'warm': comes into 'hot' by"
        " 'heat'; then leaves 'warm' as 'warm up' applies no more; then leaves 'hot' as 'heat' applies no more; then"
        f" comes into 'warm' by 'warm up'; and so on for ever (the rules are at {path}:6 and {path}:7)"
    )


def test_a_field_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    text = "version: 2\nfields:\n  title: {owner: {ats: crm, crm: ats}, write: [ats, crm]}\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile) as refused:
        read_policy(path)
    [problem] = refused.value.problems
    assert (problem.file, problem.line, problem.path) == (str(path), 3, "fields.title.owner")
    assert "the ATS takes the value of: crm, and the CRM that of: ats" in problem.message


def test_overrides_are_looked_at_too() -> None:
    assert read_policy(None, {"create_in_crm": "all"}).create_in_crm == "all"
    with pytest.raises(BadFile, match=r"^overrides: rules: would never come to rest: "):
        read_policy(None, {"rules": [rule("silver", not_in_pool="silver")]})
    with pytest.raises(BadFile, match=r"^overrides: fields\.title\.owner: would never come to rest: "):
        read_policy(None, {"fields": {"title": {"owner": {"ats": "crm", "crm": "ats"}, "write": ["ats", "crm"]}}})


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ((), []),
        ((rule("b", in_pool="a"), rule("c", not_in_pool="b")), []),
        ((rule("a", in_pool="a"),), ["a"]),
        ((rule("b", in_pool="a"), rule("a", in_pool="b"), rule("c", in_pool="b")), ["a b"]),
        (
            (rule("b", in_pool="a"), rule("a", in_pool="b"), rule("c", in_pool="d"), rule("d", in_pool="c")),
            ["a b", "c d"],
        ),
        (({"name": "out", "out_of": ["a", "b"], "when": {"in_pool": "a"}},), ["a"]),
    ],
)  # fmt: skip
def test_only_circles_of_pools_are_knots(rules: tuple[dict[str, Any], ...], found: list[str]) -> None:
    assert [" ".join(sorted(knot)) for knot in knots(policy(*rules))] == found


def test_a_group_is_one() -> None:
    rules = (rule("b", in_pool="a"), rule("c", in_pool="d"))
    grouped: dict[str, Any] = {key: {"group": "g"} for key in ("a", "b")}
    assert [sorted(knot) for knot in knots(policy(*rules, **grouped))] == [["a"]]
    assert around(policy(*rules, **grouped), frozenset({"a"})) == {"a", "b"}


def test_around_a_knot_are_the_pools_that_it_hangs_on() -> None:
    found = policy(rule("b", in_pool="a"), rule("c", in_pool=["b", "c"]), rule("d", in_pool="c"))
    assert around(found, frozenset({"c"})) == {"a", "b", "c"}
    assert [each.into for each in cut_down(found, frozenset({"a", "b", "c"})).rules] == ["b", "c"]


def test_without_questions_about_pools_there_is_nobody_to_try() -> None:
    assert cases(cut_down(load_policy(), frozenset({"alumni"}))) != []
    assert loops(load_policy()) == []


def test_people_are_told_apart_by_what_rules_ask() -> None:
    asked = policy(
        rule("a", outcome="rejected", milestone="final", reason="Too *", department=["Sales", "HR *"], tag="x"),
        rule("b", outcome="active", score={"at_least": 2, "below": 3}),
    )
    at = [case.situation(asked) for case in cases(cut_down(asked, frozenset({"a", "b"})))]
    outcomes = {"none", "prospect", "active", "hired", "unclear", "rejected", "withdrawn"}
    assert {situation.outcome for situation in at} == outcomes
    first, second = (each.when for each in asked.rules[:2])
    assert None in {unmet(first, situation) for situation in at}
    assert {None, "no score is known"} <= {unmet(second, situation) for situation in at}


def test_a_ring_is_found_however_large() -> None:
    [loop] = loops(ring(3))
    assert loop.words.count("; then") == 2
    [loop] = loops(ring(20))
    assert loop.words.count("; then") == 19


def test_a_search_that_is_too_long_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not found by then is not refused."""
    monkeypatch.setattr("syncengine.core.loops.walking.MOST_STEPS", 0)
    assert loops(policy(rule("b", in_pool="a"), rule("a", in_pool="b"))) == []


def _plain_rules(shape: str) -> Iterator[FieldRule]:
    owners: tuple[Owner, ...] = ("ats", "crm", "union") if shape == "set" else ("ats", "crm", "newest", "review")
    writes: tuple[tuple[Role, ...], ...] = ((), ("ats",), ("crm",), ("ats", "crm"))
    for owner, write, clear in product(owners, writes, (True, False)):
        yield FieldRule(owner, frozenset(write), clear)


@pytest.mark.parametrize("shape", ["scalar", "set"])
def test_one_owner_for_both_sides_always_comes_to_rest(shape: Any) -> None:
    """So that only owners by side are looked at when a policy is read."""
    assert {field.shape for field in FIELDS.values()} == {"scalar", "set", "flag"}
    assert [each for each in _plain_rules(shape) if not rests(shape, each)] == []
