"""The same name written in other ways: other alphabets, other transliterations, short forms, slips of the finger."""

from __future__ import annotations

import random
import unicodedata
from functools import lru_cache

from bench.people.draws import pairs, tables

_PLAIN = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "Ø": "O", "Ł": "L", "Đ": "D"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

_CYRILLIC = dict(zip("абвгдезийклмнопрстуфыэіґє", "abvgdeziyklmnoprstufyeige", strict=True)) | dict(
    zip("жхцчшщюяёїьъ'’", "zh kh ts ch sh shch yu ya e yi - - - -".replace("-", "").split(" "), strict=True)
)
_CYRILLIC_OTHER = _CYRILLIC | {"в": "w", "ж": "j", "х": "h", "ц": "c", "ю": "iu", "я": "ja", "й": "j", "є": "ie"}
_GREEK = dict(zip("αβγδεζηικλμνξοπρστυφωςάέήίόύώϊϋ", "avgdeziiklmnxoprstyfosaeiioyoiy", strict=True)) | {
    "θ": "th",
    "χ": "ch",
    "ψ": "ps",
    "ΐ": "i",
    "ΰ": "y",
}
_GREEK_OTHER = _GREEK | {"β": "b", "η": "h", "ή": "h", "χ": "h", "υ": "u", "ύ": "u", "ω": "w", "ώ": "w", "φ": "ph"}

_ALIKE = pairs(tables("names")["spellings"]["alike"])
NICKNAMES = pairs(tables("names")["spellings"]["nicknames"])


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Without marks, as people type themselves into forms; other alphabets are left alone."""
    if text.isascii():
        return text
    marked = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


@lru_cache(maxsize=200_000)
def letters(text: str) -> str:
    """Lower case a-z only: what fits into an address or the name of a page."""
    spelled = plain(text).lower()
    return "".join(letter for letter in spelled if "a" <= letter <= "z")


@lru_cache(maxsize=200_000)
def romanised(text: str, *, other: bool = False) -> str:
    """Cyrillic or Greek in Latin letters, in the usual way or in another that is seen as often on profiles."""
    table = _CYRILLIC_OTHER | _GREEK_OTHER if other else _CYRILLIC | _GREEK
    return "".join(table.get(letter, letter) for letter in text.lower()).title()


@lru_cache(maxsize=200_000)
def respelled(text: str) -> str:
    """The other spelling of a name in Latin letters, or the same when there is none."""
    return _ALIKE.get(text) or text.translate(_GERMAN)


def joined_otherwise(given: str, dice: random.Random) -> str:
    """A Chinese or Korean given name of two syllables: ``Mei Jing``, ``Mei-Jing``, ``Mei-jing``, ``Meijing``."""
    first, _, second = given.partition(" ")
    if not second:
        return given
    return dice.choice((given, f"{first}-{second}", f"{first}-{second.lower()}", first + second.lower()))


def slip(text: str, dice: random.Random) -> str:
    """One slip of the finger: a letter left out, doubled, replaced by another, or two that change places."""
    if len(text) < 4:
        return text
    at = dice.randrange(1, len(text) - 1)
    kind = dice.random()
    if kind < 0.35:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind < 0.6:
        return text[:at] + text[at + 1 :]
    if kind < 0.8:
        return text[:at] + text[at] + text[at:]
    return text[:at] + dice.choice("abcdeghiklmnorstu") + text[at + 1 :]
