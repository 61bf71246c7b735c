"""The shape of a vendor's translation, and what it shares with that of a policy. Unknown keys are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from mappings.history import HistoryWords
from mappings.pushing import PushWords
from mappings.reading import Times
from mappings.transforms import AnyTransform
from mappings.words import ApplicationWords, JobWords, MembershipWords, NamedWords, ReasonWords, UserWords

Milestone = Literal["applied", "screen", "interview", "final", "offer", "hired"]
"""The words of :data:`mappings.canonical.MILESTONES`; a test holds the two together."""


class Strict(BaseModel):
    """A part of a file. Keys that it does not know are problems."""

    model_config = ConfigDict(extra="forbid")


class CandidateWords(Strict):
    """How a vendor speaks of a person. ``create_constants`` are laid under everything that we create; ``push`` stands
    in their place where a rule of the policy says what is to be made."""

    kind: str = "candidate"
    times: Times
    create_constants: Mapping[str, Any] = {}
    push: PushWords | None = None
    fields: dict[str, Annotated[AnyTransform, Field(discriminator="transform")]]


class VendorFile(Strict):
    """``defaults/<vendor>.yaml``: one vendor's words for ours. A vendor without applications leaves those out."""

    version: Literal[1]
    vendor: str
    candidate: CandidateWords
    application: ApplicationWords | None = None
    job: JobWords | None = None
    rejection_reason: ReasonWords | None = None
    department: NamedWords | None = None
    office: NamedWords | None = None
    source: NamedWords | None = None
    user: UserWords | None = None
    membership: MembershipWords | None = None
    history: HistoryWords | None = None
