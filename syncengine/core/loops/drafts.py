"""Answers to what rules may ask, made into candidacies that give these answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest

from mappings.canonical import ReasonCategory
from mappings.policy import Outcome, Policy
from syncengine.core.applications import Application
from syncengine.core.loops.loop import Case
from syncengine.core.restrictions import Restrictions
from syncengine.core.situation import names_any

_CLOSED_AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
_COOLING, _COOL = date(2026, 1, 1), date(2056, 1, 1)
"""No cool-down is over on the day of the rejection, and none takes thirty years."""


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a candidacy was closed."""

    category: ReasonCategory
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers. Names are those of all candidacies that count; ``before_it`` is how another one ended earlier."""

    outcome: Outcome = "none"
    ending: Ending | None = None
    before_it: Ending | None = None
    milestone: str | None = None
    cooling: bool = False
    restricted: bool = False
    job: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    office: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    score: float | None = None


def case_of(draft: Draft, policy: Policy) -> Case | None:
    """Somebody of whom all of this is true; None when there can be nobody."""
    case = Case(
        applications=tuple(_applications(draft, policy)),
        today=_COOLING if draft.cooling else _COOL,
        restrictions=Restrictions(do_not_contact=draft.restricted),
        tags=draft.tag,
    )
    at = case.situation(policy)
    wanted = "hired" if draft.outcome == "hired" else draft.milestone
    return case if (at.outcome, at.milestone) == (draft.outcome, wanted) else None


def _applications(draft: Draft, policy: Policy) -> list[Application]:
    if draft.outcome == "none":
        return []
    names = zip_longest(draft.job or (None,), draft.department or (None,), draft.source or (None,))
    found = [
        _application(draft, policy, draft.ending, ref=f"{place}", names=each) for place, each in enumerate(names, 2)
    ]
    if draft.before_it is not None:
        found.append(_application(draft, policy, draft.before_it, ref="1", names=(None, None, None)))
    return found


def _application(
    draft: Draft, policy: Policy, ending: Ending | None, *, ref: str, names: tuple[str | None, ...]
) -> Application:
    job, department, source = names
    earlier = timedelta(days=1 if ref == "1" else 0)
    return Application(
        ref=ref,
        status="rejected" if ending else "hired" if draft.outcome == "hired" else "active",
        prospect=draft.outcome == "prospect",
        stage=_stage(draft.milestone, policy, job=job, department=department),
        reason=ending.reason if ending else None,
        reason_category=ending.category if ending else "unspecified",
        rejected_at=_CLOSED_AT - earlier if ending else None,
        job_name=job,
        department=department,
        offices=draft.office,
        source=source,
        score=draft.score,
    )


def _stage(milestone: str | None, policy: Policy, *, job: str | None, department: str | None) -> str | None:
    """A stage that means the milestone at such a job."""
    if milestone is None:
        return None
    here = (
        each.stages
        for each in policy.job_stages
        if (each.job is None or names_any(each.job, [job]))
        and (each.department is None or names_any(each.department, [department]))
    )
    stages = (stages for stages in (*here, policy.stages))
    return next((name for each in stages for name, meaning in each.items() if meaning == milestone), None)
