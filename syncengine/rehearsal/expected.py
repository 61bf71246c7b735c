"""What must be true of a persona, worked out from the story and the policy's words alone: the engine is not asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from connectors.sandbox.cast import Shown
from connectors.sandbox.personas import CONFIDENTIAL_JOB, REASONS, Candidacy, Persona
from mappings.canonical import MILESTONES
from mappings.policy import Policy, ReasonRule


@dataclass(frozen=True, slots=True)
class Expected:
    """Where a persona belongs in the CRM, by the names of lists. ``due`` is the day of the due date, or None."""

    pools: frozenset[str] = frozenset()
    due: date | None = None


def belongs(persona: Persona, policy: Policy, *, closed_on: date | None, today: date) -> Expected:
    """``closed_on`` is the day of the last rejection as the ATS shows it."""
    if any(candidacy.standing == "hired" for candidacy in _told(persona)):
        return _in(policy, "alumni")
    active = [candidacy.milestone for candidacy in _told(persona) if candidacy.standing == "active"]
    if active:
        return _in(policy, _PROGRESS[max(active, key=MILESTONES.index)])
    if not nurtured(persona, policy):
        return Expected()
    rule = _rule(_told(persona)[-1], policy)
    until = closed_on + timedelta(days=rule.days) if closed_on and rule.recycle == "cool_down" else None
    due = until if until and until >= today else None
    if not any(candidacy.milestone in {"final", "offer"} for candidacy in _told(persona)):
        return _in(policy, "nurture", due=due)
    return _in(policy, "silver", due=due) if until and until > today else _in(policy, "silver", "nurture", due=due)


def nurtured(persona: Persona, policy: Policy) -> bool:
    """Rejected everywhere, for reasons that allow to come back, and nothing forbids it."""
    rejected = [candidacy for candidacy in persona.candidacies if candidacy.standing == "rejected"]
    if not _told(persona) or len(rejected) < len(persona.candidacies) or persona.restricted:
        return False
    return all(_rule(candidacy, policy).recycle != "never" for candidacy in _told(persona))


def _told(persona: Persona) -> list[Candidacy]:
    """Of candidacies for a confidential job nobody is told."""
    return [candidacy for candidacy in persona.candidacies if candidacy.job != CONFIDENTIAL_JOB]


_PROGRESS = {
    "applied": "in_process", "screen": "in_process", "interview": "interviewing", "final": "interviewing",
    "offer": "offer",
}  # fmt: skip


def last_closed(records: Iterable[Shown]) -> date | None:
    days = [each.closed_on for record in records for each in record.candidacies if each.closed_on is not None]
    return max(days, default=None)


def _rule(candidacy: Candidacy, policy: Policy) -> ReasonRule:
    reason = candidacy.reason or "unspecified"
    return policy.reasons.get(REASONS[reason]) or policy.reason_categories[reason]


def _in(policy: Policy, *keys: str, due: date | None = None) -> Expected:
    return Expected(frozenset(policy.pools[key].name for key in keys), due)
