"""From applications to what the CRM should show: pools, status, due date, notes, and whether to push into the ATS.

A candidacy is a fact about one job; what matters for pools is the person: somebody rejected for one job and active for
another is active. The order of the questions is therefore: hired anywhere? active anywhere? rejected everywhere?
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from mappings.canonical import MILESTONES, ReasonCategory, Value
from mappings.policy import Policy, ReasonRule
from syncengine.core.applications import Application
from syncengine.core.model import NoteText, Remark
from syncengine.core.restrictions import Restrictions

_Meaning = TypeVar("_Meaning")


@dataclass(frozen=True, slots=True)
class Derived:
    """What the policy wants of the CRM side. ``fields`` are canonical derived fields: the policy's side of the merge.

    ``forbidden_pools`` are lists that the person must not be in, even if a human put them there.
    """

    fields: Mapping[str, Value] = field(default_factory=dict)
    forbidden_pools: frozenset[str] = frozenset()
    notes: tuple[NoteText, ...] = ()
    remarks: tuple[Remark, ...] = ()


def derive(
    applications: Sequence[Application],
    *,
    restrictions: Restrictions,
    policy: Policy,
    before: Mapping[str, Value],
    today: date,
) -> Derived:
    """What follows from a person's applications. ``before`` is what followed when the person was last settled."""
    counted = [application for application in applications if application.status != "converted"]
    if not counted:
        return Derived(forbidden_pools=_forbidden_by(restrictions, policy))
    remarks = _unknowns(counted, policy)
    if any(application.status == "hired" for application in counted):
        return _hired(policy, restrictions, remarks)
    active = [application for application in counted if application.status == "active"]
    if active:
        return _active(active, policy, restrictions, remarks)
    rejected = [application for application in counted if application.status == "rejected"]
    if len(rejected) < len(counted):
        # Some status is unknown to us: say so and change nothing that could start a mailing.
        return Derived({}, _forbidden_by(restrictions, policy, also_nurture=True), (), remarks)
    return _rejected(rejected, policy=policy, restrictions=restrictions, before=before, today=today, remarks=remarks)


def _hired(policy: Policy, restrictions: Restrictions, remarks: tuple[Remark, ...]) -> Derived:
    fields = {
        "pools": _existing(policy.alumni),
        "ats_status": "Hired",
        "due_date": None,
        "rejection_reason": None,
    }
    forbidden = _mirror_pools(policy) | _existing_set(policy.nurture)
    return Derived(fields, forbidden | _forbidden_by(restrictions, policy), (), remarks)


def _active(
    active: Sequence[Application], policy: Policy, restrictions: Restrictions, remarks: tuple[Remark, ...]
) -> Derived:
    reached = [milestone for milestone in map(_milestone_by(policy), active) if milestone is not None]
    forbidden = _existing_set(policy.nurture) | _forbidden_by(restrictions, policy)
    if not reached:
        if all(application.prospect for application in active):
            fields: dict[str, Value] = {
                "pools": (),
                "ats_status": "Prospect",
                "due_date": None,
                "rejection_reason": None,
            }
            return Derived(fields, forbidden | _mirror_pools(policy), (), remarks)
        return Derived({}, forbidden, (), remarks)
    furthest = max(reached, key=MILESTONES.index)
    pool = policy.milestone_pools.get(furthest)
    fields = {
        "pools": _existing(pool),
        "ats_status": furthest.capitalize(),
        "due_date": None,
        "rejection_reason": None,
    }
    return Derived(fields, forbidden | (_mirror_pools(policy) - _existing_set(pool)), (), remarks)


def _rejected(
    rejected: Sequence[Application],
    *,
    policy: Policy,
    restrictions: Restrictions,
    before: Mapping[str, Value],
    today: date,
    remarks: tuple[Remark, ...],
) -> Derived:
    last = max(rejected, key=lambda application: (_rejection_day(application) or date.min, application.ref))
    rules = [_reason_rule(application, policy) for application in rejected]
    rule = _reason_rule(last, policy)
    # One "never" on any application is a "never" for the person.
    recyclable = all(each.recycle != "never" for each in rules) and not restrictions.any
    due = _due(last, rule, before=before, today=today) if recyclable else None
    fields: dict[str, Value] = {
        "pools": _existing(policy.nurture) if recyclable else (),
        "ats_status": "Rejected",
        "due_date": due.isoformat() if due else None,
        "rejection_reason": _REASON_WORDS[last.reason_category],
    }
    forbidden = _mirror_pools(policy) | (frozenset() if recyclable else _existing_set(policy.nurture))
    notes = (_rejection_note(last, rule),) if recyclable and policy.note_on_rejection else ()
    return Derived(fields, forbidden | _forbidden_by(restrictions, policy), notes, remarks)


def _due(last: Application, rule: ReasonRule, *, before: Mapping[str, Value], today: date) -> date | None:
    """The day the cool-down ends. A day that was already over when we first met the person is no reminder; one that
    we set ourselves stays, or else it would vanish by the mere passing of time."""
    day = _rejection_day(last)
    if day is None or rule.recycle != "cool_down":
        return None
    due = day + timedelta(days=rule.days)
    return due if due >= today or before.get("due_date") == due.isoformat() else None


def _rejection_note(last: Application, rule: ReasonRule) -> NoteText:
    day = _rejection_day(last)
    about = f" for {last.job}" if last.job else ""
    text = f"Closed in the ATS{about}: {_REASON_WORDS[last.reason_category]}."
    if day is not None and rule.recycle == "cool_down":
        text += f" Eligible again from {(day + timedelta(days=rule.days)).isoformat()}."
    return NoteText(key=f"rejection:{last.ref}:{day.isoformat() if day else 'undated'}", body=text)


_REASON_WORDS: Mapping[ReasonCategory, str] = {
    "we_rejected": "we did not go on",
    "they_withdrew": "the candidate withdrew",
    "unspecified": "no reason given",
    "security": "not to be approached again",
    "unknown": "a reason we do not know",
}
"""The category only: the wording of a reason in the ATS may be candid and does not travel."""


def _milestone_by(policy: Policy) -> Callable[[Application], str | None]:
    known = _folded(policy.stages)

    def milestone(application: Application) -> str | None:
        if application.prospect or application.stage is None:
            return None
        return known.get(_fold(application.stage))

    return milestone


def _folded(by_name: Mapping[str, _Meaning]) -> dict[str, _Meaning]:
    """The policy keeps names as they were written; they are compared without regard to letter case."""
    return {_fold(name): meaning for name, meaning in by_name.items()}


def _fold(name: str) -> str:
    return name.strip().casefold()


def _unknowns(applications: Sequence[Application], policy: Policy) -> tuple[Remark, ...]:
    found: dict[str, Remark] = {}
    milestone = _milestone_by(policy)
    for application in applications:
        for name in application.unknown:
            text = f"the ATS uses a value of {name} that the mapping does not know; nothing was guessed"
            found[text] = Remark("unknown_value", text, field=name, review=True)
        if application.status == "active" and not application.prospect and milestone(application) is None:
            stage = application.stage or "(none)"
            text = f"stage {stage!r} is not in the policy's stages; add it there, nothing was guessed"
            found[text] = Remark("unknown_stage", text, review=True)
    return tuple(found.values())


def _reason_rule(application: Application, policy: Policy) -> ReasonRule:
    if application.reason is not None:
        by_name = _folded(policy.reasons).get(_fold(application.reason))
        if by_name is not None:
            return by_name
    return policy.reason_categories[application.reason_category]


def _rejection_day(application: Application) -> date | None:
    return application.rejected_at.date() if application.rejected_at else None


def _forbidden_by(restrictions: Restrictions, policy: Policy, *, also_nurture: bool = False) -> frozenset[str]:
    return _existing_set(policy.nurture) if restrictions.any or also_nurture else frozenset()


def _mirror_pools(policy: Policy) -> frozenset[str]:
    """Pools that mirror a milestone: a person is in at most one of them."""
    return frozenset(policy.milestone_pools.values()) - _existing_set(policy.alumni)


def _existing(pool: str | None) -> tuple[str, ...]:
    return () if pool is None else (pool,)


def _existing_set(pool: str | None) -> frozenset[str]:
    return frozenset(_existing(pool))
