"""A vendor's words for what is no candidate: where the facts of an application, a job and the rest stand in a record.

Vendor words stand in visible tables. A word that is not in the table becomes ``unknown`` and is reported; it is
never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict

from mappings.canonical import ApplicationStatus, ReasonCategory
from mappings.facts import ApplicationFacts, JobFacts, MembershipFacts, NamedFacts, ReasonFacts, UserFacts
from mappings.reading import Times, dig, id_at, ids_at, number, required_id, text
from mappings.transforms.base import Data

_STRICT = ConfigDict(extra="forbid")


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
    source_id: str | None = None
    applied_at: str | None = None
    score: str | None = None

    def read(self, data: Data) -> ApplicationFacts:
        """Raises Malformed."""
        word = text(data, self.status.path)
        known = self.status.values.get(word) if word is not None else None
        return ApplicationFacts(
            candidate_id=required_id(data, self.candidate_id),
            job_id=id_at(data, self.job_id),
            status=known or "unknown",
            prospect=self.prospect is not None and dig(data, self.prospect) is True,
            stage_name=text(data, self.stage_name),
            stage_id=id_at(data, self.stage_id),
            reason_id=id_at(data, self.reason_id),
            rejected_at=self.times.at(data, self.rejected_at),
            changed_at=self.times.changed_at(data),
            unknown=() if known else (self.status.path,),
            source_id=id_at(data, self.source_id),
            applied_at=self.times.at(data, self.applied_at),
            score=number(data, self.score),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTable:
    """Where a job's status stands, and which of its words say that it is open."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    path: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobWords:
    """Where the facts of a job stand in the vendor's record. ``office_ids`` is a list."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    name: str
    confidential: str | None = None
    department_id: str | None = None
    office_ids: str | None = None
    open: OpenTable | None = None

    def read(self, data: Data) -> JobFacts:
        """Raises Malformed. A job that does not say whether it is confidential, where it should, is."""
        return JobFacts(
            id=required_id(data, self.id),
            name=text(data, self.name),
            confidential=self.confidential is not None and dig(data, self.confidential) is not False,
            department_id=id_at(data, self.department_id),
            office_ids=ids_at(data, self.office_ids),
            open=self._is_open(data),
        )

    def _is_open(self, data: Data) -> bool:
        """One of which nothing is told is taken for open: the vendor will refuse what is not."""
        word = text(data, self.open.path) if self.open else None
        return word is None or self.open is None or word in self.open.values


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonWords:
    """Where the facts of a rejection reason stand in the vendor's record."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    name: str
    category: CategoryTable

    def read(self, data: Data) -> ReasonFacts:
        """Raises Malformed."""
        word = text(data, self.category.path)
        category = self.category.values.get(word, "unknown") if word is not None else "unknown"
        return ReasonFacts(required_id(data, self.id), text(data, self.name), category)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedWords:
    """Where the id and the name of a department, an office or a source stand in the vendor's record."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    name: str

    def read(self, data: Data) -> NamedFacts:
        """Raises Malformed."""
        return NamedFacts(required_id(data, self.id), text(data, self.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class UserWords:
    """Where somebody who works in the vendor's system stands in its record. ``gone`` is true for one who has left."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: str
    name: str
    email: str | None = None
    gone: str | None = None

    def read(self, data: Data) -> UserFacts:
        """Raises Malformed."""
        gone = self.gone is not None and dig(data, self.gone) is True
        return UserFacts(required_id(data, self.id), text(data, self.name), text(data, self.email), not gone)


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
        word = self.action.values.get(text(data, self.action.path) or "")
        joined = None if word is None else word == "joined"
        return MembershipFacts(required_id(data, self.candidate_id), required_id(data, self.pool_id), joined)
