"""The shape of a file of policy cases: people and fields, and what is to become of them.

Only what ``expect`` says is compared. Unknown keys are refused.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from mappings.canonical import ReasonCategory
from mappings.policy import Outcome, Role
from mappings.policy_file import Names
from mappings.schema import Milestone, Strict

TODAY = date(2026, 9, 1)
"""The day of the tests when the file names none: what they find must not depend on the day on which they run."""

Restriction = Literal["private", "do_not_contact", "erased"]
Status = Literal["active", "prospect", "rejected", "withdrawn", "hired", "converted", "unknown"]
"""``withdrawn`` is rejected because they withdrew, ``prospect`` is active as a prospect; ``unknown`` stands for a
status that the mapping does not know."""

CaseValue = str | bool | tuple[str, ...] | None


class ApplicationCase(Strict):
    """One candidacy. ``milestone`` stands for any stage that the policy sorts under it. What was rejected was so
    ``days_ago`` (default: today), or on a day that nobody knows (``undated``)."""

    status: Status
    stage: str | None = None
    milestone: Milestone | None = None
    reason: str | None = None
    category: ReasonCategory | None = None
    days_ago: int = Field(default=0, ge=0)
    undated: bool = False
    applied_days_ago: int | None = Field(default=None, ge=0)
    job: str = "Engineer"
    department: str | None = None
    office: Names | None = None
    source: str | None = None
    score: float | None = None
    confidential: bool = False


class Shown(Strict):
    """What the CRM shows of what follows from the ATS."""

    ats_status: str | None = None
    ats_id: str | None = None
    rejection_reason: str | None = None
    first_source: str | None = None
    due_date: str | None = None


class Before(Shown):
    """What all sides agreed on last. ``pools`` are the lists that rules wanted then, and in which the CRM had the
    person; ``noted`` says that the notes of these candidacies were written."""

    pools: list[str] = Field(default_factory=list)
    noted: bool = False


class Records(Strict):
    """How many records there are. Restrictions are those of the first one."""

    ats: int = Field(default=1, ge=0, le=2)
    crm: int = Field(default=1, ge=0, le=1)


class Known(Strict):
    """Since when the CRM knows somebody whom we did not make there, and from where. ``summed_up_days_ago`` is when that
    was summed up in the ATS last, in other words."""

    days_ago: int = Field(ge=0)
    source: str | None = None
    summed_up_days_ago: int | None = Field(default=None, ge=0)


class Given(Strict):
    """A person. ``pools`` and ``shows`` are what the CRM shows now; what is left out is as it was ``before``. Without
    ``before`` the person was never looked at. Without ``known`` the CRM tells nothing of the past."""

    applications: list[ApplicationCase] = Field(default_factory=list)
    restrictions: list[Restriction] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)
    pools: list[str] | None = None
    shows: Shown = Shown()
    before: Before | None = None
    records: Records = Records()
    known: Known | None = None


class Expected(Shown):
    """What is to become of a person: where the CRM has them afterwards (``pools``: exactly these), what it shows, and
    what is written for that, in words like ``add_to_pool nurture``, ``update due_date``, ``create crm``, ``note``.
    Writes to the ATS say so (``update ats do_not_contact``, ``note ats``, ``create ats applicant``), and so do notes
    that everybody may read (``note public``).

    ``rule`` names rules that must have decided about something, ``push`` the rule by which the person comes into the
    ATS, ``review`` what a human is asked to look at, ``wake_in_days`` when more will happen by itself.
    """

    outcome: Outcome | None = None
    milestone: Milestone | None = None
    pools: list[str] | None = None
    not_pools: Names | None = None
    due_in_days: int | None = None
    notes: int | None = None
    push: str | None = None
    writes: list[str] | None = None
    review: list[str] | None = None
    rule: Names | None = None
    wake_in_days: int | None = None


class PersonCase(Strict):
    """A person, and what the policy is to make of them."""

    name: str
    given: Given
    expect: Expected


class AfterMerge(Strict):
    """What both sides are to show afterwards; ``asks`` says whether a human is asked."""

    ats: CaseValue = None
    crm: CaseValue = None
    asks: bool = False


class FieldCase(Strict):
    """One field on both sides. Without ``before`` they never agreed; a side that is not named shows what it did
    before. ``later`` is the side whose record was changed last."""

    name: str
    field: str
    before: CaseValue = None
    ats: CaseValue = None
    crm: CaseValue = None
    later: Role | None = None
    expect: AfterMerge


class CaseFile(Strict):
    """Tests of a policy. ``today`` is the day on which they play."""

    version: Literal[1]
    today: date = TODAY
    people: list[PersonCase] = Field(default_factory=list)
    fields: list[FieldCase] = Field(default_factory=list)
