"""A person's name from the fields a system keeps, however they were filled.

Which of two words is the family name cannot be known from the words (Wang Wei, Wei Wang): where fields say so they are
believed, a comma is believed next, and the last word is taken for the family name otherwise. Trying the other order is
a matter of comparison.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from syncengine.core.matching.normalise.name_parts import (
    Part,
    family_part,
    given_part,
    is_behind_name,
    is_decoration,
    set_aside,
    words_in,
)
from syncengine.core.matching.normalise.name_words import PARTICLES, SPELLED_SUFFIXES, TWO_CHARACTER_FAMILIES
from syncengine.core.matching.normalise.text import CACHED, LONGEST, ascii_lower

_HAN_OR_HANGUL = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]{2,4}")
_NOTHING = Part()


@dataclass(frozen=True, slots=True)
class Name:
    """Lower-case ASCII words. An initial is a word of one letter; hyphenated names are several words.

    ``also`` are other given names (preferred, in brackets), ``former`` other family names (née, in brackets).
    ``roots`` are what the given names and ``also`` may be short for, themselves included. The skeletons are equal for
    most transliterations of one name.
    """

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    suffix: str = ""
    also: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    roots: frozenset[str] = frozenset()
    given_skeleton: str = ""
    family_skeleton: str = ""

    @property
    def middle(self) -> tuple[str, ...]:
        """Given names after the first. A double name (Juan Pablo) cannot be told from a middle name."""
        return self.given[1:]

    @property
    def given_joined(self) -> str:
        """``Bin-lan``, ``Bin Lan`` and ``Binlan`` are the same."""
        return "".join(self.given)

    @property
    def family_joined(self) -> str:
        return "".join(self.family)

    @property
    def is_initials(self) -> bool:
        """Whether either name is known by its first letter only."""
        return all(len(word) == 1 for word in self.given) or all(len(word) == 1 for word in self.family)


def name_of(first: str = "", last: str = "", *, full: str = "", preferred: str = "") -> Name:
    """The name behind four fields, any of which may be empty. ``full`` counts where first or last is missing."""
    # Cut here: what comes next is remembered by its text.
    first, last, full = first.strip()[:LONGEST], last.strip()[:LONGEST], full.strip()[:LONGEST]
    if first and last:
        given, family = given_part(first), family_part(last)
    else:
        given, family = whole(full or first or last) if full or first or "," in last else _only_last(last)
    known_as = given_part(preferred.strip()[:LONGEST]) if preferred else _NOTHING
    extra = tuple(word for word in known_as.words if word not in given.words)
    return Name(
        given.words,
        family.words,
        family.suffix or given.suffix,
        given.aside + extra if extra else given.aside,
        family.former + given.former if given.former else family.former,
        given.roots | known_as.roots if extra else given.roots,
        given.skeleton,
        family.skeleton,
    )


def _only_last(last: str) -> tuple[Part, Part]:
    return _NOTHING, (family_part(last) if last else _NOTHING)


@lru_cache(maxsize=CACHED)
def whole(text: str) -> tuple[Part, Part]:
    """Given and family part of a full name: "Last, First", a Han or Hangul name without space, or Western order."""
    bare, aside, former = set_aside(text)
    segments, behind = _segments(bare)
    if len(segments) > 1:
        given, family = " ".join(segments[1:]), segments[0]
    elif segments:
        given, family = _halves(segments[0].split())
    else:
        given, family = bare, ""
    brackets = f" ({' '.join(aside)})" if aside else ""
    born = f" (nee {' '.join(former)})" if former else ""
    if not family:
        return given_part(f"{given}{brackets}, {behind}"), family_part(born.strip())
    return given_part(given + brackets), family_part(f"{family}{born}, {behind}" if behind else family + born)


def _segments(bare: str) -> tuple[list[str], str]:
    """Comma segments that are names, and the rest. The first is one in any case: Ma, Yun."""
    parts = [part for part in bare.split(",") if words_in(part)]
    is_whole = bool(parts) and len(words_in(parts[0])) > 1
    named = [p for at, p in enumerate(parts) if not (at and is_decoration(words_in(p), after_whole_name=is_whole))]
    return named, ", ".join(part for part in parts if part not in named)


def _halves(tokens: list[str]) -> tuple[str, str]:
    end = len(tokens)
    while end > 1 and _stands_behind(tokens[end - 1], is_second=end == 2):
        end -= 1
    if end == 1 and _HAN_OR_HANGUL.fullmatch(tokens[0]):
        cut = 2 if tokens[0][:2] in TWO_CHARACTER_FAMILIES else 1
        return tokens[0][cut:], " ".join([tokens[0][:cut], *tokens[1:]])
    start = end - 1
    while start > 1 and ascii_lower(tokens[start - 1]) in PARTICLES:
        start -= 1
    return " ".join(tokens[:start]) or tokens[0], " ".join(tokens[start:]) if start else ""


def _stands_behind(token: str, *, is_second: bool) -> bool:
    words = words_in(token)
    return all(is_behind_name(word) and not (is_second and word.text in SPELLED_SUFFIXES) for word in words)
