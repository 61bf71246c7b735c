"""What a policy says, as plain frozen data for the engine. Files are read by :mod:`mappings.loader`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["ats", "crm"]
Owner = Literal["ats", "crm", "newest", "review"]
Recycle = Literal["never", "now", "cool_down"]


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one canonical field travels.

    ``owner`` wins when both sides changed (or first met with different values); ``newest`` lets the later edit win,
    ``review`` asks a human. ``write`` names the roles that may be written. ``clear`` says whether an emptied value
    (or a removed member of a set) travels too.
    """

    owner: Owner
    write: frozenset[Role]
    clear: bool = True


@dataclass(frozen=True, slots=True)
class ReasonRule:
    """What a rejection reason means for coming back. ``days`` counts from the rejection, for ``cool_down`` only."""

    recycle: Recycle
    days: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """One customer's policy. ``pools`` maps our pool keys to the names that the lists have in the CRM.

    ``milestone_pools`` maps milestones to pool keys; ``nurture``, ``alumni`` and ``push`` are pool keys or None.
    ``stages`` maps a stage name (as written, compared case-insensitively) to a milestone.
    ``reasons`` maps rejection reason names likewise, ``reason_categories`` is the fallback by category.
    ``create_in_crm`` says which ATS people are created in the CRM: all of them, those with an application, or none.
    """

    name: str
    version: str
    fields: Mapping[str, FieldRule]
    stages: Mapping[str, str]
    pools: Mapping[str, str]
    milestone_pools: Mapping[str, str]
    nurture: str | None
    alumni: str | None
    push: str | None
    reasons: Mapping[str, ReasonRule]
    reason_categories: Mapping[str, ReasonRule]
    create_in_crm: Literal["all", "with_application", "never"]
    note_on_rejection: bool
    fingerprint: str
