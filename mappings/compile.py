"""A vendor file made into functions: vendor words to canonical fields and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypeVar

from mappings.canonical import FIELDS, Fields, Value
from mappings.facts import ApplicationFacts, JobFacts, MembershipFacts, NamedFacts, ReasonFacts, UserFacts
from mappings.history import HistoryFacts
from mappings.policy import PushRule
from mappings.schema import VendorFile
from mappings.transforms import UNSET, CustomFieldNeed, Malformed, Transform, Unsayable, change
from mappings.transforms.base import Data

__all__ = [
    "ApplicationFacts",
    "CustomFieldNeed",
    "HistoryFacts",
    "JobFacts",
    "Malformed",
    "MembershipFacts",
    "NamedFacts",
    "NamedKind",
    "ReasonFacts",
    "Translator",
    "Unsayable",
    "UserFacts",
]

Words = TypeVar("Words")

NamedKind = Literal["department", "office", "source"]
"""Kinds of which we read nothing but the name."""


class Translator:
    """One vendor's language. Holds no state besides its vendor file, and may be shared by threads.

    ``readable`` names the canonical fields that the vendor reports, ``writable`` and ``creatable`` those that it takes
    on an update and on a creation;
    ``capacity`` how many members of a set fit; ``custom_fields`` what the account must have before anything is written.
    """

    def __init__(self, file: VendorFile) -> None:
        self._file = file
        self._fields: Mapping[str, Transform] = dict(file.candidate.fields)
        self.vendor = file.vendor
        self.create_constants: Mapping[str, Any] = file.candidate.create_constants
        self.readable = frozenset(self._fields)
        self.writable = self._when("update")
        self.creatable = self._when("create")
        self.capacity: Mapping[str, int] = {
            name: transform.capacity for name, transform in self._fields.items() if transform.capacity is not None
        }
        needs = (transform.need(name) for name, transform in self._fields.items())
        self.custom_fields: tuple[CustomFieldNeed, ...] = tuple(need for need in needs if need is not None)

    def to_canonical(self, data: Data) -> Fields:
        """The canonical fields of a candidate record. What the vendor did not report is absent. Raises Malformed."""
        fields: dict[str, Value] = {}
        for name, transform in self._fields.items():
            value = transform.read(FIELDS[name], data)
            if value is not UNSET:
                fields[name] = value
        return fields

    def to_vendor(
        self, changes: Fields, *, current: Data | None, creating: bool, push: PushRule | None = None
    ) -> dict[str, Any]:
        """Vendor changes that make a candidate read as ``changes``; fields that read so already are left out.

        ``current`` is the record's data as last read, which an update needs because vendors replace whole lists.
        ``push`` says what is created, in ids of this vendor. Raises Unsayable for the first thing that cannot be said.
        """
        if creating:
            return self._creation(changes, push)
        if current is None:
            raise ValueError("an update needs the current data")
        said: dict[str, Any] = {}
        for name, value in changes.items():
            said = _laid_over(said, change(self._sayable(name, self.writable), FIELDS[name], value, current))
        return said

    def changed_at(self, data: Data) -> datetime | None:
        """When the vendor says that a candidate record last changed, in UTC. Raises Malformed."""
        return self._file.candidate.times.changed_at(data)

    def to_application(self, data: Data) -> ApplicationFacts:
        """The facts of an application record. Raises Malformed; LookupError where the vendor has none."""
        return _there(self._file.application, "applications").read(data)

    def to_job(self, data: Data) -> JobFacts:
        """The facts of a job record. Raises Malformed; LookupError where the vendor has none."""
        return _there(self._file.job, "jobs").read(data)

    def to_reason(self, data: Data) -> ReasonFacts:
        """The facts of a rejection reason record. Raises Malformed; LookupError where the vendor has none."""
        return _there(self._file.rejection_reason, "rejection reasons").read(data)

    def to_named(self, kind: NamedKind, data: Data) -> NamedFacts:
        """The facts of a department, an office or a source. Raises Malformed; LookupError where the vendor has none."""
        words = {"department": self._file.department, "office": self._file.office, "source": self._file.source}
        return _there(words[kind], f"{kind}s").read(data)

    def to_history(self, data: Data) -> HistoryFacts | None:
        """What a candidate record tells of the past; None where the vendor tells nothing. Raises Malformed."""
        words = self._file.history
        return None if words is None else words.read(data, self._file.candidate.times)

    def to_user(self, data: Data) -> UserFacts:
        """The facts of a user record. Raises Malformed; LookupError where the vendor has none."""
        return _there(self._file.user, "users").read(data)

    def to_membership(self, data: Data) -> MembershipFacts:
        """The facts of a membership record. Raises Malformed; LookupError where the vendor has none."""
        return _there(self._file.membership, "memberships").read(data)

    def _creation(self, changes: Fields, push: PushRule | None) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for name, value in changes.items():
            # A new record is empty: there is nothing to say about what is empty here too.
            if name in self._fields and value in (None, ()):
                continue
            said = _laid_over(said, change(self._sayable(name, self.creatable), FIELDS[name], value, None))
        for name, transform in self._fields.items():
            if transform.required and changes.get(name) in (None, "", ()):
                raise Unsayable(name, "the vendor does not create a record without it")
        return _laid_over(self._below(push), said)

    def _below(self, push: PushRule | None) -> Mapping[str, Any]:
        """What every new record has besides its fields."""
        if push is None:
            return self.create_constants
        return _there(self._file.candidate.push, "words for people whom we push").said(push)

    def _sayable(self, name: str, allowed: frozenset[str]) -> Transform:
        if name not in self._fields:
            raise Unsayable(name, "this vendor has no place for it")
        if name not in allowed:
            raise Unsayable(name, _WHEN[self._fields[name].writable])
        return self._fields[name]

    def _when(self, moment: str) -> frozenset[str]:
        moments = {"always", moment}
        return frozenset(name for name, transform in self._fields.items() if transform.writable in moments)


_WHEN = {
    "never": "can only be read here",
    "create": "can only be given when a record is created",
    "update": "can only be given after a record was created",
}


def _there(words: Words | None, what: str) -> Words:
    if words is None:
        raise LookupError(f"this vendor has no {what}")
    return words


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both, where objects under the same key are joined and otherwise the upper one counts."""
    joined = dict(below)
    for key, value in above.items():
        under = joined.get(key)
        both = isinstance(under, Mapping) and isinstance(value, Mapping)
        joined[key] = _laid_over(under, value) if both else value  # type: ignore[arg-type]  # both are mappings
    return joined
