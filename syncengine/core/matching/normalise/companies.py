"""Employers: one key for Acme, ACME Inc. and The Acme Company, and what may stand for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from syncengine.core.matching.normalise.company_words import (
    ALIASES,
    DESCRIPTORS,
    LEADING_FORMS,
    LEGAL_FORMS,
    NO_EMPLOYERS,
)
from syncengine.core.matching.normalise.text import CACHED, LONGEST, ascii_lower, plain

_ASIDE = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_OTHER_NAME = re.compile(r"\s*(?:formerly|previously|now|fka|aka|dba|ex|trading as|d/b/a|f/k/a|a/k/a)\b[:.]?\s+")
_DOTTED = re.compile(r"\b(?:[a-z]\.\s?)+(?:[a-z]\b)?")
_DOMAIN = re.compile(r"\.(?:com|net|org|io|ai|co)\b")
_ACCENT = re.compile(r"['`]")
_LETTERS_ONLY = re.compile(r"[a-z ]+")
_WORD = re.compile(r"[a-z0-9]+")
_EASTERN_FORMS = re.compile(r"株式会社|有限会社|合同会社|[㈱㈲]|股份有限公司|有限责任公司|有限公司|주식회사|㈜")
_SMALL = frozenset({"and", "und", "et", "y", "e", "of"})


@dataclass(frozen=True, slots=True)
class Company:
    """``key`` is the name run together, without legal form, or the usual one of several well-known names.

    ``head`` is the key without descriptors (Acme Health Group: acme); ``acronym`` has first letters of two words and
    more. ``also`` are keys of an earlier or later name. All are empty where no employer is named.
    """

    key: str = ""
    tokens: tuple[str, ...] = ()
    head: str = ""
    acronym: str = ""
    also: tuple[str, ...] = ()


_NONE = Company()


def company_of(text: str) -> Company:
    """The employer named in a field; Company() for "N/A", "Freelance", "Confidential" and the like."""
    return _company(text.strip()[:LONGEST]) if text else _NONE


@lru_cache(maxsize=CACHED)
def _company(text: str) -> Company:
    lower = ascii_lower(plain(text if text.isascii() else _EASTERN_FORMS.sub(" ", text)))
    asides = _ASIDE.findall(lower) if lower[-1:] in ")]" else []
    tokens = tokens_of(_ASIDE.sub(" ", lower) if asides else lower) or tokens_of(lower)
    joined = "".join(tokens)
    if not joined or joined in NO_EMPLOYERS:
        return _NONE
    key = ALIASES.get(joined, joined)
    others = (_key_of(other) for aside in asides for other in _other_names(aside))
    also = tuple(dict.fromkeys(other for other in others if other and other != key))
    return Company(key, tokens, "".join(_without_descriptors(tokens)), _acronym(tokens), also)


def tokens_of(lower: str) -> tuple[str, ...]:
    """Words of a folded name without "the", "and" and legal forms. At least one word stays."""
    words = lower.split() if _LETTERS_ONLY.fullmatch(lower) else _WORD.findall(_solid(lower))
    named = [word for word in words if word not in _SMALL] or words
    return tuple(_without_legal_forms(named))


def _solid(lower: str) -> str:
    """Abbreviations without their dots (S.A. de C.V., I.B.M.), AT&T as one word, amazon.com without its domain."""
    undotted = _DOTTED.sub(_undotted, _ACCENT.sub("", lower))
    return _DOMAIN.sub(" ", undotted).replace(" & ", " ").replace("&", "")


def _undotted(match: re.Match[str]) -> str:
    solid = match[0].replace(".", "").replace(" ", "")
    return f"{solid} " if match[0][-1] == " " else solid


def _without_legal_forms(words: list[str]) -> list[str]:
    start, end = 0, len(words)
    while end - start > 1 and words[end - 1] in LEGAL_FORMS:
        end -= 1
    while end - start > 1 and (words[start] == "the" or words[start] in LEADING_FORMS):
        start += 1
    return words[start:end]


def _without_descriptors(tokens: Sequence[str]) -> Sequence[str]:
    end = len(tokens)
    while end > 1 and tokens[end - 1] in DESCRIPTORS:
        end -= 1
    return tokens[:end]


def _acronym(tokens: Sequence[str]) -> str:
    return "".join(token[0] for token in tokens) if len(tokens) > 1 else ""


def _other_names(aside: str) -> list[str]:
    """What brackets say about another name of the employer. An agency, a country or "contract" is none."""
    match = _OTHER_NAME.match(aside)
    return [aside[match.end() :]] if match else []


def _key_of(lower: str) -> str:
    joined = "".join(tokens_of(lower))
    return ALIASES.get(joined, joined)
