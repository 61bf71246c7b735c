"""What else we read of a vendor: applications, jobs and rejection reasons, as facts.

Vendor words stand in visible tables. A word that is not in the table becomes ``unknown`` and is reported; it is
never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict

from mappings.canonical import ApplicationStatus, ReasonCategory
from mappings.transforms.base import Data, Malformed

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """One candidacy. ``prospect`` means without a job; ``unknown`` names vendor fields whose word no table has.

    Times are aware UTC. ``stage_id`` is the id of the job's stage, not of one visit to it.
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


@dataclass(frozen=True, slots=True)
class JobFacts:
    """One job. The name of a ``confidential`` one goes nowhere."""

    id: str
    name: str | None
    confidential: bool


@dataclass(frozen=True, slots=True)
class ReasonFacts:
    """One rejection reason."""

    id: str
    name: str | None
    category: ReasonCategory


@dataclass(frozen=True, slots=True)
class MembershipFacts:
    """One candidate joined or left one pool. ``joined`` is None for a word that no table has."""

    candidate_id: str
    pool_id: str
    joined: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How a vendor writes times. ``iso`` without an offset is UTC; ``unix`` is seconds."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    format: Literal["iso", "unix"]
    changed: tuple[str, ...] = ()

    def at(self, data: Data, path: str | None) -> datetime | None:
        """The time at ``path``; absent and null are None. Raises Malformed."""
        raw = None if path is None else dig(data, path)
        if raw is None or path is None:
            return None
        try:
            return _iso(raw) if self.format == "iso" else _unix(raw)
        except (ValueError, TypeError, OverflowError, OSError) as error:
            raise Malformed(path, f"must be a time ({self.format})") from error

    def changed_at(self, data: Data) -> datetime | None:
        """The first of the ``changed`` times that the vendor gives."""
        found = (self.at(data, path) for path in self.changed)
        return next((time for time in found if time is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusTable:
    """Where an application's status stands, and what its words mean."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    path: str
    values: Mapping[str, ApplicationStatus]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryTable:
    """Where a rejection reason's category stands, and what its words mean."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    path: str
    values: Mapping[str, ReasonCategory]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWords:
    """Where the facts of an application stand in the vendor's record."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    candidate_id: str
    job_id: str
    status: StatusTable
    times: Times
    prospect: str | None = None
    stage_name: str | None = None
    stage_id: str | None = None
    reason_id: str | None = None
    rejected_at: str | None = None

    def read(self, data: Data) -> ApplicationFacts:
        """Raises Malformed."""
        word = _text(data, self.status.path)
        known = self.status.values.get(word) if word is not None else None
        return ApplicationFacts(
            candidate_id=_required_id(data, self.candidate_id),
            job_id=_id(data, self.job_id),
            status=known or "unknown",
            prospect=self.prospect is not None and dig(data, self.prospect) is True,
            stage_name=_text(data, self.stage_name),
            stage_id=_id(data, self.stage_id),
            reason_id=_id(data, self.reason_id),
            rejected_at=self.times.at(data, self.rejected_at),
            changed_at=self.times.changed_at(data),
            unknown=() if known else (self.status.path,),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobWords:
    """Where the facts of a job stand in the vendor's record."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    name: str
    confidential: str | None = None

    def read(self, data: Data) -> JobFacts:
        """Raises Malformed. A job that does not say whether it is confidential, where it should, is."""
        confidential = self.confidential is not None and dig(data, self.confidential) is not False
        return JobFacts(_required_id(data, self.id), _text(data, self.name), confidential)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonWords:
    """Where the facts of a rejection reason stand in the vendor's record."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    name: str
    category: CategoryTable

    def read(self, data: Data) -> ReasonFacts:
        """Raises Malformed."""
        word = _text(data, self.category.path)
        category = self.category.values.get(word, "unknown") if word is not None else "unknown"
        return ReasonFacts(_required_id(data, self.id), _text(data, self.name), category)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTable:
    """Where a membership's action stands, and what its words mean."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    path: str
    values: Mapping[str, Literal["joined", "left"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipWords:
    """Where the facts of a membership stand in the vendor's record."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    candidate_id: str
    pool_id: str
    action: ActionTable

    def read(self, data: Data) -> MembershipFacts:
        """Raises Malformed."""
        word = self.action.values.get(_text(data, self.action.path) or "")
        joined = None if word is None else word == "joined"
        return MembershipFacts(_required_id(data, self.candidate_id), _required_id(data, self.pool_id), joined)


def dig(data: Data, path: str) -> Any:
    """The value at a path such as ``type.key``; None when any step is missing."""
    value: Any = data
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _text(data: Data, path: str | None) -> str | None:
    raw = None if path is None else dig(data, path)
    if raw is None or isinstance(raw, str):
        return raw.strip() or None if raw else None
    raise Malformed(str(path), "must be text")


def _id(data: Data, path: str | None) -> str | None:
    raw = None if path is None else dig(data, path)
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise Malformed(str(path), "must be an id")
    return str(raw) or None


def _required_id(data: Data, path: str) -> str:
    found = _id(data, path)
    if found is None:
        raise Malformed(path, "is missing")
    return found


def _iso(raw: Any) -> datetime:
    time = datetime.fromisoformat(raw)
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _unix(raw: Any) -> datetime:
    if isinstance(raw, bool):
        raise TypeError
    return datetime.fromtimestamp(raw, UTC)
