"""What a policy says, as plain frozen data for the engine. Files are read by :mod:`mappings.loader`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mappings.canonical import ReasonCategory

Role = Literal["ats", "crm"]
Owner = Literal["ats", "crm", "union", "newest", "review"]
Recycle = Literal["never", "now", "cool_down"]
Start = Literal["at_once", "after_cool_down"]
PushAs = Literal["prospect", "applicant"]
Visibility = Literal["public", "private"]

Outcome = Literal["none", "prospect", "active", "rejected", "withdrawn", "hired", "unclear"]
"""How a person's applications stand, taken together. ``none``: there are none, or none that may be told of;
``unclear``: something about them is not understood, so that nothing is concluded."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one canonical field travels.

    ``owner`` says whose word counts when both sides changed (or first met with different values); ``newest`` lets the
    later edit win, ``review`` asks a human. Of a set, ``union`` joins both sides' changes member by member; where one
    side owns it, that side's changes alone travel. ``owner_in`` says so for each side by itself. ``write`` names the
    roles that may be written. ``clear`` says whether an emptied value (or a removed member of a set) travels too.
    """

    owner: Owner
    write: frozenset[Role]
    clear: bool = True
    owner_in: Mapping[Role, Owner] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReasonRule:
    """What a rejection reason means for coming back. ``days`` counts from the rejection, for ``cool_down`` only."""

    recycle: Recycle
    days: int = 0


@dataclass(frozen=True, slots=True)
class Pool:
    """One list of the CRM. ``name`` is what it is called there.

    Who is in a ``contact`` pool may be written to: nobody who is active or hired in the ATS, restricted, not to be
    recycled, or unclear is in one, whoever put them there. A person is in one pool of a ``group`` at most, and only
    rules put anybody there. One who came into a pool that ``keeps`` stays there until a rule says that they leave.
    """

    name: str
    contact: bool = False
    group: str | None = None
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """What must hold for a rule to apply: everything that is said. ``None`` says nothing.

    ``milestone`` is the furthest one: of what is running while anything is, of everything otherwise. Names (``reason``,
    ``department``, ``office``, ``job``, ``tag``, ``source``) are compared without regard to letter case, and may end in
    ``*``; any of several names suffices. ``in_pool`` asks for any of these pools, ``not_in_pool`` for none of them.
    """

    outcome: frozenset[Outcome] | None = None
    milestone: frozenset[str] | None = None
    category: frozenset[ReasonCategory] | None = None
    recycle: frozenset[Recycle] | None = None
    reason: tuple[str, ...] | None = None
    department: tuple[str, ...] | None = None
    office: tuple[str, ...] | None = None
    job: tuple[str, ...] | None = None
    tag: tuple[str, ...] | None = None
    source: tuple[str, ...] | None = None
    score_at_least: float | None = None
    score_below: float | None = None
    in_pool: frozenset[str] | None = None
    not_in_pool: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class PoolRule:
    """Who comes into a pool, or leaves pools. Of the rules about a pool the first that applies decides; of those about
    the pools of a group likewise. ``at`` is file and line."""

    name: str
    when: When
    into: str | None = None
    out_of: tuple[str, ...] = ()
    start: Start = "at_once"
    at: str = ""


@dataclass(frozen=True, slots=True)
class PushRule:
    """Whom of the CRM we create in the ATS: as a ``prospect``, or as an ``applicant`` for ``job``. ``job``, ``source``
    and ``owner`` (whose prospect it is) are ids or names in the ATS; None leaves them to the ATS. ``at`` is file and
    line."""

    name: str
    when: When
    as_: PushAs = "prospect"
    job: str | None = None
    source: str | None = None
    owner: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class JobStages:
    """What stages mean at some jobs: names of jobs and departments, which may end in ``*``; see :class:`When`."""

    job: tuple[str, ...] | None
    department: tuple[str, ...] | None
    stages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Passport:
    """The note in the ATS that sums up what the CRM knows. Where notes cannot be edited, one with news supersedes the
    last one, ``again_after_days`` after it at the earliest."""

    visibility: Visibility = "private"
    again_after_days: int = 30


@dataclass(frozen=True, slots=True)
class Policy:
    """One customer's policy. ``pools`` are those of the CRM by our keys, ``rules`` stand in order.

    ``stages`` maps a stage name (as written, compared case-insensitively) to a milestone; ``job_stages`` go before.
    ``reasons`` maps rejection reason names likewise, ``reason_categories`` is the fallback by category.
    ``create_in_crm`` says which ATS people are created in the CRM: all of them, those with an application, or none.
    ``may_mail`` names the mail effects that writes of ours may have. ``passport`` is None when none is wanted.
    ``fingerprint`` names the policy by what it decides.
    """

    name: str
    version: str
    fields: Mapping[str, FieldRule]
    stages: Mapping[str, str]
    pools: Mapping[str, Pool]
    rules: tuple[PoolRule, ...]
    push: tuple[PushRule, ...]
    reasons: Mapping[str, ReasonRule]
    reason_categories: Mapping[str, ReasonRule]
    create_in_crm: Literal["all", "with_application", "never"]
    note_on_rejection: bool
    fingerprint: str
    job_stages: tuple[JobStages, ...] = ()
    passport: Passport | None = None
    may_mail: frozenset[str] = frozenset()
