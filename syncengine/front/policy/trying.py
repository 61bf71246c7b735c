"""Cases run against a policy: people are planned as a pass would plan them, and only what a case expects is compared.

Pure: no system, no store and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from mappings.canonical import FIELDS, Value
from mappings.keys import same
from mappings.policy import Policy, PoolRule
from mappings.policy_case_file import Expected, FieldCase, PersonCase
from mappings.policy_cases import CaseBook
from syncengine.core.lifecycle import Derived
from syncengine.core.model import Operation, Plan
from syncengine.core.rulebook import Verdict
from syncengine.front.policy.outlook import pools_after, values_after
from syncengine.front.policy.staging import ATS, CRM, NoSuchStage, field_of, person_of
from syncengine.work.planning import Planned, Planner

Got = Value | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a case expects and does not get."""

    what: str
    expected: Got
    got: Got


@dataclass(frozen=True, slots=True)
class Tried:
    """How a case ended. ``decided`` are the rules that decided something, with what they decided about; ``why_not``
    says of the rules that could have led to what was expected why they did not. ``at`` is file and line."""

    name: str
    at: str
    differences: tuple[Difference, ...] = ()
    decided: Mapping[str, str] | None = None
    why_not: tuple[Verdict, ...] = ()
    impossible: str = ""

    @property
    def passed(self) -> bool:
        return not self.differences and not self.impossible


def try_cases(policy: Policy, book: CaseBook) -> list[Tried]:
    """Every case, in the order of the file."""
    today = book.file.today
    people = [
        _try_person(policy, case, at=book.at("people", position), today=today)
        for position, case in enumerate(book.file.people)
    ]
    fields = [
        _try_field(policy, case, at=book.at("fields", position), today=today)
        for position, case in enumerate(book.file.fields)
    ]
    return people + fields


def _try_person(policy: Policy, case: PersonCase, *, at: str, today: date) -> Tried:
    planner = Planner(policy, today=lambda: today)
    try:
        facts = person_of(case, policy, today=today)
    except NoSuchStage as error:
        return Tried(case.name, at, impossible=str(error))
    if case.given.before is not None and case.given.before.noted:
        notes = planner.plan(facts).plan.operations
        facts = replace(facts, noted=facts.noted | {each.note.key for each in notes if each.note})
    derived, planned = planner.derive(facts), planner.plan(facts)
    got = _got(derived, planned, today=today)
    differences = tuple(_differences(case.expect, got, derived, today=today))
    if not differences:
        return Tried(case.name, at)
    about = _lists_in(differences) | set(derived.decision.wanted)
    because = {pool: rule for pool, rule in sorted(derived.decision.because.items()) if pool in about}
    return Tried(case.name, at, differences, because, tuple(_why_not(policy, derived, differences)))


def _try_field(policy: Policy, case: FieldCase, *, at: str, today: date) -> Tried:
    planned = Planner(policy, today=lambda: today).plan(field_of(case))
    shown = values_after(planned) | {(CRM, "pools"): _names(pools_after(planned)[CRM])}
    found: list[Difference] = []
    for system in (ATS, CRM):
        expected, got = getattr(case.expect, system), shown.get((system, case.field))
        if system in case.expect.model_fields_set and not same(FIELDS[case.field], expected, got):
            found.append(Difference(system, expected, got))
    asked = case.field in planned.plan.undecided
    if asked is not case.expect.asks:
        found.append(Difference("asks", case.expect.asks, asked))
    return Tried(case.name, at, tuple(found))


def _got(derived: Derived, planned: Planned, *, today: date) -> dict[str, Got]:
    """Everything that a case may expect of a person, but what is asked of sets of names."""
    plan, shown = planned.plan, values_after(planned)
    situation = derived.situation
    scalars: dict[str, Got] = {
        name: shown.get((CRM, name))
        for name in ("ats_status", "ats_id", "rejection_reason", "first_source", "due_date")
    }  # fmt: skip
    return {
        **scalars,
        "due_in_days": _days(scalars["due_date"], today),
        "outcome": situation.outcome,
        "milestone": situation.milestone,
        "pools": _names(pools_after(planned)[CRM]),
        "notes": sum(each.verb == "note" and each.system == CRM for each in plan.operations),
        "push": next((each.push.name for each in plan.operations if each.push), None),
        "writes": _names(writes_of(plan)),
        "review": _names(remark.code for remark in plan.remarks if remark.review),
        "wake_in_days": (plan.wake_on - today).days if plan.wake_on else None,
    }


def writes_of(plan: Plan) -> Iterator[str]:
    """Operations in the words of cases."""
    for operation in plan.operations:
        yield from _write(operation)


def _write(operation: Operation) -> Iterator[str]:
    there = "ats " if operation.system == ATS else ""
    if operation.verb == "update":
        yield from (f"update {there}{change.field}" for change in operation.changes)
    elif operation.verb == "create":
        applies = operation.push is not None and operation.push.as_ == "applicant"
        yield f"create {operation.system}{' applicant' if applies else ''}"
    elif operation.verb == "note":
        public = operation.note is not None and not operation.note.private
        yield f"note {there}{'public' if public else ''}".rstrip()
    else:
        yield f"{operation.verb} {operation.pool}"


def _differences(expect: Expected, got: Mapping[str, Got], derived: Derived, *, today: date) -> Iterator[Difference]:
    for name in sorted(expect.model_fields_set - {"rule", "not_pools"}):
        expected = _plain(getattr(expect, name))
        if expected != got[name]:
            yield Difference(name, expected, got[name])
    pools = got["pools"]
    inside = sorted(set(expect.not_pools or ()) & set(pools if isinstance(pools, tuple) else ()))
    if inside:
        yield Difference("not_pools", tuple(expect.not_pools or ()), tuple(inside))
    decided = set(derived.decision.because.values())
    if not set(expect.rule or ()) <= decided:
        yield Difference("rule", tuple(expect.rule or ()), _names(decided))


def _why_not(policy: Policy, derived: Derived, differences: Sequence[Difference]) -> Iterator[Verdict]:
    """Verdicts of the rules that the expectation is about and that decided nothing."""
    named = {name for each in differences if each.what == "rule" for name in _set(each.expected) - _set(each.got)}
    concerned = {rule.name for rule in policy.rules if set(lists_of(rule)) & _lists_in(differences)} | named
    yield from (verdict for verdict in derived.decision.verdicts if verdict.pool is None and verdict.rule in concerned)


def _lists_in(differences: Sequence[Difference]) -> set[str]:
    """The pools that are not as expected."""
    found: set[str] = set()
    for each in differences:
        if each.what == "pools":
            found |= _set(each.expected) ^ _set(each.got)
        elif each.what == "not_pools":
            found |= _set(each.got)
    return found


def lists_of(rule: PoolRule) -> tuple[str, ...]:
    """The pools that a rule decides about."""
    return (rule.into,) if rule.into else rule.out_of


def _plain(expected: Any) -> Got:
    return _names(expected) if isinstance(expected, list) else expected


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _set(value: Got) -> set[str]:
    return set(value) if isinstance(value, tuple) else set()


def _days(due: Got, today: date) -> int | None:
    try:
        return (date.fromisoformat(str(due)) - today) // timedelta(days=1)
    except ValueError:
        return None
