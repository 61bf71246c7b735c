"""What every column of a sheet is taken for: by its name, unless the user says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from syncengine.bulk.facts import FACTS, fact_of, feeds_of_facts
from syncengine.bulk.feeds import Feed, feeds_of
from syncengine.bulk.headings import RECORD_ID, meaning_of, rank_of_id
from syncengine.core.matching.rows import CORE_COLUMNS

UNUSED = "unused"
"""The meaning that takes a column out."""

_SETS = frozenset({"emails", "phones", "profiles"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said about one sheet: ``meanings`` by the place of the column, and which columns are compared as
    they are, under which name."""

    meanings: Mapping[int, str] = field(default_factory=dict)
    compared: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How one sheet is read. ``record_id`` is the place of the column with the ids; None numbers the rows instead."""

    path: Path
    headings: tuple[str, ...]
    record_id: int | None
    feeds: tuple[Feed, ...]

    @property
    def used(self) -> frozenset[int]:
        own = () if self.record_id is None else (self.record_id,)
        return frozenset([*own, *(place for feed in self.feeds for place in feed.places)])

    @property
    def unused(self) -> tuple[str, ...]:
        return tuple(name for place, name in enumerate(self.headings) if place not in self.used)

    @property
    def tells_who(self) -> bool:
        """Whether there is anything to know people by; company, title and place alone are nothing."""
        weak = {"company", "title", "location", "preferred_name", *FACTS}
        return any(feed.column not in weak for feed in self.feeds)


def mapping_of(path: Path, headings: Sequence[str], wishes: Wishes, *, with_facts: bool = False) -> SheetMapping:
    """The mapping of a sheet. A meaning that the user gave to a column is not guessed for others, but for sets.
    ``with_facts``: columns of FACTS are read, too."""
    meant = _meant(headings, wishes, with_facts=with_facts)
    own = sorted(meant.pop(RECORD_ID, []), key=lambda place: rank_of_id(headings[place]))
    extras = (Feed(name, ((place,),)) for name, place in wishes.compared.items())
    return SheetMapping(
        path, tuple(headings), own[0] if own else None, (*feeds_of(meant), *feeds_of_facts(meant), *extras)
    )


def _meant(headings: Sequence[str], wishes: Wishes, *, with_facts: bool) -> dict[str, list[int]]:
    said = set(wishes.meanings.values()) - _SETS
    meant: dict[str, list[int]] = {}
    for place, meaning in _guessed(headings, wishes, with_facts=with_facts):
        if meaning not in said:
            meant.setdefault(meaning, []).append(place)
    for place, meaning in wishes.meanings.items():
        if meaning != UNUSED:
            meant.setdefault(meaning, []).append(place)
    return meant


def _guessed(headings: Sequence[str], wishes: Wishes, *, with_facts: bool) -> Iterator[tuple[int, str]]:
    spoken_for = {*wishes.meanings, *wishes.compared.values()}
    for place, heading in enumerate(headings):
        if place in spoken_for:
            continue
        if meaning := meaning_of(heading) or (fact_of(heading) if with_facts else None):
            yield place, meaning


def name_of_extra(heading: str) -> str:
    """A compared column's name in the matching, which must not be one that means something there."""
    return f"{heading} (compared)" if heading in CORE_COLUMNS else heading
