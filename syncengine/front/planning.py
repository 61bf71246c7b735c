"""What somebody wants to see of a plan, in the words that commands take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from mappings.canonical import FIELDS
from mappings.problems import suggest
from syncengine.front.refs import NotKnown, record_named
from syncengine.plans import EFFECTS, Entry, Filter, SavedPlan, Tally
from syncengine.plans.making import Shown, narrowed
from syncengine.work.preview import Preview


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words as typed, each of them repeatable; none means all."""

    only: Collection[str] = ()
    systems: Collection[str] = ()
    people: Collection[str] = ()
    fields: Collection[str] = ()

    def filter(self, known_systems: Collection[str]) -> Filter:
        """Raises NotKnown."""
        for word, known, what in self._words(known_systems):
            if word not in known:
                raise NotKnown(f"no {what} is called {word!r}; {suggest(word, known)}")
        people = (str(record_named(word, systems=known_systems) or word) for word in self.people)
        return Filter(frozenset(self.only), frozenset(self.systems), frozenset(people), frozenset(self.fields))

    def _words(self, systems: Collection[str]) -> Iterator[tuple[str, Collection[str], str]]:
        yield from ((word, EFFECTS, "effect") for word in self.only)
        yield from ((word, systems, "system") for word in self.systems)
        yield from ((word, FIELDS, "field") for word in self.fields)


@dataclass(slots=True)
class Seen:
    """What a saved plan says of what is wanted. ``entries`` are those to be shown one by one."""

    tally: Tally = field(default_factory=Tally)
    preview: Preview = field(default_factory=Preview)
    entries: list[Entry] = field(default_factory=list)


def see(saved: SavedPlan, only: Filter, *, most_shown: int | None) -> Seen:
    """Read a plan to its end. Raises BadPlan."""
    shown = Shown(most_shown)
    seen = Seen(entries=shown)
    for entry in _meant(saved.entries(), only):
        seen.preview.add(entry.plan)
        seen.tally.add(entry.operations, (each.system for each in entry.links))
        if entry.says_anything:
            shown.see(entry)
    return seen


def _meant(entries: Iterable[Entry], only: Filter) -> Iterator[Entry]:
    return (each for each in (narrowed(entry, only) for entry in entries) if each is not None)
