"""A record's features as a row of numbers: what blocking and comparison work on, a thousand records at a time.

Every value becomes a 63-bit code; equal values have equal codes in every process and every version of Python. Two
different values share a code once in 10^9 pairs of bases of a million, and then still need everything else to agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from syncengine.core.matching.normalise.text import CACHED

Codes = NDArray[np.int64]

NONE = 0
"""Code of a value that is not said."""

SMALLEST = 1 << 21
"""No value but a single character has a code below this."""


class Field(NamedTuple):
    """Some neighbouring columns of the matrix."""

    name: str
    width: int


FIELDS = (
    # Words of the name; the joined forms are equal for Bin-lan and Binlan.
    Field("given", 3), Field("family", 3), Field("also", 2), Field("former", 2), Field("roots", 6),
    Field("given_joined", 1), Field("family_joined", 1), Field("given_skeleton", 2), Field("family_skeleton", 2),
    Field("given_initial", 1), Field("family_initial", 1), Field("suffix", 1),
    # Letters that people make handles of (adalovelace, alovelace ...), and the letters of the handles they have.
    Field("spellings", 7), Field("handles", 5),
    Field("email", 3), Field("user", 3), Field("domain", 3), Field("employer_domain", 3), Field("use", 3),
    Field("phone", 3),
    Field("linkedin", 1), Field("linkedin_letters", 1), Field("numbered", 1), Field("github", 1), Field("page", 2),
    Field("company", 1), Field("company_head", 1), Field("acronym", 1), Field("company_words", 3),
    Field("company_also", 1), Field("title_employer", 1),
    Field("title", 1), Field("title_words", 4), Field("rank", 1),
    Field("city", 1), Field("region", 1), Field("country", 1),
    # First given name and family names in any order, as one code; filled in last.
    Field("full", 1),
)  # fmt: skip

PLACES: dict[str, slice] = {}
_start = 0
for _field in FIELDS:
    PLACES[_field.name] = slice(_start, _start + _field.width)
    _start += _field.width
WIDTH = _start

PERSON, ROLE, RELAY = 1, 2, 3
"""What a mailbox is, in the column ``use``."""

TEXTS = np.dtype(
    [
        ("given", "S16"),
        ("family", "S20"),
        ("user", "S20", (2,)),
        ("linkedin", "S20"),
        ("company", "S20"),
    ]
)
"""The few values whose letters are compared, cut to what is compared."""


@dataclass(frozen=True, slots=True)
class Cards:
    """``codes`` has a row of :data:`WIDTH` columns per record, ``texts`` the letters; both in the order of records.

    ``extra_codes`` (records, extras, 2) and ``extra_texts`` (records, extras) hold columns that the user added.
    """

    codes: Codes
    texts: NDArray[np.void]
    extra_codes: Codes
    extra_texts: NDArray[np.bytes_]

    def __len__(self) -> int:
        return len(self.codes)

    def of(self, field: str) -> Codes:
        """The columns of a field: shape (records, width)."""
        return self.codes[:, PLACES[field]]

    def one(self, field: str) -> Codes:
        """The only column of a field: shape (records,)."""
        return self.codes[:, PLACES[field].start]


def gathered(parts: list[Cards]) -> Cards:
    """All cards in order. Takes the parts out of the list, so that no row is in memory twice."""
    if len(parts) == 1:
        return parts.pop()
    size = sum(map(len, parts))
    extras = parts[0].extra_codes.shape[1] if parts else 0
    whole = Cards(
        np.empty((size, WIDTH), np.int64),
        np.empty(size, TEXTS),
        np.empty((size, extras, 2), np.int64),
        np.empty((size, extras), parts[0].extra_texts.dtype if parts else "S1"),
    )
    end = size
    while parts:
        part = parts.pop()
        rows = slice(end - len(part), end)
        whole.codes[rows], whole.texts[rows] = part.codes, part.texts
        whole.extra_codes[rows], whole.extra_texts[rows] = part.extra_codes, part.extra_texts
        end -= len(part)
    return whole


def code(text: str) -> int:
    """The code of a value; 0 for an empty one. A single letter is its own code: initials must be told from words."""
    if len(text) > 1:
        return (xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 1) | SMALLEST
    return ord(text) if text else NONE


@lru_cache(maxsize=CACHED)
def word_code(text: str) -> int:
    """The same, remembered: for values that many records share."""
    return code(text)


def is_letter(codes: Codes) -> NDArray[np.bool_]:
    """Which codes are those of single letters."""
    return (codes > NONE) & (codes < SMALLEST)


def words_only(codes: Codes) -> Codes:
    """The codes without those of single letters."""
    return np.where(codes < SMALLEST, NONE, codes)
