"""A file of people as records of cells: every one has as many as there are columns, or is an odd one with a reason."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from syncengine.bulk.complaints import refuse
from syncengine.bulk.encodings import Writing, look_at
from syncengine.bulk.layout import Layout, layout_of

LONGEST_CELL = 10_000_000
"""In characters. What is longer is a quote that nobody closed."""

_PAD = "if empty cells at the end of a row may be missing, add --pad-short-rows"

BATCH = 500
"""Records that are handled together: few enough to stay in the processor's memory, which doubles the speed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file, looked at but not read."""

    path: Path
    writing: Writing
    layout: Layout

    @property
    def headings(self) -> tuple[str, ...]:
        return self.layout.headings


def open_sheet(path: Path, *, encoding: str | None = None) -> Sheet:
    """Find out how a file is written. Raises CannotMatch, OSError."""
    writing = look_at(path, otherwise=encoding)
    return Sheet(path, writing, layout_of(writing))


@dataclass(frozen=True, slots=True)
class Odd:
    """Lines that are no row of the table. Both numbers count from 1, and both lines belong to it. ``column`` is the
    one that is meant, where it is one, and ``fix`` what to do."""

    first_line: int
    last_line: int
    why: str
    column: str = ""
    fix: str | None = None


@dataclass(slots=True)
class Batch:
    """Some rows. ``numbers`` are theirs as a spreadsheet shows them (the names of the columns are row 1), ``lines`` the
    first line in the file of each."""

    rows: list[list[str]]
    numbers: list[int]
    lines: list[int]
    odd: list[Odd]

    def only(self, places: Sequence[int]) -> Batch:
        """The rows at these places, and nothing odd."""
        rows, numbers, lines = self.rows, self.numbers, self.lines
        return Batch([rows[at] for at in places], [numbers[at] for at in places], [lines[at] for at in places], [])


class _Unreadable(list[str]):
    """In place of a record that breaks the rules of quoting."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why


def batches(sheet: Sheet, *, pads: bool = False) -> Iterator[Batch]:
    """All rows with anything in them. ``pads`` takes cells that are missing at the end of a row for empty ones.

    Raises CannotMatch when the text turns out to be in another encoding in the middle.
    """
    # The limit is the module's own; there is none for a single reader.
    csv.field_size_limit(max(LONGEST_CELL, csv.field_size_limit()))
    with sheet.writing.text() as stream:
        reader = _Reader(sheet, stream, pads=pads)
        try:
            yield from reader.batches()
        except UnicodeError:
            why = f"is not {sheet.writing.encoding} from here on"
            raise refuse(sheet.path, why, line=reader.line + 1) from None


class _Reader:
    def __init__(self, sheet: Sheet, stream: Iterable[str], *, pads: bool) -> None:
        if sheet.writing.has_nuls:
            stream = (line.replace("\0", "") for line in stream)
        self._csv = csv.reader(stream, delimiter=sheet.layout.delimiter, skipinitialspace=True, strict=True)
        self._before = sheet.layout.before
        self._width = len(sheet.headings)
        self._pads = pads

    @property
    def line(self) -> int:
        """The last line that was read."""
        return self._csv.line_num

    def batches(self) -> Iterator[Batch]:
        batch, end, width, number = Batch([], [], [], []), 0, self._width, 0
        for number, record in enumerate(self._records(), 1 - self._before):
            start, end = end + 1, self._csv.line_num
            if number < 2:
                continue
            row = record if len(record) == width else self._fitted(record, batch, start, end)
            if any(row):
                batch.rows.append(row)
                batch.numbers.append(number)
                batch.lines.append(start)
            if len(batch.rows) == BATCH:
                yield batch
                batch = Batch([], [], [], [])
        yield batch

    def _records(self) -> Iterator[list[str]]:
        while True:
            try:
                yield from self._csv
                return
            except csv.Error as error:
                yield _Unreadable(_why(error))

    def _fitted(self, record: list[str], batch: Batch, start: int, end: int) -> list[str]:
        """The record with as many cells as there are columns; an empty one, and a reason, where that cannot be."""
        while len(record) > self._width and not record[-1].strip():
            record.pop()
        cells, why, fix = len(record), "", None
        if isinstance(record, _Unreadable):
            why = record.why
        elif cells > self._width:
            why = f"has {cells} cells, but there are {self._width} columns"
        elif 0 < cells < self._width and any(record) and not self._pads:
            why, fix = f"has only {cells} cells for {self._width} columns", _PAD
        if why:
            batch.odd.append(Odd(start, end, why, fix=fix))
            return []
        return record + [""] * (self._width - cells)


def _why(error: csv.Error) -> str:
    """The library's words, which have nothing of the text in them, are made clearer for what happens most."""
    text = str(error)
    if "unexpected end" in text or "field larger" in text:
        return "has a quoted cell that is never closed"
    if "expected after" in text:
        return "has a quote inside a quoted cell; such quotes must be doubled"
    return text
