"""Made-up people, and the truth about them: who is who in which account, whatever the records look like.

A rehearsal fills sandboxes with personas and checks afterwards, against what is written here, that nobody was mixed up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Truth = Literal[
    "linked",  # one record on either side, and they are the same person
    "created",  # known to the ATS alone, and due a record in the CRM: exactly one
    "pushed",  # known to the CRM alone, and wanted in the ATS: exactly one record there, as a prospect
    "alone",  # known to one side, and that is how it stays
    "apart",  # shares something with others: must never be taken for them, may wait for a human
    "asked",  # only a human can tell: no record is made while the question is open
]
Standing = Literal["active", "rejected", "hired", "prospect"]
Reason = Literal["we_rejected", "they_withdrew", "unspecified", "security"]

CONFIDENTIAL_JOB = "Head of Project Nightingale"
"""The title of a confidential job: a text that must be found nowhere but in the ATS."""

JOBS = ("Backend Engineer", "Data Engineer", "Product Designer", "Account Executive", CONFIDENTIAL_JOB)
REASONS: dict[Reason, str] = {
    "we_rejected": "Lacking skill(s)/qualification(s)",
    "they_withdrew": "Took another offer",
    "unspecified": "Position closed",
    "security": "Failed a security check",
}
"""What the reasons are called in the ATS, by what they mean."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one record shows of a persona. ``key`` names the record in the whole population; ``linkedin`` is a slug, or
    a whole address where the record shows it in another form (in an ATS alone)."""

    key: str
    first_name: str
    last_name: str
    emails: tuple[str, ...]
    title: str | None = None
    company: str | None = None
    phone: str | None = None
    linkedin: str | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Candidacy:
    """One application. ``milestone`` is the canonical step reached; ``reason`` is set when it was rejected."""

    job: str
    standing: Standing = "active"
    milestone: str = "applied"
    reason: Reason | None = None
    closed_days_ago: int = 0


@dataclass(frozen=True, slots=True)
class Persona:
    """One human being. ``ats`` and ``crm`` are the records of this human there; candidacies hang on the first of
    ``ats``. ``cross_linked`` says that the CRM's own integration has recorded the ATS id already; ``push`` that
    recruiters put the CRM record into the list of people wanted in the ATS."""

    id: str
    story: str
    truth: Truth
    ats: tuple[Profile, ...] = ()
    crm: tuple[Profile, ...] = ()
    candidacies: tuple[Candidacy, ...] = ()
    private: bool = False
    may_email: bool = True
    cross_linked: bool = False
    push: bool = False
    shared: frozenset[str] = field(default_factory=frozenset)
    """E-mail addresses and phone numbers that other personas have as well."""

    @property
    def profiles(self) -> tuple[Profile, ...]:
        return (*self.ats, *self.crm)

    @property
    def restricted(self) -> bool:
        return self.private or not self.may_email

    @property
    def own_emails(self) -> frozenset[str]:
        """Addresses in lower case that belong to this persona and to nobody else."""
        return frozenset(
            email.lower() for profile in self.profiles for email in profile.emails if email not in self.shared
        )
