"""Who would move where under another policy: everybody in the store is planned under both, and nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from mappings.canonical import FIELDS
from mappings.keys import same
from mappings.policy import Policy
from syncengine.app import World
from syncengine.core.model import PersonId
from syncengine.front.explain import store_of
from syncengine.front.knowing import loader_of, silent_systems
from syncengine.front.policy.naming import Named, policy_named
from syncengine.front.policy.outlook import pools_after, values_after
from syncengine.front.policy.wording import changed_keys
from syncengine.settings import Settings
from syncengine.store import people
from syncengine.work.facts import Facts
from syncengine.work.planning import Planned, Planner

BATCH = 500

Kind = Literal["comes into", "leaves", "shows another", "is created", "is not created", "mail", "no mail", "notes"]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that would be otherwise: a list, a field, a mail effect, in one system."""

    system: str
    kind: Kind
    what: str = ""


@dataclass(slots=True)
class Differing:
    """What would be otherwise, and for whom. ``changed`` says what differs in the policies themselves."""

    old: Named
    new: Named
    changed: tuple[str, ...]
    people: int = 0
    moved: set[PersonId] = field(default_factory=set)
    moves: dict[Move, list[PersonId]] = field(default_factory=dict)

    def add(self, facts: Facts, old: Planned, new: Planned) -> None:
        self.people += 1
        for move in moves_between(old, new):
            self.moves.setdefault(move, []).append(facts.person)
            self.moved.add(facts.person)


def diff_policies(
    settings: Settings, old: str, new: str, *, today: date | None = None, progress: Progress | None = None
) -> Differing:
    """Raises NotKnown and BadFile. A store that is not there yet is not made."""
    store = store_of(settings)
    try:
        with silent_systems(settings) as systems:
            with store.read() as connection:
                one, other = (policy_named(word, connection, configured=settings.policy_path) for word in (old, new))
                total = people.count_people(connection)
                loader = loader_of(connection, systems)
            day = today or World().today()
            found = Differing(one, other, tuple(changed_keys(one.policy, other.policy)))
            planners = [_planner(policy.policy, day) for policy in (one, other)]
            after = ""
            while True:
                with store.read() as connection:
                    batch = people.all_people(connection, after=after, limit=BATCH)
                    loaded = loader.load(connection, batch)
                if not batch:
                    return found
                for facts in loaded:
                    found.add(facts, *(planner.plan(facts) for planner in planners))
                after = batch[-1]
                if progress is not None:
                    progress(found.people, total)
    finally:
        store.close()


def _planner(policy: Policy, today: date) -> Planner:
    return Planner(policy, today=lambda: today)


def moves_between(old: Planned, new: Planned) -> Iterator[Move]:
    """What would be otherwise for one person once the one plan is carried out, and not the other."""
    yield from _pools(pools_after(old), pools_after(new))
    created, anew = _created(old), _created(new)
    yield from (Move(system, "is created") for system in sorted(anew - created))
    yield from (Move(system, "is not created") for system in sorted(created - anew))
    yield from _fields(old, new, but=created ^ anew)
    yield from _mails(old, new)
    before, after = _notes(old), _notes(new)
    yield from (Move(system, "notes") for system in sorted({*before, *after}) if before[system] != after[system])


def _pools(before: Mapping[str, frozenset[str]], after: Mapping[str, frozenset[str]]) -> Iterator[Move]:
    for system in sorted(before):
        yield from (Move(system, "comes into", pool) for pool in sorted(after[system] - before[system]))
        yield from (Move(system, "leaves", pool) for pool in sorted(before[system] - after[system]))


def _fields(old: Planned, new: Planned, *, but: frozenset[str]) -> Iterator[Move]:
    """Fields that a record would show otherwise. Of one that only one of the two makes, all would be: not worth a
    word each."""
    before, after = values_after(old), values_after(new)
    for system, name in sorted({*before, *after}):
        if system not in but and not same(FIELDS[name], before.get((system, name)), after.get((system, name))):
            yield Move(system, "shows another", name)


def _created(planned: Planned) -> frozenset[str]:
    return frozenset(each.system for each in planned.plan.operations if each.verb == "create")


def _notes(planned: Planned) -> Counter[str]:
    return Counter(each.system for each in planned.plan.operations if each.verb == "note")


def _mails(old: Planned, new: Planned) -> Iterator[Move]:
    before, after = ({(e.system, effect) for e in p.plan.operations for effect in e.mails} for p in (old, new))
    yield from (Move(system, "mail", effect) for system, effect in sorted(after - before))
    yield from (Move(system, "no mail", effect) for system, effect in sorted(before - after))
