"""Everybody whom the shipped policy can tell apart, and what is written for each of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from mappings.canonical import Value
from mappings.history import HistoryFacts
from mappings.loader import load_policy
from syncengine.core.applications import Application
from syncengine.core.model import Operation
from syncengine.core.passport import Told
from syncengine.core.restrictions import Restrictions
from syncengine.work.planning import Planner
from tests.core.loops.person import Person, passed

TODAY = date(2026, 9, 1)
LATER = date(2027, 9, 1)
"""When every cool-down is over."""

OUTCOMES = ("none", "a prospect", "active", "hired", "rejected", "withdrawn", "not understood")
FURTHEST = ("unknown", "applied", "screen", "interview", "final", "offer", "hired")
REASONS = ("none", "now", "cool-down", "cool-down over", "never")
RESTRICTED = ("no", "do not contact", "private", "erased")

STAGES = {
    "unknown": "Coffee",
    "applied": "Application Review",
    "screen": "Phone Screen",
    "interview": "Onsite",
    "final": "Final Interview",
    "offer": "Offer",
    "hired": "Hired",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands, in words."""

    outcome: str
    furthest: str = "unknown"
    reason: str = "none"
    restricted: str = "no"


def exists(at: Standing) -> bool:
    """Milestones are of the active and of the closed, reasons of the closed. Who was rejected in the stage "Hired" is
    like others with an offer."""
    closed = at.outcome in {"rejected", "withdrawn"}
    furthest = at.furthest != "hired" if closed else (at.outcome == "active") == (at.furthest != "unknown")
    return furthest and closed == (at.reason != "none")


_KNOWN = Told("crm-0", HistoryFacts(first_touch=datetime(2025, 1, 1, tzinfo=UTC), source="A fair"))
"""Since long before they applied."""


@functools.cache
def planners() -> Mapping[date, Planner]:
    """The shipped policy; "Position closed" is added to its reasons, of which none means now."""
    policy = load_policy(None, {"reasons": {"Position closed": {"recycle": "now"}}})
    return {TODAY: Planner(policy, today=lambda: TODAY), LATER: Planner(policy, today=lambda: LATER)}


def person_at(at: Standing) -> Person:
    """Somebody in no list, of whom the CRM knows nothing of ours yet."""
    flags = {"do_not_contact": at.restricted == "do not contact", "private": at.restricted == "private"}
    return Person(
        applications=_applications(at),
        restrictions=Restrictions(**flags, erased=at.restricted == "erased"),
        today=TODAY,
        told=(_KNOWN,),
    )


def _applications(at: Standing) -> tuple[Application, ...]:
    stage = STAGES[at.furthest]
    if at.outcome == "none":
        return ()
    if at.outcome == "not understood":
        return (Application("ats:1", "active", stage=stage, job="Engineer"),)
    if at.outcome in {"a prospect", "active"}:
        return (Application("ats:1", "active", prospect=at.outcome == "a prospect", stage=stage, job="Engineer"),)
    if at.outcome == "hired":
        return (Application("ats:1", "hired", stage="Hired", job="Engineer"),)
    return closed(at)


def closed(at: Standing, *, days_ago: int = 10) -> tuple[Application, ...]:
    """A candidacy that ended; where the reason says never and they withdrew, another one before it, which says so."""
    days = 400 if at.reason == "cool-down over" else days_ago
    ended = Application(
        "ats:1",
        "rejected",
        stage=STAGES[at.furthest],
        job="Engineer",
        reason="Position closed" if at.reason == "now" else None,
        reason_category="they_withdrew" if at.outcome == "withdrawn" else "we_rejected",
        rejected_at=datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) - timedelta(days=days),
    )
    if at.reason != "never":
        return (ended,)
    before = ended.rejected_at - timedelta(days=1) if ended.rejected_at else None
    return (ended, replace(ended, ref="ats:0", reason_category="security", rejected_at=before))


@dataclass(frozen=True, slots=True)
class Written:
    """What is written for somebody: if they are in no list, and which lists they leave if they are in all of them."""

    comes_into: tuple[str, ...]
    later_into: tuple[str, ...]
    leaves: tuple[str, ...]
    status: str | None
    due: str | None
    note: bool
    passport: bool
    pushed: bool

    def cells(self) -> Sequence[str]:
        return (
            ", ".join(self.comes_into) or "–",
            ", ".join(self.later_into) or "–",
            ", ".join(self.leaves) or "–",
            self.status or "–",
            self.due or "–",
            "once" if self.note else "–",
            "yes" if self.passport else "–",
            "yes" if self.pushed else "–",
        )


def written_for(at: Standing) -> Written:
    person = person_at(at)
    settled, operations = passed(person, planners())
    _, later = passed(replace(settled, today=LATER), planners())
    everywhere = person.put_into(frozenset(planners()[TODAY].policy.pools))
    _, in_all = passed(everywhere, planners())
    changes = {change.field: change.value for each in operations for change in each.changes}
    return Written(
        comes_into=moved(operations, "add_to_pool"),
        later_into=moved(later, "add_to_pool"),
        leaves=moved(in_all, "remove_from_pool"),
        status=_text(changes.get("ats_status")),
        due=_due(changes.get("due_date")),
        note=any(each.verb == "note" and each.system != "ats" for each in operations),
        passport=any(each.verb == "note" and each.system == "ats" for each in operations),
        pushed=at.outcome == "none" and _is_pushed(person),
    )


def _is_pushed(person: Person) -> bool:
    """Would they be, if they were only in the CRM, and there in the list for it?"""
    _, operations = passed(replace(person, in_ats=False).put_into(frozenset({"push"})), planners())
    return any(each.verb == "create" and each.system == "ats" for each in operations)


def moved(operations: Sequence[Operation], verb: str) -> tuple[str, ...]:
    return tuple(sorted(str(each.pool) for each in operations if each.verb == verb))


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _due(value: Value) -> str | None:
    return None if value is None else f"in {(date.fromisoformat(str(value)) - TODAY).days} days"
