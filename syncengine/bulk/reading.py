"""A sheet turned into columns for the matching, chunk by chunk; only the record ids are kept.

Rows that cannot be used are complaints. They end the reading, unless the user wants them put aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mappings.problems import Problem
from syncengine.bulk.complaints import MOST, CannotMatch, about, refuse
from syncengine.bulk.facts import FACTS
from syncengine.bulk.mapping import SheetMapping
from syncengine.bulk.sheet import Batch, Odd, Sheet, batches
from syncengine.core.matching.rows import Columns

CHUNK = 10_000
"""Rows that the matching gets at a time, at least."""

_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Reading:
    """One way through one sheet. ``odd`` fills with the rows that were put aside, when they may be. ``ids`` are the
    record ids of the rows that were given out, in order, once all were. ``joins`` lets an id occur again, as in an
    export with a row for each application: ``further`` fills with the id and the facts of such rows."""

    sheet: Sheet
    mapping: SheetMapping
    pads: bool = False
    puts_aside: bool = False
    odd: list[Odd] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    joins: bool = False
    further: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)
    _problems: list[Problem] = field(default_factory=list)

    def chunks(self) -> Iterator[Columns]:
        """Raises CannotMatch after MOST complaints, or at the end, and when there are no rows."""
        columns = self._empty()
        rows = 0
        for batch in batches(self.sheet, pads=self.pads):
            self._complain(batch.odd)
            identified = self._identified(batch)
            rows += len(identified.rows)
            self._fill(columns, identified)
            if rows >= CHUNK:
                yield columns
                columns, rows = self._empty(), 0
        if self._problems:
            raise CannotMatch(self._problems)
        if not self._lines:
            raise refuse(self.sheet.path, "has no rows below the names of its columns")
        # From here on nobody asks for lines any more, and the matching needs the room.
        self.ids, self._lines = list(self._lines), {}
        if rows:
            yield columns

    def _empty(self) -> dict[str, list[str]]:
        return {feed.column: [] for feed in self.mapping.feeds}

    def _fill(self, columns: dict[str, list[str]], batch: Batch) -> None:
        cells = list(zip(*batch.rows, strict=True))
        if cells:
            for feed in self.mapping.feeds:
                columns[feed.column].extend(feed.values(cells))

    def _identified(self, batch: Batch) -> Batch:
        """The rows that have an id of their own, which is remembered."""
        place = self.mapping.record_id
        if place is None:
            ids = [f"row:{number}" for number in batch.numbers]
        else:
            ids = [row[place].strip() for row in batch.rows]
            if not all(ids) or len(set(ids)) < len(ids) or not self._lines.keys().isdisjoint(ids):
                good = self._weeded(batch, ids)
                batch, ids = batch.only(good), [ids[at] for at in good]
        self._lines.update(zip(ids, batch.lines, strict=True))
        return batch

    def _weeded(self, batch: Batch, ids: list[str]) -> list[int]:
        """Places of the rows whose id is there and is not another row's. The others are complaints."""
        good: dict[str, int] = {}
        odd: list[Odd] = []
        for at, (id_, line) in enumerate(zip(ids, batch.lines, strict=True)):
            earlier = self._lines.get(id_) or (batch.lines[good[id_]] if id_ in good else None)
            if id_ and earlier is None:
                good[id_] = at
            elif id_ and self.joins:
                self.further.append((id_, self._facts_of(batch.rows[at])))
            else:
                why = f"has the record id of line {earlier}" if id_ else "has no record id"
                odd.append(Odd(line, _last_line(batch.rows[at], line), why, self._id_heading))
        self._complain(odd)
        return list(good.values())

    def _facts_of(self, row: list[str]) -> dict[str, str]:
        cells = [[cell] for cell in row]
        return {feed.column: feed.values(cells)[0] for feed in self.mapping.feeds if feed.column in FACTS}

    @property
    def _id_heading(self) -> str:
        return "" if self.mapping.record_id is None else self.mapping.headings[self.mapping.record_id]

    def _complain(self, odd: list[Odd]) -> None:
        if self.puts_aside:
            self.odd += odd
            return
        self._problems += (
            about(self.sheet.path, each.why, line=each.first_line, column=each.column, fix=each.fix) for each in odd
        )
        if len(self._problems) >= MOST:
            raise CannotMatch(self._problems[:MOST])


def _last_line(row: list[str], first: int) -> int:
    return first + sum(len(_LINE_END.findall(cell)) for cell in row)
