"""What the writes of a plan bring about, and which of them somebody wants to see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from syncengine.core.model import Operation
from syncengine.core.reconcile import FORBIDDEN
from syncengine.core.restrictions import RESTRICTIONS

EFFECTS = ("creates", "links", "fields", "pools", "notes", "restrictions", "mails")
"""In the order in which they are told. Planning itself makes the links; what may mail does so besides what it is."""

_OF_VERBS = {
    "create": "creates",
    "update": "fields",
    "add_to_pool": "pools",
    "remove_from_pool": "pools",
    "note": "notes",
}


def effect_of(operation: Operation) -> str:
    """The effect that an operation counts under."""
    is_left = operation.verb == "remove_from_pool" and operation.why == FORBIDDEN
    if is_left or (operation.verb == "update" and not operation.fields.isdisjoint(RESTRICTIONS)):
        return "restrictions"
    return _OF_VERBS[operation.verb]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which writes are meant: those that each of these allows. An empty one allows everything. ``people`` are named by
    their ids, or by a record of theirs as ``system:kind:id``."""

    only: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()

    @property
    def is_open(self) -> bool:
        return not (self.only or self.systems or self.people or self.fields)

    def means(self, person: str, records: Iterable[str]) -> bool:
        return not self.people or not self.people.isdisjoint((person, *records))

    @property
    def means_all_of_them(self) -> bool:
        """Is everything meant about whoever is?"""
        return not (self.only or self.systems or self.fields)

    @property
    def means_links(self) -> bool:
        """Are new links among what is meant?"""
        return not self.fields and (not self.only or "links" in self.only)

    def of(self, operations: Iterable[Operation]) -> tuple[Operation, ...]:
        """Those that are meant. An update is cut down to the fields that are; a record is made whole or not at all, and
        nothing is written to one that is not made."""
        if self.is_open:
            return tuple(operations)
        everything = list(operations)
        kept = [cut for cut in map(self._cut, everything) if cut is not None]
        wanted = {each.system for each in everything if each.verb == "create"}
        made = {each.system for each in kept if each.verb == "create"}
        return tuple(each for each in kept if each.ref is not None or each.system not in wanted - made)

    def _cut(self, operation: Operation) -> Operation | None:
        if self.systems and operation.system not in self.systems:
            return None
        if self.only and effect_of(operation) not in self.only and not (operation.mails and "mails" in self.only):
            return None
        if not self.fields:
            return operation
        if operation.fields.isdisjoint(self.fields):
            return None
        if operation.verb != "update":
            return operation
        return replace(operation, changes=tuple(each for each in operation.changes if each.field in self.fields))


@dataclass(slots=True)
class Tally:
    """How many there are of each effect, by system; ``people`` are those who would be written to. Of fields each one
    counts, of mails each that may be sent."""

    people: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, operations: Collection[Operation], links: Iterable[str] = ()) -> None:
        """``links`` are the systems of records that were newly linked."""
        self.people += bool(operations)
        self.counts.update(("links", system) for system in links)
        for each in operations:
            effect = effect_of(each)
            self.counts[effect, each.system] += len(each.changes) if each.verb == "update" else 1
            if each.mails:
                self.counts["mails", each.system] += len(each.mails)

    def total(self, effect: str) -> int:
        return sum(number for (name, _), number in self.counts.items() if name == effect)

    @property
    def rows(self) -> list[tuple[str, str, int]]:
        """Effect, system, how many."""
        return [
            (*key, self.counts[key]) for key in sorted(self.counts, key=lambda key: (EFFECTS.index(key[0]), key[1]))
        ]
