"""Text as people and machines leave it, made plain: visible characters only, ASCII letters, bounded length.

Every cut comes before the work, so that a hostile value of 100 kB costs what a long honest one costs.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from anyascii import anyascii

LONGEST = 200
"""Characters of a value that are looked at. No name, company, title or place that identifies anybody is longer."""

CACHED = 65_536
"""Entries of each cache of this room: values of a few hundred bytes at most, because of LONGEST."""

_PUNCTUATION = {
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "•": "|", "·": "|", "∙": "|", "・": "|", "、": ",", "،": ",", "؛": ";",
}  # fmt: skip


def plain(text: str, *, longest: int = LONGEST) -> str:
    """NFKC without control characters, direction marks, emoji and symbols; quotes and dashes in their ASCII form."""
    text = text.strip()[:longest]
    if text.isascii() and text.isprintable():
        return text
    # NFKC turns a bare accent into a space and that accent: accents are settled first, symbols afterwards.
    usual = "".join(_PUNCTUATION.get(character, character) for character in text)
    return "".join(map(_visible, unicodedata.normalize("NFKC", usual)[:longest])).strip()


def _visible(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " "
    if character in _PUNCTUATION:
        return _PUNCTUATION[character]
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return character
    if category == "Pd":
        return "-"
    return "" if category in ("Cf", "Cn", "Co", "Cs") else " "


def ascii_lower(text: str) -> str:
    """Transliterated to ASCII, lower-case. A character of an unknown script vanishes."""
    return text.lower() if text.isascii() else _transliterated(text)


@lru_cache(maxsize=CACHED)
def _transliterated(text: str) -> str:
    return anyascii(text).lower()


def listed(words: str) -> frozenset[str]:
    """A set written down as words between spaces."""
    return frozenset(words.split())
