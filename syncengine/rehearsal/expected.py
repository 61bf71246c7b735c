"""What must be true of a persona, worked out from the story and the policy's words alone: the engine is not asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from connectors.sandbox.cast import Shown
from connectors.sandbox.personas import REASONS, Candidacy, Persona
from mappings.canonical import MILESTONES
from mappings.policy import Policy, ReasonRule


@dataclass(frozen=True, slots=True)
class Expected:
    """Where a persona belongs in the CRM. ``due`` is the day of the due date, or None."""

    pool: str | None
    due: date | None = None


def belongs(persona: Persona, policy: Policy, *, closed_on: date | None, today: date) -> Expected:
    """``closed_on`` is the day of the last rejection as the ATS shows it."""
    if _any(persona, "hired"):
        return Expected(_name(policy, policy.alumni))
    active = [candidacy.milestone for candidacy in persona.candidacies if candidacy.standing == "active"]
    if active:
        furthest = max(active, key=MILESTONES.index)
        return Expected(_name(policy, policy.milestone_pools.get(furthest)))
    if not nurtured(persona, policy):
        return Expected(None)
    rule = _rule(persona.candidacies[-1], policy)
    due = closed_on + timedelta(days=rule.days) if closed_on and rule.recycle == "cool_down" else None
    return Expected(_name(policy, policy.nurture), due if due and due >= today else None)


def nurtured(persona: Persona, policy: Policy) -> bool:
    """Rejected everywhere, for reasons that allow to come back, and nothing forbids it."""
    rejected = [candidacy for candidacy in persona.candidacies if candidacy.standing == "rejected"]
    if not rejected or len(rejected) < len(persona.candidacies) or persona.restricted:
        return False
    return all(_rule(candidacy, policy).recycle != "never" for candidacy in rejected)


def last_closed(records: Iterable[Shown]) -> date | None:
    days = [each.closed_on for record in records for each in record.candidacies if each.closed_on is not None]
    return max(days, default=None)


def _rule(candidacy: Candidacy, policy: Policy) -> ReasonRule:
    reason = candidacy.reason or "unspecified"
    return policy.reasons.get(REASONS[reason]) or policy.reason_categories[reason]


def _any(persona: Persona, standing: str) -> bool:
    return any(candidacy.standing == standing for candidacy in persona.candidacies)


def _name(policy: Policy, pool: str | None) -> str | None:
    return None if pool is None else policy.pools[pool]
