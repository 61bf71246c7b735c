"""How many records carry each value: a rare name says more than a common one, a shared mailbox says nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import Cards, Codes
from syncengine.core.matching.mixing import once
from syncengine.core.matching.threads import THREADS

Tally = NDArray[np.int32]

TAIL = 100_000_000
"""Phone numbers are counted and compared by their last eight digits."""


class Counted(NamedTuple):
    """A kind of value that is counted: which columns of a card hold such values."""

    kind: str
    fields: tuple[str, ...]
    width: int


COUNTED = (
    Counted("given", ("given",), 1),
    Counted("root", ("roots",), 6),
    Counted("family", ("family",), 3),
    Counted("full", ("full",), 1),
    Counted("email", ("email",), 3),
    Counted("user", ("user",), 3),
    Counted("phone", ("phone",), 3),
    Counted("linkedin", ("linkedin",), 1),
    Counted("company", ("company", "title_employer", "company_also", "company_head", "employer_domain"), 7),
    Counted("title", ("title",), 1),
    Counted("city", ("city",), 1),
    Counted("country", ("country",), 1),
)

PLACES: dict[str, slice] = {}
_start = 0
for _counted in COUNTED:
    PLACES[_counted.kind] = slice(_start, _start + _counted.width)
    _start += _counted.width
COLUMNS = _start

Lookup = Callable[[str, Codes], Tally]
"""(kind, codes) -> how many records of the base carry each; 0 for a code of 0."""


@dataclass(frozen=True, slots=True)
class Tallies:
    """For each record, how many records of the base carry each of its values. ``base`` is the size of the base.

    ``extra_counts``: the same for the extra columns, shape (records, extras).
    """

    counts: Tally
    base: int
    extra_counts: Tally

    def of(self, kind: str) -> Tally:
        return self.counts[:, PLACES[kind]]


def values_of(cards: Cards, counted: Counted) -> Codes:
    """The values of one kind, each of a record's once: shape (records, width). This is what is counted."""
    return once(_values(cards, counted))


def _values(cards: Cards, counted: Counted) -> Codes:
    columns = np.concatenate([cards.of(field) for field in counted.fields], axis=1)[:, : counted.width]
    return np.where(columns > 0, columns % TAIL + 1, 0) if counted.kind == "phone" else columns


def _everywhere(values: Codes, counts: Tally) -> Tally:
    """The count of a value in every column where the record has it, not only in the first."""
    for column in range(1, values.shape[1]):
        for earlier in range(column):
            twin = (values[:, column] == values[:, earlier]) & (values[:, column] != 0)
            counts[twin, column] = counts[twin, earlier]
    return counts


def tally(cards: Cards) -> Tallies:
    """Count over these cards themselves."""
    counts = np.zeros((len(cards), COLUMNS), np.int32)

    def count(counted: Counted) -> Tally:
        values = _values(cards, counted)
        return _everywhere(values, _carriers(once(values)))

    with ThreadPoolExecutor(THREADS) as threads:
        for counted, carriers in zip(COUNTED, threads.map(count, COUNTED), strict=True):
            counts[:, PLACES[counted.kind]] = carriers
    extras = [_carriers(cards.extra_codes[:, at, :1]) for at in range(cards.extra_codes.shape[1])]
    return Tallies(counts, len(cards), np.concatenate([counts[:, :0], *extras], axis=1))


def _carriers(values: Codes) -> Tally:
    """For each value of a table, how often it occurs in the table; 0 for none."""
    flat = values.ravel()
    said = np.flatnonzero(flat)
    order = said[np.argsort(flat[said])]
    sorted_ = flat[order]
    first = np.flatnonzero(np.append(True, sorted_[1:] != sorted_[:-1])) if len(order) else order
    often = np.diff(np.append(first, len(order)))
    found = np.zeros(len(flat), np.int32)
    found[order] = np.repeat(often, often)
    return found.reshape(values.shape)


def looked_up(cards: Cards, lookup: Lookup, *, base: int) -> Tallies:
    """Counts that somebody else keeps."""
    counts = np.zeros((len(cards), COLUMNS), np.int32)
    for counted in COUNTED:
        values = _values(cards, counted)
        counts[:, PLACES[counted.kind]] = _everywhere(values, lookup(counted.kind, once(values)))
    return Tallies(counts, base, counts[:, :0])
