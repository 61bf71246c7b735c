"""From rows of text to cards: each kind of column is read by itself, and what was read once is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.cards import PLACES, TEXTS, WIDTH, Cards, words_only
from syncengine.core.matching.extras import codes_of
from syncengine.core.matching.filling.mail import mail_codes
from syncengine.core.matching.filling.names import name_codes
from syncengine.core.matching.filling.pages import page_codes
from syncengine.core.matching.filling.phones import phone_codes
from syncengine.core.matching.filling.work import company_codes, place_codes, title_codes
from syncengine.core.matching.mixing import orderless
from syncengine.core.matching.rows import Columns, ExtraKind

__all__ = ["fill"]


def fill(columns: Columns, extras: Mapping[str, ExtraKind] | None = None) -> Cards:
    """The cards of a chunk of rows. ``extras``: further columns that take part, and of what kind they are."""
    length = len(next(iter(columns.values()), ()))
    numbers, letters = codes_of(columns, extras or {})
    cards = Cards(np.zeros((length, WIDTH), np.int64), np.zeros(length, TEXTS), numbers, letters)
    if length:
        _fill(columns, cards)
    return cards


def _fill(columns: Columns, into: Cards) -> None:
    nothing = ("",) * len(into)
    texts = into.texts

    def column(name: str) -> Sequence[str]:
        return columns.get(name) or nothing

    def put(first: str, last: str, rows: NDArray[np.int64]) -> None:
        into.codes[:, PLACES[first].start : PLACES[last].stop] = rows

    names, texts["given"], texts["family"] = name_codes(
        *map(column, ("first_name", "last_name", "full_name", "preferred_name"))
    )
    put("given", "spellings", names)
    countries, places = place_codes(column("location"))
    put("city", "country", places)
    mail, handles, texts["user"] = mail_codes(column("emails"))
    put("email", "use", mail)
    put("phone", "phone", phone_codes(column("phones"), countries))
    pages, written, texts["linkedin"] = page_codes(*map(column, ("profiles", "linkedin_url", "github_url")))
    put("linkedin", "page", pages)
    put("handles", "handles", np.concatenate([handles, written], axis=1))
    companies, texts["company"] = company_codes(column("company"))
    put("company", "company_also", companies)
    put("title_employer", "rank", title_codes(column("title")))
    words = words_only(np.concatenate([into.of("given")[:, :1], into.of("family")], axis=1))
    into.one("full")[:] = orderless(words)
