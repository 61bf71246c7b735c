"""The shape of a policy file. Unknown keys are refused. It is exported as JSON Schema for editors."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from mappings.canonical import ReasonCategory
from mappings.policy import Outcome, Owner, PushAs, Recycle, Role, Start, Visibility
from mappings.schema import Milestone, Strict

KnownCategory = ReasonCategory


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _one_or_more(schema: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1}]})


def _words(*known: str) -> WithJsonSchema:
    return _one_or_more({"enum": list(known)})


Names = Annotated[list[str], BeforeValidator(_several), Field(min_length=1), _one_or_more({"type": "string"})]
"""One name or several; a name may end in ``*``."""

_OUTCOMES = ("none", "prospect", "active", "rejected", "withdrawn", "hired", "unclear")
_MILESTONES = ("applied", "screen", "interview", "final", "offer", "hired")
_CATEGORIES = ("we_rejected", "they_withdrew", "unspecified", "security", "unknown")

Outcomes = Annotated[list[Outcome], BeforeValidator(_several), Field(min_length=1), _words(*_OUTCOMES)]
Milestones = Annotated[list[Milestone], BeforeValidator(_several), Field(min_length=1), _words(*_MILESTONES)]
Categories = Annotated[list[KnownCategory], BeforeValidator(_several), Field(min_length=1), _words(*_CATEGORIES)]
Recycles = Annotated[list[Recycle], BeforeValidator(_several), Field(min_length=1), _words("never", "now", "cool_down")]


class OwnerBySide(Strict):
    """Whose word counts in the ATS, and whose in the CRM."""

    ats: Owner
    crm: Owner


class FieldLine(Strict):
    """Who owns a field and who may be written."""

    owner: Owner | OwnerBySide
    write: frozenset[Role]
    clear: bool = True


class ReasonLine(Strict):
    """Whether, and after how many days, a rejected person may come back."""

    recycle: Recycle
    days: int = Field(default=0, ge=0, le=3650)


class PoolLine(Strict):
    """A list of the CRM: what it is called there, and what holds for everybody in it."""

    name: str
    contact: bool | None = None
    group: str | None = None
    keeps: bool = False


class ScoreLine(Strict):
    """Which ratings are meant."""

    at_least: float | None = None
    below: float | None = None


class WhenLine(Strict):
    """What must hold, all of it. A list means: any of these."""

    outcome: Outcomes | None = None
    milestone: Milestones | None = None
    category: Categories | None = None
    recycle: Recycles | None = None
    reason: Names | None = None
    department: Names | None = None
    office: Names | None = None
    job: Names | None = None
    tag: Names | None = None
    source: Names | None = None
    score: ScoreLine | None = None
    in_pool: Names | None = None
    not_in_pool: Names | None = None


class RuleLine(Strict):
    """Who comes into a list, or leaves lists. ``off`` takes a rule of the layer below away."""

    name: str
    when: WhenLine = WhenLine()
    into: str | None = None
    out_of: Names | None = None
    start: Start = "at_once"
    off: bool = False


class PushLine(Strict):
    """Whom of the CRM we create in the ATS, and how."""

    name: str
    when: WhenLine = WhenLine()
    as_: PushAs = Field(default="prospect", alias="as")
    job: str | None = None
    source: str | None = None
    owner: str | None = None
    off: bool = False


class JobStagesLine(Strict):
    """What stages are called at some jobs."""

    job: Names | None = None
    department: Names | None = None
    stages: dict[Milestone, list[str]]


class PassportLine(Strict):
    """The note in the ATS that sums up what the CRM knows."""

    visibility: Visibility = "private"
    again_after_days: int = Field(default=30, ge=0, le=3650)


class PolicyFile(Strict):
    """``policies/*.yaml``, and a customer's own: what a customer leaves out is taken from the shipped default."""

    version: Literal[2]
    name: str = "unnamed"
    fields: dict[str, FieldLine] = Field(default_factory=dict)
    stages: dict[Milestone, list[str]] = Field(default_factory=dict)
    job_stages: list[JobStagesLine] = Field(default_factory=list)
    pools: dict[str, PoolLine | str] = Field(default_factory=dict)
    rules: list[RuleLine] = Field(default_factory=list)
    push: list[PushLine] = Field(default_factory=list)
    reasons: dict[str, ReasonLine] = Field(default_factory=dict)
    reason_categories: dict[KnownCategory, ReasonLine] = Field(default_factory=dict)
    create_in_crm: Literal["all", "with_application", "never"] = "with_application"
    note_on_rejection: bool = True
    passport: PassportLine | None = None
    may_mail: list[str] = Field(default_factory=list)
