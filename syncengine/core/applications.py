"""One candidacy, as the rules of a policy look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mappings.canonical import ApplicationStatus, ReasonCategory


@dataclass(frozen=True, slots=True)
class Application:
    """One candidacy, with what we know about its job and rejection reason.

    ``job`` is the job's title as it may be shown in the CRM: None when the job is confidential or not visible, such
    titles go nowhere. ``job_name``, ``department`` and ``offices`` (names) are for rules to ask, and never travel.
    ``source`` is where the candidate came from, in the words of the ATS; ``score`` its rating, higher is better, None
    where nobody tells. Times are aware UTC.
    """

    ref: str
    status: ApplicationStatus
    prospect: bool = False
    stage: str | None = None
    job: str | None = None
    reason: str | None = None
    reason_category: ReasonCategory = "unspecified"
    rejected_at: datetime | None = None
    unknown: tuple[str, ...] = ()
    confidential: bool = False
    job_name: str | None = None
    department: str | None = None
    offices: tuple[str, ...] = ()
    source: str | None = None
    applied_at: datetime | None = None
    score: float | None = None
