"""A small policy for tests, written out so that a table can be read beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from mappings.canonical import ReasonCategory, Value
from mappings.policy import Outcome, Policy, Pool, PoolRule, PushRule, ReasonRule, When
from syncengine.core.applications import Application
from syncengine.core.lifecycle import Derived, derive
from syncengine.core.restrictions import Restrictions

ACTIVE: frozenset[Outcome] = frozenset({"active"})
CLOSED: frozenset[Outcome] = frozenset({"rejected", "withdrawn"})

POLICY = Policy(
    name="test",
    version="1",
    fields={},
    stages={"Phone Screen": "screen", "onsite": "interview", "Offer": "offer", "Hired": "hired", "Review": "applied"},
    pools={
        "in_process": Pool("In_Process", group="progress"),
        "interviewing": Pool("Interviewing", group="progress"),
        "nurture": Pool("Nurture", contact=True),
        "alumni": Pool("Alumni"),
        "push": Pool("Push"),
    },
    rules=(
        PoolRule("early", When(outcome=ACTIVE, milestone=frozenset({"applied", "screen"})), into="in_process"),
        PoolRule("late", When(outcome=ACTIVE, milestone=frozenset({"interview"})), into="interviewing"),
        PoolRule("alumni", When(outcome=frozenset({"hired"})), into="alumni"),
        PoolRule("nurture", When(outcome=CLOSED, recycle=frozenset({"now", "cool_down"})), into="nurture"),
    ),
    push=(PushRule("by hand", When(in_pool=frozenset({"push"}))),),
    reasons={"Too Junior": ReasonRule("cool_down", 365), "lied to us": ReasonRule("never")},
    reason_categories={
        "we_rejected": ReasonRule("cool_down", 180),
        "they_withdrew": ReasonRule("cool_down", 90),
        "unspecified": ReasonRule("now"),
        "security": ReasonRule("never"),
        "unknown": ReasonRule("never"),
    },
    create_in_crm="all",
    note_on_rejection=True,
    fingerprint="f",
)
TODAY = date(2026, 9, 1)


def active(stage: str | None, *, prospect: bool = False) -> Application:
    return Application("1", "active", prospect=prospect, stage=stage, job="Engineer")


def rejected(
    day: date | None = date(2026, 8, 1),
    *,
    ref: str = "1",
    category: ReasonCategory = "we_rejected",
    reason: str | None = None,
    job: str | None = "Engineer",
) -> Application:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) if day else None
    return Application(ref, "rejected", job=job, reason=reason, reason_category=category, rejected_at=at)


HIRED = Application("9", "hired", stage="Hired", job="Engineer")


def derived(
    *applications: Application,
    private: bool = False,
    do_not_contact: bool = False,
    before: dict[str, Value] | None = None,
    policy: Policy = POLICY,
) -> Derived:
    restrictions = Restrictions(private, do_not_contact)
    return derive(applications, restrictions=restrictions, policy=policy, before=before or {}, today=TODAY)


def without_nurture() -> Policy:
    kept = {key: pool for key, pool in POLICY.pools.items() if key not in {"nurture", "alumni"}}
    return replace(POLICY, pools=kept, rules=POLICY.rules[:2])
