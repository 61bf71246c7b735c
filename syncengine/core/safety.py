"""Stops for when the world looks wrong. Each has a name, says what was seen, and what to do to go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from syncengine.core.model import Plan


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares are of the people known; ``always_allowed`` people may change whatever the shares say."""

    max_create_share: float = 0.2
    max_change_share: float = 0.3
    always_allowed: int = 25
    emptied_share: float = 0.5


@dataclass(frozen=True, slots=True)
class Alarm:
    """A reason not to go on. ``name`` is stable; ``seen`` says what was found, with figures."""

    name: str
    seen: str


def emptied_side(*, system: str, kind: str, known: int, listed: int, limits: Limits) -> Alarm | None:
    """A full listing that suddenly shows far fewer records than we know."""
    if known <= limits.always_allowed or listed >= known * limits.emptied_share:
        return None
    return Alarm("emptied-side", f"{system} lists {listed} of the {known} {kind} records we know")


def wrong_account(*, system: str, before: str | None, now: str) -> Alarm | None:
    """The credentials lead to another account than last time."""
    if before is None or before == now:
        return None
    return Alarm("wrong-account", f"the credentials of {system} lead to another account than in the last run")


def mass_change(
    plans: Iterable[Plan], *, people: int, limits: Limits, before: tuple[int, int] = (0, 0)
) -> Alarm | None:
    """One pass wants to create or change records of a large share of all people. ``before`` are people who were created
    and changed already, in passes that belong to this one."""
    creates, changes = before
    for plan in plans:
        verbs = {operation.verb for operation in plan.operations}
        creates += "create" in verbs
        changes += bool(verbs)
    if creates > max(limits.always_allowed, people * limits.max_create_share):
        return Alarm("mass-create", f"{creates} of {people} people would get a new record")
    if changes > max(limits.always_allowed, people * limits.max_change_share):
        return Alarm("mass-change", f"{changes} of {people} people would be changed")
    return None
