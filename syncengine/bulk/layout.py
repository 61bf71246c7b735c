"""How the text of a file is laid out: what stands between cells, and where the names of the columns are."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from syncengine.bulk.complaints import refuse
from syncengine.bulk.encodings import Writing

DELIMITERS = (",", ";", "\t", "|")
_HINT = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_LINES, _LONGEST = 500, 1 << 20
_DIGITS = re.compile(r"(?:\D*\d){7}")


@dataclass(frozen=True, slots=True)
class Layout:
    """``headings`` are the names of the columns, ``column 7`` for one without; ``before`` is the number of records in
    front of them (blank lines count, and a hint like ``sep=;``)."""

    delimiter: str
    before: int
    headings: tuple[str, ...]


def layout_of(writing: Writing) -> Layout:
    """Found in the first lines. Raises CannotMatch when there are no names of columns."""
    lines, hint = _first_lines(writing)
    tables = {delimiter: _records(lines, delimiter) for delimiter in (hint or DELIMITERS)}
    delimiter = max(tables, key=lambda each: _regularity(tables[each]))
    found = tables[delimiter]
    before = _heading_at(found, hinted=hint is not None)
    if before is None:
        raise refuse(writing.path, "has no columns: there is nothing in its first lines")
    headings = [" ".join(cell.split()) for cell in found[before]]
    if any("@" in each or _DIGITS.match(each) for each in headings):
        fix = "put a line with the names of the columns on top"
        raise refuse(writing.path, "the first line looks like a person, not like names of columns", fix=fix)
    names = tuple(name or f"column {place}" for place, name in enumerate(headings, 1))
    return Layout(delimiter, before, names)


def _first_lines(writing: Writing) -> tuple[list[str], str | None]:
    """The first lines, and the delimiter that the very first names, as spreadsheets understand it."""
    try:
        with writing.text() as stream:
            lines = list(_bounded(stream))
    except UnicodeError:
        raise refuse(writing.path, f"is not the {writing.encoding} that it claims to be", line=1) from None
    hint = _HINT.fullmatch(lines[0].replace("\ufeff", "")) if lines else None
    return lines, hint[1] if hint else None


def _bounded(stream: Iterable[str]) -> Iterator[str]:
    room = _LONGEST
    for line in islice(stream, _LINES):
        yield line.replace("\0", "")
        room -= len(line)
        if room < 0:
            return


def _records(lines: list[str], delimiter: str) -> list[list[str]]:
    records: list[list[str]] = []
    with suppress(csv.Error):  # what came before it is enough here; reading the rows will tell where it is
        for record in csv.reader(lines, delimiter=delimiter, skipinitialspace=True):
            records.append(record)
    # The last one may be cut off.
    return records[:-1] if len(lines) == _LINES else records


def _regularity(records: list[list[str]]) -> tuple[float, int]:
    """How much like a table it is: the share of records that have the usual number of cells, and that number."""
    widths = Counter(len(record) for record in records if record)
    if not widths:
        return 0.0, 0
    width, times = widths.most_common(1)[0]
    return (times / widths.total() if width > 1 else 0.0), width


def _heading_at(records: list[list[str]], *, hinted: bool) -> int | None:
    """The first record, but for titles and blank lines above it: records of one cell where others have several."""
    _, width = _regularity(records)
    for place, record in enumerate(records):
        filled = sum(bool(cell.strip()) for cell in record)
        if filled > 1 or (filled == 1 and width < 2 and not (hinted and place == 0)):
            return place
    return None
