"""Employer, title and place: values that many records share, each read once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import word_code
from syncengine.core.matching.filling.padding import Codes, coded, letters, once, table
from syncengine.core.matching.normalise.companies import company_of
from syncengine.core.matching.normalise.places import place_of
from syncengine.core.matching.normalise.text import CACHED
from syncengine.core.matching.normalise.titles import title_of


def company_codes(fields: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.bytes_]]:
    """Codes from ``company`` to ``company_also``, and the letters of the company."""
    read, at = once(fields, _company)
    return table([codes for codes, _ in read], at), letters([key for _, key in read], at, 20)


def title_codes(fields: Sequence[str]) -> NDArray[np.int64]:
    """Codes from ``title_employer`` to ``rank``."""
    return table(*once(fields, _title))


def place_codes(fields: Sequence[str]) -> tuple[list[str], NDArray[np.int64]]:
    """The country's code of two letters, and codes from ``city`` to ``country``."""
    read, at = once(fields, _place)
    return [read[place][0] for place in at], table([codes for _, codes in read], at)


@lru_cache(maxsize=CACHED)
def _company(text: str) -> tuple[Codes, str]:
    company = company_of(text)
    codes = (
        word_code(company.key),
        word_code(company.head),
        word_code(company.acronym) if len(company.acronym) > 1 else 0,
        *coded(company.tokens, 3),
        word_code(company.also[0]) if company.also else 0,
    )
    return codes, company.key


@lru_cache(maxsize=CACHED)
def _title(text: str) -> Codes:
    title = title_of(text)
    words = sorted(title.words)
    rank = title.seniority + 1 if title.seniority is not None else 0
    return (word_code(title.employer), word_code(" ".join(words)), *coded(words, 4), rank)


@lru_cache(maxsize=CACHED)
def _place(text: str) -> tuple[str, Codes]:
    place = place_of(text)
    return place.country, (word_code(place.city), word_code(place.region), word_code(place.country))
