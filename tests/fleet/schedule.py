"""A schedule of faults as data, drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from tests.fleet.roles import ROLES

When = Literal["request", "write", "commit", "bell"]
What = Literal[
    "kill",  # -9 of processes
    "flush",  # Redis forgets everything
    "redis",  # Redis is killed and started again
    "postgresql",  # so is PostgreSQL
    "servers",  # both at once
    "lost_reply",  # the write was applied, and the connection ends
    "failed_after",  # the write was applied, and the answer is 500
    "rate_limited",  # for some time a system answers 429 to everything
    "unavailable",  # for some time it answers 503
]


@dataclass(frozen=True, slots=True)
class Blow:
    """One fault: it strikes at the ``after``-th of something that happens since the one before it struck.

    ``before`` says that what it strikes at has not happened yet then, and never will. ``whom`` are the processes to
    kill (the first one is it whose commits or bells are counted). ``lasts`` is in seconds: of real time for a server
    that is down, else of the fleet's.
    """

    what: What
    when: When
    after: int
    before: bool = False
    whom: tuple[str, ...] = ()
    lasts: float = 0.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """Faults during the backfill, and during what follows a day later. ``remembers`` says that Redis writes its log."""

    seed: int
    first: tuple[Blow, ...]
    later: tuple[Blow, ...]
    remembers: bool


def schedule(seed: int) -> Schedule:
    """Three to six faults. The same seed always gives the same."""
    dice = random.Random(seed)
    blows = [_blow(dice) for _ in range(dice.randint(3, 6))]
    cut = dice.randint(1, len(blows) - 1)
    return Schedule(seed, tuple(blows[:cut]), tuple(blows[cut:]), remembers=dice.random() < 0.5)


def _blow(dice: random.Random) -> Blow:
    draw = dice.random()
    if draw < 0.5:
        return _killing(dice)
    if draw < 0.7:
        what: What = dice.choice(("flush", "redis", "postgresql", "servers"))
        return Blow(what, _wire(dice), dice.randint(1, 12), before=dice.random() < 0.5, lasts=dice.uniform(0, 0.15))
    if draw < 0.87:
        return Blow(dice.choice(("lost_reply", "failed_after")), "write", dice.randint(1, 5))
    return Blow(dice.choice(("rate_limited", "unavailable")), "request", dice.randint(1, 20), lasts=dice.uniform(3, 30))


def _killing(dice: random.Random) -> Blow:
    when: When = dice.choice(("request", "write", "write", "commit", "bell"))
    whom = dice.sample(ROLES, dice.choice((1, 1, 1, 2, 3)))
    if when == "bell":
        whom.sort(key=lambda role: role == "pass")
        if whom == ["pass"]:
            whom = ["one"]
        return Blow("kill", when, dice.randint(1, 4), whom=tuple(whom))
    most = {"request": 15, "write": 6, "commit": 15}[when]
    return Blow("kill", when, dice.randint(1, most), before=dice.random() < 0.5, whom=tuple(whom))


def _wire(dice: random.Random) -> When:
    return dice.choice(("request", "write"))
