"""Rows of a fixed width, each value read once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import word_code

Codes = tuple[int, ...]
Key = TypeVar("Key", bound=Hashable)
Read = TypeVar("Read")

_ZEROS = (0,) * 8


def padded(values: Codes, width: int) -> Codes:
    """Cut, or filled up with zeros."""
    return (*values, *_ZEROS)[:width]


def coded(words: Iterable[str], width: int) -> Codes:
    """Codes of the first words, and zeros for the rest."""
    return padded(tuple(map(word_code, words)), width)


def once(values: Sequence[Key], read: Callable[[Key], Read]) -> tuple[list[Read], list[int]]:
    """What the different values read as, and for every value its place among those."""
    seen: dict[Key, int] = {}
    at = [seen.setdefault(value, len(seen)) for value in values]
    return [read(value) for value in seen], at


def table(rows: Sequence[Codes], at: Sequence[int]) -> NDArray[np.int64]:
    """The codes of every row, from those of the different ones."""
    found: NDArray[np.int64] = np.array(rows, np.int64)[at]
    return found


def letters(texts: Sequence[str], at: Sequence[int], size: int) -> NDArray[np.bytes_]:
    """The letters of every row, cut to a size."""
    found: NDArray[np.bytes_] = np.array([text.encode() for text in texts], f"S{size}")[at]
    return found
