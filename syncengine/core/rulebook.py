"""The rules of a policy asked in order: who is in which list, who must not be, and which rule said so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from mappings.policy import Policy, PoolRule, PushRule, When
from syncengine.core.situation import Situation, names_any

LOCK = "(contact lock)"
"""Stands for a rule's name where no rule can change what was decided."""

Word = Literal["in", "out", "later"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule said. ``pool`` is the list that it decided about, None when it decided nothing; ``why`` says then
    why it did not, and otherwise what it decided."""

    rule: str
    at: str
    pool: str | None
    why: str


@dataclass(slots=True)
class Decision:
    """Where somebody belongs. ``wanted`` are the pools that rules want, ``forbidden`` those that must be left by
    whoever's hand somebody came there; ``because`` names the rule behind each. ``wake_on`` is the day on which a rule
    that waits begins to apply. ``verdicts`` has every rule, in order."""

    wanted: tuple[str, ...] = ()
    forbidden: frozenset[str] = frozenset()
    because: dict[str, str] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
    wake_on: date | None = None


def decide(policy: Policy, situation: Situation, *, before: frozenset[str], today: date) -> Decision:
    """``before`` are the pools that rules wanted when the person was last settled."""
    said, verdicts = _ask(policy, situation, today)
    words = {pool: word for pool, (word, _) in said.items()}
    wanted = [pool for pool, word in words.items() if word == "in"]
    wanted += [pool for pool in policy.pools if pool in before and policy.pools[pool].keeps and pool not in words]
    locked = _locked(policy, situation)
    left = frozenset(pool for pool, word in words.items() if word == "out")
    because = {pool: rule for pool, (_, rule) in said.items()} | dict.fromkeys(locked, LOCK)
    waiting = any(word == "later" and pool not in locked for pool, word in words.items())
    return Decision(
        wanted=tuple(sorted(frozenset(wanted) - locked - left)),
        forbidden=locked | left,
        because=because,
        verdicts=tuple(verdicts),
        wake_on=situation.cool_until if waiting else None,
    )


def pushed_by(policy: Policy, situation: Situation) -> PushRule | None:
    """The first rule that wants the person in the ATS."""
    return next((rule for rule in policy.push if unmet(rule.when, situation) is None), None)


def unmet(when: When, situation: Situation) -> str | None:
    """The first thing that does not hold, as words; None when everything does."""
    return next(_unmet(when, situation), None)


def _locked(policy: Policy, situation: Situation) -> frozenset[str]:
    """Pools in which the person must not be whatever the rules say: who was anonymised is in none."""
    erased = situation.restrictions.erased
    return frozenset(
        key for key, pool in policy.pools.items() if erased or (pool.contact and not situation.contactable)
    )


def _ask(policy: Policy, situation: Situation, today: date) -> tuple[dict[str, tuple[Word, str]], list[Verdict]]:
    said: dict[str, tuple[Word, str]] = {}
    verdicts: list[Verdict] = []
    for rule in policy.rules:
        why_not = unmet(rule.when, situation)
        open_ = [] if why_not else [pool for pool in _about(rule) if pool not in said]
        if not open_:
            verdicts.append(Verdict(rule.name, rule.at, None, why_not or _decided(rule, said)))
            continue
        word = _word(rule, situation, today)
        for pool in open_:
            said[pool] = (word, rule.name)
            verdicts.append(Verdict(rule.name, rule.at, pool, _as_text(word, situation)))
        for other in _others_of_group(policy, rule):
            said.setdefault(other, ("out", rule.name))
    for key, each in policy.pools.items():
        # Only rules put anybody into the lists of a group: when none does, nobody is in one. Unless nothing is known.
        if each.group and key not in said and situation.outcome not in {"none", "unclear"}:
            said[key] = ("out", f"(group {each.group})")
    return said, verdicts


def _about(rule: PoolRule) -> Sequence[str]:
    return (rule.into,) if rule.into else rule.out_of


def _word(rule: PoolRule, situation: Situation, today: date) -> Word:
    if rule.into is None:
        return "out"
    if rule.start == "at_once" or situation.recycle != "cool_down":
        return "in"
    # Nobody knows when a cool-down ends of which nobody knows the beginning: not now.
    day = situation.cool_until
    return "later" if day is None or day > today else "in"


def _as_text(word: Word, situation: Situation) -> str:
    later = f"applies from {situation.cool_until}" if situation.cool_until else "waits for a day that nobody knows"
    return {"in": "applies", "out": "applies", "later": later}[word]


def _decided(rule: PoolRule, said: dict[str, tuple[Word, str]]) -> str:
    return f"{said[_about(rule)[0]][1]!r} decided before it"


def _others_of_group(policy: Policy, rule: PoolRule) -> Iterator[str]:
    group = policy.pools[rule.into].group if rule.into else None
    if group is not None:
        yield from (key for key, pool in policy.pools.items() if pool.group == group and key != rule.into)


def _unmet(when: When, situation: Situation) -> Iterator[str]:
    yield from _unmet_words(when, situation)
    yield from _unmet_names(when, situation)
    yield from _unmet_score(when, situation)
    if when.in_pool is not None and not when.in_pool & situation.pools:
        yield f"is not in {_any_of(sorted(when.in_pool))}"
    if when.not_in_pool is not None and when.not_in_pool & situation.pools:
        yield f"is in {_any_of(sorted(when.not_in_pool & situation.pools))}"


def _unmet_words(when: When, situation: Situation) -> Iterator[str]:
    category = situation.last.reason_category if situation.last else None
    shown = {
        "outcome": (when.outcome, situation.outcome),
        "milestone": (when.milestone, situation.milestone),
        "recycle": (when.recycle, situation.recycle),
        "category": (when.category, category),
    }
    for what, (wanted, given) in shown.items():
        if wanted is not None and given not in wanted:
            yield f"{what} is {given or 'not known'}, not {_any_of(sorted(wanted))}"


def _unmet_names(when: When, situation: Situation) -> Iterator[str]:
    relevant = situation.relevant
    given: dict[str, tuple[tuple[str, ...] | None, list[str | None]]] = {
        "reason": (when.reason, [situation.last.reason] if situation.last else []),
        "department": (when.department, [each.department for each in relevant]),
        "office": (when.office, [office for each in relevant for office in each.offices]),
        "job": (when.job, [each.job_name for each in relevant]),
        "tag": (when.tag, list(situation.tags)),
        "source": (when.source, [each.source for each in relevant]),
    }
    for what, (patterns, names) in given.items():
        if patterns is not None and not names_any(patterns, names):
            yield f"{what} is not {_any_of(patterns)}" if any(names) else f"no {what} is known"


def _unmet_score(when: When, situation: Situation) -> Iterator[str]:
    if when.score_at_least is None and when.score_below is None:
        return
    scores = [each.score for each in situation.relevant if each.score is not None]
    if not scores:
        yield "no score is known"
    elif when.score_at_least is not None and max(scores) < when.score_at_least:
        yield f"score is below {when.score_at_least:g}"
    elif when.score_below is not None and max(scores) >= when.score_below:
        yield f"score is not below {when.score_below:g}"


def _any_of(words: Sequence[str]) -> str:
    return " or ".join(words)
