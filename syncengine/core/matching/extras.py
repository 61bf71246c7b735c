"""Extra columns that the user says are worth comparing: a date of birth, a street, a national id."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import Codes, code
from syncengine.core.matching.normalise.text import ascii_lower, plain
from syncengine.core.matching.rows import Columns, ExtraKind

WIDE = 32
"""Letters of an extra value that are compared."""

TEXT = np.dtype(f"S{WIDE}")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_DIGITS = re.compile(r"\d+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile("|".join(_MONTHS))
_LARGEST = 1 << 62
_NOBODYS = frozenset({"na", "none", "null", "nil", "unknown", "nan", "notavailable"})


def codes_of(columns: Columns, kinds: Mapping[str, ExtraKind]) -> tuple[Codes, NDArray[np.bytes_]]:
    """Two numbers and the letters of each extra value: arrays of shape (rows, extras, 2) and (rows, extras)."""
    length = len(next(iter(columns.values()), ()))
    numbers = np.zeros((length, len(kinds), 2), np.int64)
    letters = np.zeros((length, len(kinds)), TEXT)
    for at, (name, kind) in enumerate(kinds.items()):
        values = columns.get(name)
        if values is not None:
            numbers[:, at, :], letters[:, at] = _column(values, kind)
    return numbers, letters


def _column(values: Sequence[str], kind: ExtraKind) -> tuple[Codes, NDArray[np.bytes_]]:
    seen: dict[str, tuple[int, int, str]] = {}
    for value in values:
        if value not in seen:
            seen[value] = _read(value, kind)
    found = [seen[value] for value in values]
    numbers = np.array([(one, other) for one, other, _ in found], np.int64).reshape(-1, 2)
    return numbers, np.array([letters for _, _, letters in found], TEXT)


def _read(value: str, kind: ExtraKind) -> tuple[int, int, str]:
    folded = ascii_lower(plain(value))
    solid = _NOT_PLAIN.sub("", folded)
    if not solid or solid in _NOBODYS or (kind == "date" and not solid.strip("0")):
        return 0, 0, ""
    if kind == "date":
        day = _day(folded)
        return (day, day, "") if day else (code(solid), 0, "")
    if kind == "number":
        return _number(folded, solid)
    return code(solid), 0, solid[:WIDE]


def _number(folded: str, solid: str) -> tuple[int, int, str]:
    try:
        # Thousandths: what is closer than that is equal.
        thousandths = round(float(folded.replace(",", ".")) * 1000)
    except (ValueError, OverflowError):
        return code(solid), 0, ""
    if abs(thousandths) > _LARGEST:
        return code(solid), 0, ""
    return code(f"{thousandths}/1000"), thousandths + 1, ""


def _day(folded: str) -> int:
    """yyyymmdd; 0 when it is no date. With the day first unless that cannot be."""
    parts = _DIGITS.findall(folded)
    if len(parts) > 1 and any(len(part) > 4 for part in parts[:3]):
        return 0
    named = _MONTH.search(folded)
    if named and len(parts) > 1:
        year, day = (parts[0], parts[1]) if len(parts[0]) == 4 else (parts[1], parts[0])
        return _valid(year, str(_MONTHS.index(named[0]) + 1), day)
    if len(parts) == 1 and len(parts[0]) == 8:
        return _without_separators(parts[0])
    if len(parts) < 3:
        return 0
    return _valid(*parts[:3]) if len(parts[0]) == 4 else _valid(parts[2], parts[1], parts[0])


def _without_separators(digits: str) -> int:
    year_first = _valid(digits[:4], digits[4:6], digits[6:]) if digits[:2] in ("18", "19", "20") else 0
    return year_first or _valid(digits[4:], digits[2:4], digits[:2])


def _valid(year: str, month: str, day: str) -> int:
    """The day as a number, month and day exchanged where the month cannot be one; 0 when there is no such day."""
    if int(month) > 12 >= int(day):
        month, day = day, month
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return 0
    return int(year) * 10_000 + int(month) * 100 + int(day)
