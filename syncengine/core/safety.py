"""Stops for when the world looks wrong. Each has a name, says what was seen, and what to do to go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from syncengine.core.model import Plan


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares are of the people known; ``always_allowed`` people may change whatever the shares say. Clocks may be
    ``clock_seconds`` apart."""

    max_create_share: float = 0.2
    max_change_share: float = 0.3
    always_allowed: int = 25
    emptied_share: float = 0.5
    clock_seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class Alarm:
    """A reason not to go on. ``name`` is stable; ``seen`` says what was found, with figures. ``acceptable`` says
    whether a human may go on all the same; ``system`` is the one it is about, if it is about one."""

    name: str
    seen: str
    acceptable: bool = True
    system: str | None = None


def emptied_side(*, system: str, kind: str, known: int, listed: int, limits: Limits) -> Alarm | None:
    """A full listing that suddenly shows far fewer records than we know."""
    if known <= limits.always_allowed or listed >= known * limits.emptied_share:
        return None
    return Alarm("emptied-side", f"{system} lists {listed} of the {known} {kind} records we know")


def wrong_account(*, system: str, before: str | None, now: str) -> Alarm | None:
    """The credentials lead to another account than last time."""
    if before is None or before == now:
        return None
    seen = f"the credentials of {system} lead to another account than in the last run"
    return Alarm("wrong-account", seen, acceptable=False, system=system)


def clock_jump(*, before: float | None, now: float, limits: Limits) -> Alarm | None:
    """This machine's clock went back. ``before`` is the latest time that it ever told, in seconds since the epoch."""
    if before is None or before - now <= limits.clock_seconds:
        return None
    return Alarm("clock-jump", f"this machine's clock went back by {_duration(before - now)} since the last pass")


def clocks_apart(*, system: str, ahead: float | None, most: float) -> Alarm | None:
    """A vendor's clock tells another time than this machine's, by ``ahead`` seconds, and ``most`` may be."""
    if ahead is None or abs(ahead) <= most:
        return None
    way = "behind" if ahead > 0 else "ahead of"
    seen = f"this machine's clock is {_duration(abs(ahead))} {way} the one of {system}"
    return Alarm("clock-jump", seen, acceptable=False, system=system)


def _duration(seconds: float) -> str:
    for size, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{int(seconds // size)} {name}"
    return f"{int(seconds)} seconds"


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
