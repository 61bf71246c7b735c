"""The shape of the two kinds of files: a vendor's translation, and a policy. Unknown keys are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mappings.facts import ApplicationWords, JobWords, MembershipWords, ReasonWords, Times
from mappings.policy import Owner, Recycle, Role
from mappings.transforms import AnyTransform

Milestone = Literal["applied", "screen", "interview", "final", "offer", "hired"]
"""The words of :data:`mappings.canonical.MILESTONES`; a test holds the two together."""

KnownCategory = Literal["we_rejected", "they_withdrew", "unspecified", "security", "unknown"]


class Strict(BaseModel):
    """A part of a file. Keys that it does not know are problems."""

    model_config = ConfigDict(extra="forbid")


class CandidateWords(Strict):
    """How a vendor speaks of a person. ``create_constants`` are laid under everything that we create."""

    kind: str = "candidate"
    times: Times
    create_constants: Mapping[str, Any] = {}
    fields: dict[str, Annotated[AnyTransform, Field(discriminator="transform")]]


class VendorFile(Strict):
    """``defaults/<vendor>.yaml``: one vendor's words for ours. A vendor without applications leaves those out."""

    version: Literal[1]
    vendor: str
    candidate: CandidateWords
    application: ApplicationWords | None = None
    job: JobWords | None = None
    rejection_reason: ReasonWords | None = None
    membership: MembershipWords | None = None


class FieldLine(Strict):
    """Who owns a field and who may be written."""

    owner: Owner
    write: frozenset[Role]
    clear: bool = True


class ReasonLine(Strict):
    """Whether, and after how many days, a rejected person may come back."""

    recycle: Recycle
    days: int = Field(default=0, ge=0, le=3650)


class PolicyFile(Strict):
    """``policies/*.yaml``, and a customer's own: what a customer leaves out is taken from the shipped default."""

    version: Literal[1]
    name: str = "unnamed"
    fields: dict[str, FieldLine] = {}
    stages: dict[Milestone, list[str]] = {}
    pools: dict[str, str] = {}
    milestone_pools: dict[Milestone, str | None] = {}
    nurture: str | None = None
    alumni: str | None = None
    push: str | None = None
    reasons: dict[str, ReasonLine] = {}
    reason_categories: dict[KnownCategory, ReasonLine] = {}
    create_in_crm: Literal["all", "with_application", "never"] = "with_application"
    note_on_rejection: bool = True
