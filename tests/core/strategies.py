"""What the laws are tried on: values from a small stock, so that equal and nearly equal ones are frequent.

A world is decoded from bytes: that is many times faster than drawing its parts one by one, and allows thousands of
worlds per law.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from mappings.canonical import FIELDS, Value
from mappings.policy import FieldRule, Owner, Role
from syncengine.core.model import Abilities
from syncengine.core.reconcile import Wishes
from tests.core.simulator import PLAIN, Edit, Habits, System, World

T = TypeVar("T")
PROFILE = ("company", "emails", "private")
DERIVED = ("ats_status", "pools")
NAMES = (*PROFILE, *DERIVED)
POOLS = ("nurture", "alumni", "push")
ROLES: tuple[Role, ...] = ("ats", "crm")
BOTH = frozenset(ROLES)
DECIDED: tuple[Owner, ...] = ("ats", "crm", "newest")

TEXTS = (None, "Ada Ltd", "Ada Limited of London", "Bo & Sons")
EMAILS = ((), ("a@x.io",), ("A@X.io", "b@x.io"), ("b@x.io",), ("c@x.io", "a@x.io"), ("d@x.io", "c@x.io", "b@x.io"))
MEMBERSHIPS = ((), ("nurture",), ("alumni",), ("push",), ("nurture", "push"))


class Dice:
    """Answers from a row of bytes; when they are used up, always the first answer."""

    def __init__(self, row: bytes) -> None:
        self._row = iter(row)

    def one(self, options: Sequence[T]) -> T:
        return options[next(self._row, 0) % len(options)]

    def yes(self) -> bool:
        return self.one((False, True))

    def some(self, options: Sequence[T]) -> frozenset[T]:
        """Each with one chance in four."""
        return frozenset(option for option in options if self.one((False, False, False, True)))

    def value(self, name: str) -> Value:
        if name == "pools":
            return self.one(MEMBERSHIPS)
        shape = FIELDS[name].shape
        return self.one(EMAILS) if shape == "set" else self.one(TEXTS if shape == "scalar" else (None, True, False))

    def whole(self) -> dict[str, Value]:
        return {name: self.value(name) for name in NAMES}

    def partial(self, names: Sequence[str] = NAMES) -> dict[str, Value]:
        return {name: self.value(name) for name in names if self.yes()}

    def edit(self) -> Edit:
        name = self.one(PROFILE)
        return self.one((0, 1, 2)), name, self.value(name)

    def rules(self) -> dict[str, FieldRule]:
        """Any rules; a field in four has none."""
        writes = (BOTH, BOTH, frozenset(ROLES[:1]), frozenset(ROLES[1:]), frozenset[Role]())
        return {
            name: FieldRule(self.one(_owners(name)), self.one(writes), clear=self.yes())
            for name in NAMES
            if self.one((True, True, True, False))
        }

    def both_ways(self) -> dict[str, FieldRule]:
        joined: tuple[Owner, ...] = ("union", "union", "union")
        return {name: FieldRule(self.one(joined if FIELDS[name].shape == "set" else DECIDED), BOTH) for name in PROFILE}

    def rewriting(self) -> Habits:
        return Habits(self.one((99, 8)), self.yes(), self.one((99, 1, 2)))

    def touchy(self) -> Habits:
        return Habits(self.one((99, 8)), self.yes(), refuses=self.some(NAMES))

    def abilities(self) -> Abilities:
        everything = frozenset(NAMES)
        return Abilities(everything - self.some(NAMES), everything - {"pools"}, {"emails": self.one((1, 2, 3, 4))})


def _owners(name: str) -> tuple[Owner, ...]:
    return ("union", "union", "ats", "crm") if FIELDS[name].shape == "set" else (*DECIDED, "review")


def _decoded(build: Callable[[Dice], T], *, size: int = 96) -> st.SearchStrategy[T]:
    return st.binary(min_size=size, max_size=size).map(lambda row: build(Dice(row)))


def _any_world(dice: Dice) -> World:
    systems = [
        System(
            role,
            role,
            record=dice.whole(),
            base=dice.partial(),
            habits=dice.touchy(),
            abilities=dice.abilities(),
            hidden=dice.some(NAMES),
            changed=dice.one((1, 2, 3)),
        )
        for role in ROLES
    ]
    sealed = dice.some(("crm",))
    wishes = Wishes(sealed=sealed, forbidden_pools=dice.some(POOLS))
    return World(systems, dice.rules(), wishes, policy=dice.partial(DERIVED), policy_base=dice.partial(DERIVED))


def _agreed_world(dice: Dice) -> World:
    record = dice.whole()
    return World([System(role, role, dict(record), base=dict(record)) for role in ROLES], dice.both_ways())


def _meeting(dice: Dice, habits: Callable[[], Habits]) -> World:
    names: tuple[tuple[str, Role], ...] = (("ats", "ats"), ("crm", "crm"), ("crm-emea", "crm"))
    unborn = dice.one((None, "crm"))
    systems = [
        System(name, role, None if name == unborn else dice.whole(), habits=habits(), changed=index)
        for index, (name, role) in enumerate(names[: dice.one((2, 3))])
    ]
    return World(systems, dice.both_ways(), Wishes(create_in=frozenset({"crm"})))


def _steps(dice: Dice) -> list[list[Edit] | Edit]:
    """Edits, and passes during which humans edit (lists, most of them empty)."""
    return [
        dice.edit() if dice.yes() else [dice.edit() for _ in range(dice.one((0, 0, 1, 2)))]
        for _ in range(dice.one(range(9)))
    ]


any_world = _decoded(_any_world)
"""An ATS, a CRM and a policy in any state whatever, baselines that never could have been included."""
agreed_world = _decoded(_agreed_world, size=16)
"""Two systems that show the same and once said so."""
meeting_world = _decoded(lambda dice: _meeting(dice, lambda: PLAIN), size=32)
"""Two or three systems that have never met, of which one may have no record yet."""
rewriting_world = _decoded(lambda dice: _meeting(dice, dice.rewriting), size=48)
"""The same, and they keep less, or something else, than they are given."""
edits = _decoded(Dice.edit, size=4)
steps = _decoded(_steps, size=64)
