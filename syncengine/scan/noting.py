"""What a file tells besides who is who, noted while its rows pass on to the matching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from mappings.policy import Role
from syncengine.bulk.facts import CHANGED_AT, FACTS, HIRED_AT, LISTS, OPTED_IN, OPTED_OUT, REJECTED_AT, STATUS
from syncengine.bulk.mapping import SheetMapping
from syncengine.bulk.reading import Reading
from syncengine.core.matching.extras import codes_of
from syncengine.core.matching.rows import Columns
from syncengine.scan.survey import HIRED, NO, NOT_TOLD, NOTHING, REJECTED, Roster
from syncengine.scan.words import answer_of, is_empty, lists_of, opted_out_of, said_of, standing_of

_STANDS = (STATUS, HIRED_AT, REJECTED_AT)
_SAYS_NO = (OPTED_OUT, OPTED_IN)


@dataclass(slots=True)
class Notes:
    """One way through one file. ``has`` are the facts that it has columns for; ``unknown`` counts rows with something
    that is not understood, by what it is."""

    has: frozenset[str]
    keeps_names: bool = False
    said: list[int] = field(default_factory=list)
    standing: list[int] = field(default_factory=list)
    opted_out: list[int] = field(default_factory=list)
    lists: list[tuple[str, ...]] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)

    def noted(self, chunks: Iterable[Columns]) -> Iterator[Columns]:
        """The same chunks without facts, which are noted."""
        for chunk in chunks:
            self._note(chunk)
            yield {name: cells for name, cells in chunk.items() if name not in FACTS}

    def _note(self, chunk: Columns) -> None:
        rows = len(next(iter(chunk.values()), ()))
        names = _names(chunk, rows)
        mail, phones = (chunk.get(name) or ("",) * rows for name in ("emails", "phones"))
        self.said += map(said_of, mail, phones, names)
        if self.keeps_names:
            self.names += names
        if self.has & {*_STANDS}:
            cells = (chunk.get(name) or ("",) * rows for name in _STANDS)
            self.standing += map(self._standing, *cells)
        if self.has & {*_SAYS_NO}:
            out, into = (chunk.get(name) or (None,) * rows for name in _SAYS_NO)
            self.opted_out += map(self._opted_out, out, into)
        if LISTS in self.has:
            self.lists += map(lists_of, chunk[LISTS])
        if CHANGED_AT in self.has:
            self.changed += self._days(chunk[CHANGED_AT])

    def _standing(self, status: str, hired: str, rejected: str) -> int:
        """A day of hiring or rejection says more than the word of a stage. Hires are archived, too."""
        found = standing_of(status)
        if _has_come(hired) or found == HIRED:
            return HIRED
        if _has_come(rejected):
            return REJECTED
        if found is None:
            self.unknown["a status"] += 1
        return NOTHING if found is None else found

    def _opted_out(self, out: str | None, into: str | None) -> int:
        said = opted_out_of(out, into)
        if said == NOT_TOLD and not all(map(is_empty, (out or "", into or ""))):
            self.unknown["an opt-out"] += 1
        return said

    def _days(self, cells: Sequence[str]) -> list[int]:
        """As yyyymmdd, 0 where nothing is told. Spreadsheets write short years."""
        days: list[int] = codes_of({CHANGED_AT: cells}, {CHANGED_AT: "date"})[0][:, 0, 1].tolist()
        found = [_whole_year(day) for day in days]
        self.unknown["a day of change"] += sum(
            not day and not is_empty(cell) for day, cell in zip(found, cells, strict=True)
        )
        return found

    def join(self, reading: Reading) -> None:
        """Rows with an id that was there before: what they say more of the same record."""
        place = {id_: at for at, id_ in enumerate(reading.ids)} if reading.further else {}
        for id_, facts in reading.further:
            self._join(place[id_], facts)

    def _join(self, at: int, facts: Mapping[str, str]) -> None:
        if self.standing:
            stands = self._standing(*(facts.get(name, "") for name in _STANDS))
            self.standing[at] = max(self.standing[at], stands)
        if self.opted_out:
            out, into = (facts.get(name) for name in _SAYS_NO)
            self.opted_out[at] = max(self.opted_out[at], self._opted_out(out, into))
        if self.lists:
            self.lists[at] = tuple(dict.fromkeys((*self.lists[at], *lists_of(facts[LISTS]))))
        if self.changed:
            self.changed[at] = max(self.changed[at], *self._days([facts[CHANGED_AT]]))

    def roster(self, reading: Reading, role: Role, *, name: str) -> Roster:
        return Roster(
            name=name,
            role=role,
            ids=reading.ids,
            said=np.array(self.said, np.uint8),
            standing=np.array(self.standing, np.int8) if self.standing else None,
            opted_out=np.array(self.opted_out, np.int8) if self.opted_out else None,
            lists=self.lists or None,
            changed=np.array(self.changed, np.int64) if self.changed else None,
            names=self.names,
            lacks=lacks(name, self.has),
        )


def facts_in(mapping: SheetMapping) -> frozenset[str]:
    """The facts that a sheet has columns for."""
    return frozenset(feed.column for feed in mapping.feeds if feed.column in FACTS)


def joins_rows(mapping: SheetMapping) -> bool:
    """Whether an id may occur again: then each row is about an application, or a list."""
    return mapping.record_id is not None and bool(facts_in(mapping) & {*_STANDS, LISTS})


_WORDS = {
    "status": (_STANDS, "the status, or the day of a hire or a rejection"),
    "opted_out": (_SAYS_NO, "opt-outs"),
    "lists": ((LISTS,), "lists, tags or projects"),
    "changed_at": ((CHANGED_AT,), "the day of the last change"),
}


def lacks(name: str, has: frozenset[str]) -> dict[str, str]:
    """Why a fact is not judged, by its name."""
    return {
        fact: f"{name} has no column for {what}" for fact, (columns, what) in _WORDS.items() if not has & {*columns}
    }


def _has_come(day: str) -> bool:
    """A day, or a yes, in a column of days."""
    return bool(day) and not is_empty(day) and answer_of(day) not in {NO, NOT_TOLD}


def _whole_year(day: int) -> int:
    """24 is 2024, and 98 is 1998."""
    if not 0 < day < 1_000_000:
        return day
    return day + (20_000_000 if day < 700_000 else 19_000_000)


def _names(chunk: Columns, rows: int) -> Sequence[str]:
    nothing = ("",) * rows
    full, first, last = (chunk.get(name) or nothing for name in ("full_name", "first_name", "last_name"))
    together = zip(full, first, last, strict=True)
    return [whole or f"{given} {family}".strip() for whole, given, family in together]
