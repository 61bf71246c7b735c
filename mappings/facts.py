"""What else we read of a vendor, in our words: applications, jobs, and what they point at.

A snapshot of the store keeps these by name: what a later version adds has a default here, which stands for "not told".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mappings.canonical import ApplicationStatus, ReasonCategory


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """One candidacy. ``prospect`` means without a job; ``unknown`` names vendor fields whose word no table has.

    Times are aware UTC. ``stage_id`` is the id of the job's stage, not of one visit to it. ``source_id`` is where the
    candidate came from; ``score`` a rating by the vendor, higher is better, on the vendor's own scale.
    """

    candidate_id: str
    job_id: str | None
    status: ApplicationStatus
    prospect: bool
    stage_name: str | None
    stage_id: str | None
    reason_id: str | None
    rejected_at: datetime | None
    changed_at: datetime | None
    unknown: tuple[str, ...] = ()
    source_id: str | None = None
    applied_at: datetime | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class JobFacts:
    """One job. The name of a ``confidential`` one goes nowhere. ``open`` says whether anybody can be put up for it."""

    id: str
    name: str | None
    confidential: bool
    department_id: str | None = None
    office_ids: tuple[str, ...] = ()
    open: bool = True


@dataclass(frozen=True, slots=True)
class ReasonFacts:
    """One rejection reason."""

    id: str
    name: str | None
    category: ReasonCategory


@dataclass(frozen=True, slots=True)
class NamedFacts:
    """One thing of which rules ask for nothing but the name: a department, an office, a source."""

    id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class UserFacts:
    """Somebody who works in the vendor's system. ``active`` is False for one who has left."""

    id: str
    name: str | None
    email: str | None
    active: bool = True


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """One candidate joined or left one pool. ``joined`` is None for a word that no table has."""

    candidate_id: str
    pool_id: str
    joined: bool | None
