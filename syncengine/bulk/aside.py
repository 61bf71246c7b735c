"""Rows that could not be read, put aside as they stand in their file, to be mended there."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from syncengine.bulk.reading import Reading
from syncengine.bulk.sheet import Odd, Sheet

COLUMNS = ("file", "line", "why", "text")


def write_aside(stream: TextIO, readings: Iterable[Reading]) -> None:
    """One record for each odd row. The files are read once more: until then only places were kept."""
    out = csv.writer(stream, lineterminator="\n")
    out.writerow(COLUMNS)
    for reading in readings:
        odd = sorted(reading.odd, key=lambda each: each.first_line)
        for each, text in _texts(reading.sheet, odd):
            out.writerow((reading.sheet.path, each.first_line, each.why, text))


def _texts(sheet: Sheet, odd: list[Odd]) -> Iterator[tuple[Odd, str]]:
    with sheet.writing.text() as stream:
        numbered = enumerate(stream, 1)
        for each in odd:
            lines = []
            for number, line in numbered:
                if number >= each.first_line:
                    lines.append(line)
                if number == each.last_line:
                    break
            yield each, "".join(lines).rstrip("\r\n")
