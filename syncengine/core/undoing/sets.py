"""Taking back what was written to a field of several values, member by member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mappings.canonical import Field, Value
from mappings.keys import keyed

Members = Mapping[str, str]
"""Display forms by key, in order."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What the field should show. ``crowded`` says that something that we took away has no room any more."""

    value: tuple[str, ...]
    crowded: bool = False


def taken_back(field: Field, steps: Sequence[tuple[Members, Members]], *, now: Value, capacity: int | None) -> Taken:
    """``steps`` are our writes, oldest first, each as what was there and what was put there. Ours go, what we took away
    comes back, and whatever others added or took away in the meantime stays as it is."""
    added, removed = _net(steps)
    shown = keyed(field, now)
    kept = {key: form for key, form in shown.items() if key not in added}
    back = {key: form for key, form in removed.items() if key not in kept}
    room = len(back) if capacity is None else max(0, capacity - len(kept))
    returning = dict(list(back.items())[:room])
    found = {**kept, **returning}
    before = steps[0][0]
    if found.keys() == before.keys():
        found = dict(before)  # the order counts with some vendors: the first address is the one that is written to
    return Taken(tuple(found.values()), crowded=len(returning) < len(back))


def _net(steps: Sequence[tuple[Members, Members]]) -> tuple[dict[str, str], dict[str, str]]:
    """Members that are there because of us, and those that are not there because of us."""
    added: dict[str, str] = {}
    removed: dict[str, str] = {}
    for was, value in steps:
        for key in value.keys() - was.keys():
            if removed.pop(key, None) is None:
                added[key] = value[key]
        for key in was.keys() - value.keys():
            if added.pop(key, None) is None:
                removed[key] = was[key]
    return added, removed
