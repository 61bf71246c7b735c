"""A vendor's words for a person whom we create in an ATS: as a prospect or an applicant, for which job, with which
source, and whose."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict

from mappings.policy import PushRule
from mappings.transforms.base import Unsayable

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """What is said of one sort of them. ``constants`` are laid under the rest; ``job``, ``source`` and ``owner`` are
    paths, ``jobs`` is one of a list. What has no path cannot be said."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    constants: Mapping[str, Any] = field(default_factory=dict)
    job: str | None = None
    jobs: str | None = None
    source: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PushWords:
    """Both sorts, and whether the vendor writes ids as text or as numbers."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    ids: Literal["text", "number"]
    prospect: Arm | None = None
    applicant: Arm | None = None

    def said(self, push: PushRule) -> dict[str, Any]:
        """What a new record has to carry. Job, source and owner are ids by now. Raises Unsayable."""
        arm = {"prospect": self.prospect, "applicant": self.applicant}[push.as_]
        if arm is None:
            raise Unsayable("push", f"this vendor has no {push.as_}s")
        said = copy.deepcopy(dict(arm.constants))
        for path, value in self._told(arm, push):
            _put(said, path, value)
        return said

    def _told(self, arm: Arm, push: PushRule) -> Iterator[tuple[str, Any]]:
        if push.job is not None and arm.jobs is not None:
            yield arm.jobs, [self._id("job", push.job)]
        single = {"source": arm.source, "owner": arm.owner} | ({} if arm.jobs else {"job": arm.job})
        for name, path in single.items():
            value: str | None = getattr(push, name)
            if value is None:
                continue
            if path is None:
                raise Unsayable(name, f"has no place in {_A[push.as_]} of this vendor")
            yield path, self._id(name, value)

    def _id(self, name: str, value: str) -> str | int:
        if self.ids == "text":
            return value
        if not value.isascii() or not value.isdecimal():
            raise Unsayable(name, "is not an id of this vendor, which are numbers")
        return int(value)


_A = {"prospect": "a prospect", "applicant": "an applicant"}


def _put(said: dict[str, Any], path: str, value: Any) -> None:
    *steps, last = path.split(".")
    for step in steps:
        said = said.setdefault(step, {})
    said[last] = value
