"""Our own fields of a person, as data: what shape each has, whether it identifies, whether it is personal.

A value is one of three things, kept apart everywhere: not reported (the field is absent from a mapping), known to be
empty (``None``, or ``()`` for a set), or present. Sets are tuples of display forms in the vendor's order; two members
are the same when their keys (:mod:`mappings.keys`) are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Shape = Literal["scalar", "set", "flag"]
Identity = Literal["email", "phone", "profile", "cross_id"]
KeyName = Literal["text", "email", "phone", "profile", "exact"]

Value = str | bool | None | tuple[str, ...]
Fields = Mapping[str, Value]
"""Canonical fields of one record. An absent name was not reported; it is never treated as empty."""


@dataclass(frozen=True, slots=True)
class Field:
    """One canonical field. ``derived`` fields are computed by the policy from applications, never edited in an ATS."""

    name: str
    shape: Shape
    help: str
    key: KeyName = "text"
    identity: Identity | None = None
    personal: bool = True
    derived: bool = False


_ALL = (
    Field("first_name", "scalar", "given name"),
    Field("last_name", "scalar", "family name"),
    Field("preferred_name", "scalar", "what the person wants to be called"),
    Field("company", "scalar", "current employer"),
    Field("title", "scalar", "current job title"),
    Field("location", "scalar", "where the person lives, as free text"),
    Field("emails", "set", "e-mail addresses", key="email", identity="email"),
    Field("phones", "set", "phone numbers", key="phone", identity="phone"),
    Field("profiles", "set", "profile and web addresses, LinkedIn included", key="profile", identity="profile"),
    Field("cross_ids", "set", "ids that other systems' records claim, as vendor:kind:id", "exact", "cross_id", False),
    Field("private", "flag", "restriction: only some of the ATS's users may see this person", personal=False),
    Field("do_not_contact", "flag", "restriction: must not be mailed", personal=False),
    Field("erased", "flag", "restriction: anonymised there, nobody to be kept in step any more", personal=False),
    Field("tags", "set", "labels that the ATS's users gave to the record", personal=False),
    Field("pools", "set", "named lists the person is in", key="exact", personal=False, derived=True),
    Field("ats_status", "scalar", "furthest point in the ATS, in our words", personal=False, derived=True),
    Field("ats_id", "scalar", "the ATS record, as system:kind:id", personal=False, derived=True),
    Field("rejection_reason", "scalar", "category of the last rejection", personal=False, derived=True),
    Field("first_source", "scalar", "where the person first came from", personal=False, derived=True),
    Field("due_date", "scalar", "when to get in touch again, yyyy-mm-dd", personal=False, derived=True),
)

FIELDS: Mapping[str, Field] = {field.name: field for field in _ALL}
"""Every canonical field of a person by name."""

MILESTONES = ("applied", "screen", "interview", "final", "offer", "hired")
"""The funnel in our words, in order."""

ApplicationStatus = Literal["active", "rejected", "hired", "converted", "unknown"]
ReasonCategory = Literal["we_rejected", "they_withdrew", "unspecified", "security", "unknown"]
