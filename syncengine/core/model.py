"""What the engine decides about and what it decides: sides in, plan out. All of it is frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NewType

from mappings.canonical import Fields, Value
from mappings.policy import PushRule

PersonId = NewType("PersonId", str)

SideRole = Literal["ats", "crm", "policy"]
"""The policy takes part as a side of its own: what it wants is merged like what a human typed, so that a human's later
change to the same thing is an edit like any other. Nothing is ever written to it."""

POLICY_SIDE = "policy"

Verb = Literal["create", "update", "add_to_pool", "remove_from_pool", "note"]


@dataclass(frozen=True, slots=True)
class MayMail:
    """Writes after which a system may mail the person. ``name`` is what a policy calls that. ``fields`` and ``push``
    narrow it to writes of one of these fields, and to records that are made as one of these; see
    :mod:`syncengine.core.mails`."""

    name: str
    verb: Verb
    fields: frozenset[str] = frozenset()
    push: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Abilities:
    """Which canonical fields can be written to a system at all, how many members a set can hold there, and which
    writes may make it mail the person; whether it keeps notes, lets one that is there be changed, and lets one of ours
    be taken back, by whatever way."""

    writable: frozenset[str]
    creatable: frozenset[str]
    capacity: Mapping[str, int] = field(default_factory=dict)
    mails: tuple[MayMail, ...] = ()
    keeps_notes: bool = False
    edits_notes: bool = False
    takes_back_notes: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One system's view of a person.

    ``now`` is what it shows, ``base`` what it showed when all sides last agreed. A field absent from ``base`` has
    never been agreed on: for that field this side meets the others for the first time.
    ``ref`` is None when the system has no record of the person.
    """

    system: str
    role: SideRole
    now: Fields
    base: Fields
    abilities: Abilities
    ref: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record, before and after, and the rule that wants it."""

    field: str
    was: Value
    value: Value
    why: str


@dataclass(frozen=True, slots=True)
class Rolling:
    """What makes a note one of a row, of which each takes the place of the one before. ``replaces`` is the key of that
    one; ``unnamed`` are users, as (system, id), whose names belong in the text and are not known yet."""

    topic: str
    replaces: str | None = None
    unnamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NoteText:
    """A note that belongs on the person once. ``key`` says which fact it is about and never changes. ``system`` is
    where it belongs; None: in every CRM."""

    key: str
    body: str
    private: bool = True
    system: str | None = None
    rolling: Rolling | None = None

    @property
    def parked_as(self) -> str:
        """Under which name it is parked: of a row of notes, the row."""
        return f"note:{self.rolling.topic if self.rolling else self.key}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One intended vendor write. ``ref`` is None while the record is yet to be created by an earlier operation.

    ``rule`` names the policy's rule behind it, where there is one; ``push`` is the one behind a record that is made in
    the ATS. ``mails`` names the effects that may make the vendor mail the candidate. ``undoes`` is the id of the
    journalled write that this one takes back, "" for any other.
    """

    verb: Verb
    system: str
    ref: str | None
    changes: tuple[Change, ...] = ()
    pool: str | None = None
    note: NoteText | None = None
    why: str = ""
    rule: str = ""
    push: PushRule | None = None
    mails: tuple[str, ...] = ()
    undoes: str = ""

    @property
    def fields(self) -> frozenset[str]:
        """Names of the canonical fields that this operation is about."""
        if self.verb in {"add_to_pool", "remove_from_pool"}:
            return frozenset({"pools"})
        return frozenset(change.field for change in self.changes)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sides disagree about a field. ``winner`` is the system whose value goes everywhere; None: a human decides."""

    field: str
    values: Mapping[str, Value]
    winner: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the plan does not do, and why. ``review`` says that a human should look."""

    code: str
    text: str
    system: str | None = None
    field: str | None = None
    review: bool = False


HELD = frozenset({"parked", "sealed", "unreported", "would_mail"})
"""Codes of remarks about writes that become possible again by themselves or by a human's word."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that should be written for one person now, in order, and everything that should not. ``wake_on`` is
    the day on which more should be, by the mere passing of time."""

    person: PersonId
    operations: tuple[Operation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    remarks: tuple[Remark, ...] = ()
    wake_on: date | None = None

    @property
    def undecided(self) -> frozenset[str]:
        """Fields that wait for a human: they are not settled."""
        return frozenset(conflict.field for conflict in self.conflicts if conflict.winner is None)

    @property
    def held(self) -> frozenset[str]:
        """Fields of which a write is due, but not now. Settling them would forget that it is due."""
        return frozenset(remark.field for remark in self.remarks if remark.code in HELD and remark.field is not None)
