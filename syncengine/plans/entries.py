"""What a saved plan says: of the whole in its header, and of each person in an entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from syncengine.core.model import Operation, PersonId, Plan
from syncengine.plans.effects import Filter
from syncengine.work.places import Places
from syncengine.work.systems import CANDIDATE

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Account:
    """The account that a system was when the plan was made."""

    connector: str
    role: str
    account: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """``made_at`` is in seconds since the epoch; ``policy`` is a fingerprint. ``places`` are lists and custom fields
    that will be made, ``missing`` all lists of the policy that were not there. ``filter`` says what of the plan was
    saved: without one it is whole. ``counts`` are by effect. ``edited``: not all in the file is as it was saved. Then
    nobody has agreed to more than what is left in it."""

    made_at: float
    policy: str
    policy_name: str
    systems: Mapping[str, Account]
    filter: Filter = field(default_factory=Filter)
    places: Places = field(default_factory=Places)
    missing: tuple[tuple[str, str], ...] = ()
    people: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    edited: bool = False

    @property
    def is_whole(self) -> bool:
        return self.filter.is_open and not self.edited


@dataclass(frozen=True, slots=True)
class NewLink:
    """A record that has been linked to the person since the last pass. ``because`` are the kinds of identifiers that
    speak for it, and ``probability`` is how sure that is, where anything was compared."""

    record: str
    by: str
    because: tuple[str, ...] = ()
    probability: float | None = None

    @property
    def system(self) -> str:
        return self.record.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a plan. ``records`` are the living ones, spelt ``system:kind:id``; ``rests_on`` is the fingerprint
    of what they showed."""

    plan: Plan
    name: str = ""
    records: tuple[str, ...] = ()
    rests_on: str = ""
    links: tuple[NewLink, ...] = ()

    @property
    def person(self) -> PersonId:
        return self.plan.person

    @property
    def operations(self) -> tuple[Operation, ...]:
        return self.plan.operations

    @property
    def says_anything(self) -> bool:
        return bool(self.plan.operations or self.plan.conflicts or self.plan.remarks or self.links)


def spelt(system: str, ref_id: str) -> str:
    """A candidate record as people read it."""
    return f"{system}:{CANDIDATE}:{ref_id}"
