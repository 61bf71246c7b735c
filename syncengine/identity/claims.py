"""What vendors themselves say about who is who: ids of records of other systems that a record carries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

Key = tuple[str, str]
"""(identity kind, value)."""

CROSS_ID = "cross_id"


@dataclass(slots=True)
class Claims:
    """Cross ids on the records of one person. ``own`` are the ids of the person's records themselves, by system: a
    record carries its own id so that others' claims to it are ids in common."""

    ids: set[str] = field(default_factory=set)
    own: dict[str, set[str]] = field(default_factory=dict)

    def add(self, system: str, ref_id: str, keys: Iterable[Key]) -> None:
        """One more record."""
        found = cross_ids(keys)
        self.ids |= found
        self.own.setdefault(system, set()).update(each for each in found if each.endswith(f":{ref_id}"))

    def seen_from(self, system: str) -> set[str]:
        """Without the ids of the person's own records in a system: that a newcomer there has another id is no
        contradiction. It is the question whether one has two records."""
        return self.ids - self.own.get(system, set())


def cross_ids(keys: Iterable[Key]) -> set[str]:
    """The cross ids among identity keys, as vendor:kind:id or system:kind:id."""
    return {value for kind, value in keys if kind == CROSS_ID}


def agree(ours: Collection[str], theirs: Collection[str]) -> bool:
    """Whether one record is claimed by both, or one by the other."""
    return not set(ours).isdisjoint(theirs)


def disagree(ours: Collection[str], theirs: Collection[str]) -> bool:
    """Whether both name a record of the same system, and not the same one."""
    here, there = _by_place(ours), _by_place(theirs)
    return any(here[place].isdisjoint(there[place]) for place in here.keys() & there.keys())


def _by_place(ids: Collection[str]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in ids:
        place, _, id_ = each.rpartition(":")
        found.setdefault(place, set()).add(id_)
    return found
