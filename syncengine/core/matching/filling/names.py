"""Names: their words, roots and sounds, and how handles are spelled from them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import code, word_code
from syncengine.core.matching.filling.padding import Codes, coded, letters, once, table
from syncengine.core.matching.normalise.name_parts import Part, family_part, given_part
from syncengine.core.matching.normalise.names import name_of
from syncengine.core.matching.normalise.skeletons import skeleton_of
from syncengine.core.matching.normalise.text import CACHED, LONGEST

_SUFFIXES = {"": 0, "jr": 1, "sr": 2, "ii": 3, "iii": 4, "iv": 5, "v": 6}
_NO_SPELLINGS = (0,) * 7

Words = tuple[str, ...]


class _Read(NamedTuple):
    """A given or a family name: its words, all of them as one, and the codes of everything about it."""

    words: Words
    joined: str
    codes: Codes


def name_codes(
    first: Sequence[str], last: Sequence[str], full: Sequence[str], preferred: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.bytes_], NDArray[np.bytes_]]:
    """Codes from ``given`` to ``spellings``, and the letters of given and family names."""
    halves = [
        (one, other) if one and other and not known_as else _halves(one, other, whole, known_as)
        for one, other, whole, known_as in zip(first, last, full, preferred, strict=True)
    ]
    given, given_at = once([given for given, _ in halves], _given)
    family, family_at = once([family for _, family in halves], _family)
    ours, theirs = table([name.codes for name in given], given_at), table([name.codes for name in family], family_at)
    spellings = [_spellings(given[one], family[other]) for one, other in zip(given_at, family_at, strict=True)]
    whole_rows = np.concatenate([_merged(ours, theirs), np.array(spellings, np.int64)], axis=1)
    return (
        whole_rows,
        letters([name.joined for name in given], given_at, 16),
        letters([name.joined for name in family], family_at, 20),
    )


def _halves(first: str, last: str, full: str, preferred: str) -> tuple[str | Part, str | Part]:
    """Where the fields alone do not say which half is which, the halves, read."""
    name = name_of(first, last, full=full, preferred=preferred)
    given = Part(name.given, name.suffix, name.also, (), name.roots, name.given_skeleton)
    return given, Part(name.family, "", (), name.former, frozenset(), name.family_skeleton)


@lru_cache(maxsize=CACHED)
def _given(name: str | Part) -> _Read:
    """Codes: words, also, former, roots, joined, skeletons, initial, suffix."""
    part = given_part(name.strip()[:LONGEST]) if isinstance(name, str) else name
    joined = "".join(part.words)
    codes = (
        *coded(part.words, 3),
        *coded(part.aside, 2),
        *coded(part.former, 2),
        *coded(sorted(part.roots), 6),
        *_sounds(joined, part.words[:1], part.words),
        _SUFFIXES.get(part.suffix, 0),
    )
    return _Read(part.words, joined, codes)


@lru_cache(maxsize=CACHED)
def _family(name: str | Part) -> _Read:
    """Codes: words, former, joined, skeletons, initial, suffix."""
    part = family_part(name.strip()[:LONGEST]) if isinstance(name, str) else name
    joined = "".join(part.words)
    codes = (
        *coded(part.words, 3),
        *coded(part.former, 2),
        *_sounds(joined, part.words, part.words[-1:]),
        _SUFFIXES.get(part.suffix, 0),
    )
    return _Read(part.words, joined, codes)


def _sounds(joined: str, one: Words, other: Words) -> Codes:
    """All words as one; two readings for transliterations; the first letter. Initials and names of one consonant say
    too little to sound like anything."""
    first = _sound(one)
    return (code(joined), first, first if one == other else _sound(other), ord(joined[0]) if joined else 0)


def _sound(words: Words) -> int:
    sound = skeleton_of(words if min(map(len, words), default=0) > 1 else tuple(w for w in words if len(w) > 1))
    return word_code(sound) if len(sound) > 1 else 0


def _merged(given: NDArray[np.int64], family: NDArray[np.int64]) -> NDArray[np.int64]:
    """Columns from ``given`` to ``suffix`` in the order of the cards."""
    former = np.where(family[:, 3:4] != 0, family[:, 3:5], given[:, 5:7])
    suffix = np.where(family[:, 9] != 0, family[:, 9], given[:, 17])
    return np.column_stack(
        [
            given[:, 0:3], family[:, 0:3], given[:, 3:5], former, given[:, 7:13], given[:, 13], family[:, 5],
            given[:, 14:16], family[:, 6:8], given[:, 16], family[:, 8], suffix,
        ]
    )  # fmt: skip


def _spellings(ours: _Read, theirs: _Read) -> Codes:
    """Codes of the letters that handles are made of: first and last name in either order, and either cut short."""
    given, last = ours.words, theirs.joined
    if not given or not last:
        only = ours.joined or last
        return (code(only), 0, 0, 0, 0, 0, 0) if len(only) > 2 else _NO_SPELLINGS
    first = given[0]
    if len(first) == 1 and len(last) == 1:
        return _NO_SPELLINGS
    if len(given) > 1:
        second = code(ours.joined + last)
    else:
        second = code(first + theirs.words[-1]) if len(theirs.words) > 1 else 0
    return (
        code(first + last),
        code(last + first),
        code(first[0] + last),
        code(last + first[0]),
        code(first + last[0]),
        second,
        theirs.codes[5] if len(last) > 3 else 0,
    )
