"""A card as bytes, and the codes by which cards are found and their values counted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from syncengine.core.matching import blocking
from syncengine.core.matching.cards import FIELDS, PLACES, TEXTS, WIDTH, Cards, Codes, code
from syncengine.core.matching.filling import fill
from syncengine.core.matching.mixing import mixed
from syncengine.core.matching.rows import CORE_COLUMNS, Columns
from syncengine.core.matching.tallies import COUNTED, TAIL, values_of
from syncengine.core.matching.tallies import PLACES as TALLIED

RULES = 1
"""To be raised whenever the same row makes another card, other keys or other counted values than before: stores then
make their cards anew. A test notices when it was forgotten."""


@dataclass(frozen=True, slots=True)
class Made:
    """Cards with their blocking keys: ``keys`` has a row per card, 0 where a card has no key of a kind."""

    cards: Cards
    keys: Codes

    def __len__(self) -> int:
        return len(self.cards)

    def at(self, rows: Sequence[int] | Codes) -> Made:
        """Some of them, in the order of ``rows``."""
        at, of = np.asarray(rows, np.int64), self.cards
        return Made(Cards(of.codes[at], of.texts[at], of.extra_codes[at], of.extra_texts[at]), self.keys[at])


def make(columns: Columns) -> Made:
    """Cards and keys of rows of text."""
    cards = fill(columns)
    return Made(cards, _numbered_keys(cards))


def _numbered_keys(cards: Cards) -> Codes:
    """Keys of different kinds never meet, as when every kind is looked at by itself."""
    kinds = list(blocking.keys(cards))
    return mixed(1, _numbers(tuple(kind.shape[1] for kind in kinds)), np.concatenate(kinds, axis=1))


@cache
def _numbers(widths: tuple[int, ...]) -> Codes:
    """The number of its kind for each column of neighbouring kinds, from 1."""
    return np.repeat(np.arange(1, len(widths) + 1), widths)


_NO_CARDS = fill(dict.fromkeys(CORE_COLUMNS, ()))
KEYS = _numbered_keys(_NO_CARDS).shape[1]
_SPARSE = WIDTH + KEYS
_FLAGS = -(-_SPARSE // 8)

EDITION = hashlib.sha256(repr((RULES, FIELDS, TEXTS.descr, KEYS, COUNTED)).encode()).hexdigest()[:12]
"""By which rules cards are made here."""


def pack(made: Made) -> list[bytes]:
    """One card each: flags that say which numbers are not 0, these numbers, the texts. Most numbers are 0."""
    numbers = np.concatenate([made.cards.codes, made.keys], axis=1).astype("<i8", copy=False)
    said = numbers != 0
    flags = np.packbits(said, axis=1)
    values = numbers[said].tobytes()
    ends = (np.cumsum(said.sum(axis=1)) * 8).tolist()
    starts = [0, *ends]
    return [
        flags[at].tobytes() + values[starts[at] : end] + made.cards.texts[at].tobytes() for at, end in enumerate(ends)
    ]


def unpack(packed: Sequence[bytes]) -> Made:
    """The cards of these bytes, in order."""
    size, letters = len(packed), TEXTS.itemsize
    flags = np.frombuffer(b"".join([each[:_FLAGS] for each in packed]), np.uint8).reshape(size, _FLAGS)
    said = np.unpackbits(flags, axis=1, count=_SPARSE).view(bool)
    numbers = np.zeros((size, _SPARSE), np.int64)
    numbers[said] = np.frombuffer(b"".join([each[_FLAGS:-letters] for each in packed]), "<i8")
    texts = np.frombuffer(b"".join([each[-letters:] for each in packed]), TEXTS)
    cards = Cards(numbers[:, :WIDTH], texts, np.zeros((size, 0, 2), np.int64), np.zeros((size, 0), "S1"))
    return Made(cards, numbers[:, WIDTH:])


def key_codes(keys: Codes, system: str) -> Codes:
    """Where the records of a system that share these keys are found; 0 for no key."""
    return mixed(1, keys, np.array(code(system)))


def counted_codes(cards: Cards) -> Codes:
    """Where the number of carriers of each value is kept, for all kinds in their order; 0 for no value. What a card has
    twice is there once: this is what is counted."""
    return _value_codes(np.concatenate([values_of(cards, counted) for counted in COUNTED], axis=1))


def value_codes(cards: Cards) -> Codes:
    """The same for looking numbers up: a value stands wherever the card has it."""
    values = cards.codes[:, _COUNTED]
    phones = values[:, TALLIED["phone"]]
    values[:, TALLIED["phone"]] = np.where(phones > 0, phones % TAIL + 1, 0)
    return _value_codes(values)


def _value_codes(values: Codes) -> Codes:
    return mixed(2, _numbers(tuple(counted.width for counted in COUNTED)), values)


_COUNTED = np.concatenate(
    [
        np.concatenate([np.arange(WIDTH)[PLACES[field]] for field in counted.fields])[: counted.width]
        for counted in COUNTED
    ]
)
"""Columns of a card that hold the values that are counted."""
