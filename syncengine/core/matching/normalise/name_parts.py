"""One name field taken apart: its words, what stands in brackets, the suffix, and nothing of the decoration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from syncengine.core.matching.normalise.given_roots import roots_of
from syncengine.core.matching.normalise.name_words import (
    BORN,
    CREDENTIALS,
    DOUBTFUL_CREDENTIALS,
    HONORIFICS,
    JOINED_TO_NEXT,
    NEVER_NAMES,
    PARTICLES,
    PRONOUNS,
    SUFFIXES,
)
from syncengine.core.matching.normalise.skeletons import skeleton_of
from syncengine.core.matching.normalise.text import CACHED, ascii_lower, plain

_ASIDE = re.compile(r"""[(\[{]([^()\[\]{}]*)[)\]}]|"([^"]*)\"""")
_DECORATION = re.compile(r"\s[-/~]+\s.*|[|#@:;].*|\s-\s*$", re.DOTALL)
_LETTERS = re.compile(r"[a-z]+")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_BEHIND = CREDENTIALS | SUFFIXES.keys()
_SPECIAL = _BEHIND | DOUBTFUL_CREDENTIALS | HONORIFICS
_INITIALS = re.compile(r"(?:[a-z]\.){2,}[a-z]?|[a-z](?:\.[a-z])+")


@dataclass(frozen=True, slots=True)
class Part:
    """A given or a family name. ``aside`` are words from brackets and quotes; ``former`` follow a "née"."""

    words: tuple[str, ...] = ()
    suffix: str = ""
    aside: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    roots: frozenset[str] = frozenset()
    skeleton: str = ""


class Word(NamedTuple):
    text: str
    detached: bool
    """Behind a comma, or written with dots: then even doubtful credentials count as credentials."""


@lru_cache(maxsize=CACHED)
def given_part(text: str) -> Part:
    """The given names of a first-name field, all of them, initials as single letters."""
    if text.isascii() and text.isalpha():
        return _single(text.lower())
    bare, aside, former = set_aside(text)
    words, suffix = _trimmed(_without_honorifics(words_in(bare)))
    kept = tuple(word.text for word in words)
    # The roots of a middle name count: many people go by it.
    roots = frozenset().union(*map(roots_of, (*kept, *aside)))
    return Part(kept, suffix, aside, former, roots, skeleton_of(kept))


@lru_cache(maxsize=CACHED)
def family_part(text: str) -> Part:
    """The words of a last-name field without particles. ``aside`` stays empty: in brackets stands another surname."""
    if text.isascii() and text.isalpha():
        return _single(text.lower(), is_given=False)
    bare, aside, former = set_aside(text)
    words, inline = _split_born(words_in(bare))
    words, suffix = _trimmed(_without_honorifics(_without_particles(words)))
    kept = _joined(tuple(word.text for word in words))
    return Part(kept, suffix, (), (*aside, *former, *inline), frozenset(), skeleton_of(kept))


def _single(word: str, *, is_given: bool = True) -> Part:
    """The shape of most fields: nothing but one word."""
    if word in NEVER_NAMES:
        return Part()
    kept = (word,)
    return Part(kept, "", (), (), roots_of(word) if is_given else frozenset(), skeleton_of(kept))


def set_aside(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The text without brackets and decoration; the names from the brackets; the earlier family names from them."""
    bare = plain(text)
    if bare.isalpha():
        return bare, (), ()
    aside: list[str] = []
    former: list[str] = []
    for match in _ASIDE.finditer(bare):
        inside = [word.text for word in words_in(match[1] or match[2] or "")]
        if inside and inside[0] in BORN:
            former += inside[1:]
        elif not PRONOUNS.issuperset(inside):
            aside += [word for word in inside if word not in _SPECIAL]
    bare = _ASIDE.sub(" ", bare)
    return _DECORATION.sub("", bare) or bare, tuple(aside), tuple(former)


def words_in(text: str) -> list[Word]:
    """Words of a bare text. Initials written together come apart; apostrophes vanish inside a word."""
    found: list[Word] = []
    for position, segment in enumerate(text.split(",")):
        for token in segment.split():
            lower = ascii_lower(token).replace("'", "")
            found += [Word(piece, position > 0 or "." in lower) for piece in _pieces(lower)]
    return found


@lru_cache(maxsize=CACHED)
def _pieces(lower: str) -> tuple[str, ...]:
    solid = _NOT_LETTERS.sub("", lower)
    if solid in _SPECIAL and not (_INITIALS.fullmatch(lower) and solid in SUFFIXES):
        return (solid,)
    return tuple(_LETTERS.findall(lower))


def is_decoration(words: Sequence[Word], *, after_whole_name: bool) -> bool:
    """Whether a comma segment is credentials and suffixes. Doubtful ones are a name behind a single word."""
    allowed = _BEHIND | DOUBTFUL_CREDENTIALS if after_whole_name else _BEHIND
    return all(word.text in allowed for word in words)


def is_behind_name(word: Word) -> bool:
    """Whether a word at the end of a name is a credential or a suffix."""
    return word.text in _BEHIND or (word.detached and word.text in DOUBTFUL_CREDENTIALS)


def _without_honorifics(words: list[Word]) -> list[Word]:
    while words and (words[0].text in NEVER_NAMES or (len(words) > 1 and words[0].text in HONORIFICS)):
        words = words[1:]
    return words


def _trimmed(words: list[Word]) -> tuple[list[Word], str]:
    """Words without what stands behind a name, and the suffix found there. One word always remains."""
    suffix = ""
    while len(words) > 1 and is_behind_name(words[-1]):
        suffix = suffix or SUFFIXES.get(words[-1].text, "")
        words = words[:-1]
    return words, suffix


def _without_particles(words: list[Word]) -> list[Word]:
    return [word for word in words if word.text not in PARTICLES] or words


def _split_born(words: list[Word]) -> tuple[list[Word], list[str]]:
    for position in range(1, len(words) - 1):
        if words[position].text in BORN:
            return words[:position], [word.text for word in words[position + 1 :]]
    return words, []


def _joined(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(words) > 1 and words[0] in JOINED_TO_NEXT and words[1].isalpha():
        return (words[0] + words[1], *words[2:])
    return words
