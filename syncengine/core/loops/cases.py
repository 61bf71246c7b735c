"""People to try rules on: every combination of answers that the rules of a policy can tell apart, pools aside.

The questions are gone through one after the other. Two people about whom all rules say the same so far are one from
there on: there are as many as the rules make a difference between, and not all combinations of all words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import cast

from mappings.canonical import MILESTONES, ReasonCategory
from mappings.policy import Outcome, Policy, When
from syncengine.core.loops.drafts import Draft, Ending, case_of
from syncengine.core.loops.loop import Case
from syncengine.core.rulebook import unmet
from syncengine.core.situation import names_any

MOST = 300
"""So many people are told apart at most: beyond, the search is not complete."""
_FEW = 6
"""So many names in the conditions about one thing are tried in pairs too; of more, each by itself and all together."""
_ELSE = "something else"

_Question = Callable[[Draft, Policy], Iterable[Draft]]


def cases(policy: Policy) -> list[Case]:
    """People whom the rules tell apart by anything but pools."""
    short = replace(policy, stages=_one_stage_each(policy))
    drafts = [Draft()]
    answered: set[str] = set()
    for keys, question in _QUESTIONS.items():
        answered |= set(keys.split())
        answers = (answer for draft in drafts for answer in question(draft, short))
        drafts = list(_told_apart(answers, short, answered))[:MOST]
    return [case for draft in drafts if (case := case_of(draft, short)) is not None]


def _told_apart(drafts: Iterable[Draft], policy: Policy, answered: set[str]) -> Iterator[Draft]:
    rules = [(When(**{key: getattr(rule.when, key) for key in answered}), rule.start) for rule in policy.rules]
    seen: set[object] = set()
    for draft in drafts:
        case = case_of(draft, policy)
        if case is None:
            continue
        at = case.situation(policy)
        waits = at.cool_until is not None and at.cool_until > case.today
        said = tuple((unmet(when, at) is None, waits and start == "after_cool_down") for when, start in rules)
        key = (at.outcome, at.contactable, at.cool_until is None, said)
        if key not in seen:
            seen.add(key)
            yield draft


def _one_stage_each(policy: Policy) -> dict[str, str]:
    return {name: milestone for milestone, name in {each: name for name, each in policy.stages.items()}.items()}


def _endings(draft: Draft, policy: Policy) -> Iterator[Draft]:
    running: tuple[Outcome, ...] = ("none", "prospect", "hired", "unclear")
    yield from (replace(draft, outcome=outcome) for outcome in running)
    yield from (replace(draft, outcome="active", milestone=milestone) for milestone in MILESTONES)
    endings = list(_ways_to_end(policy))
    never = next((each for each in endings if _means_never(each, policy)), None)
    for ending in endings:
        outcome: Outcome = "withdrawn" if ending.category == "they_withdrew" else "rejected"
        yield from (replace(draft, outcome=outcome, ending=ending, before_it=other) for other in (None, never))


def _ways_to_end(policy: Policy) -> Iterator[Ending]:
    """Every category: without a reason, with one of each meaning, and with each that a condition names."""
    patterns = _named_in(policy, "reason")
    one_each = {rule: name for name, rule in policy.reasons.items()}.values()
    asked = (name for name in policy.reasons if names_any(patterns, [name]))
    for category in policy.reason_categories:
        for reason in (None, *dict.fromkeys([*one_each, *asked, *_examples(patterns)])):
            yield Ending(cast("ReasonCategory", category), reason)


def _means_never(ending: Ending, policy: Policy) -> bool:
    case = case_of(Draft("withdrawn" if ending.category == "they_withdrew" else "rejected", ending), policy)
    return case is not None and case.situation(policy).recycle == "never"


def _milestones(draft: Draft, policy: Policy) -> Iterator[Draft]:
    del policy
    yield draft
    if draft.outcome in {"active", "rejected", "withdrawn"}:
        yield from (replace(draft, milestone=milestone) for milestone in MILESTONES)


def _waiting(draft: Draft, policy: Policy) -> Iterator[Draft]:
    del policy
    yield from (draft, replace(draft, cooling=True)) if draft.ending else (draft,)


def _restrictions(draft: Draft, policy: Policy) -> Iterator[Draft]:
    del policy
    yield from (draft, replace(draft, restricted=True))


def _scores(draft: Draft, policy: Policy) -> Iterator[Draft]:
    """On each bound that a condition names, between any two, and beyond them."""
    yield draft
    named = {bound for rule in policy.rules for bound in (rule.when.score_at_least, rule.when.score_below)} - {None}
    bounds = sorted(bound for bound in named if bound is not None)
    if bounds and draft.outcome != "none":
        between = ((low + high) / 2 for low, high in pairwise(bounds))
        tried = (bounds[0] - 1, *bounds, *between, bounds[-1] + 1)
        yield from (replace(draft, score=score) for score in tried)


def _names(key: str) -> _Question:
    """Who has names that conditions ask for: each by itself, several, and others."""

    def answers(draft: Draft, policy: Policy) -> Iterator[Draft]:
        yield draft
        names = list(dict.fromkeys(_examples(_named_in(policy, key))))
        if names and (draft.outcome != "none" or key == "tag"):
            for some in (*_some(names), (_ELSE,)):
                values: dict[str, tuple[str, ...]] = {key: some}
                yield replace(draft, **values)  # type: ignore[arg-type]  # one of the keys of names

    return answers


def _some(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    sizes = {1, 2, len(names)} if len(names) <= _FEW else {1, len(names)}
    for size in sorted(sizes):
        yield from combinations(names, size)


def _named_in(policy: Policy, key: str) -> list[str]:
    return [pattern for rule in policy.rules for pattern in getattr(rule.when, key) or ()]


def _examples(patterns: Iterable[str]) -> Iterator[str]:
    """A name for each pattern, and one that only starts so: another pattern may name the first one in full."""
    for pattern in patterns:
        if pattern.endswith("*"):
            yield pattern[:-1] + "~"
        yield pattern.removesuffix("*")


_QUESTIONS: dict[str, _Question] = {
    "outcome recycle category reason": _endings,
    "milestone": _milestones,
    "": _waiting,
    " ": _restrictions,
    **{key: _names(key) for key in ("job", "department", "office", "source", "tag")},
    "score_at_least score_below": _scores,
}
"""What is asked, by the keys of conditions that are answered then."""
