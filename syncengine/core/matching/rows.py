"""Rows as columns of text: how records come to the matching core, from a file or from the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

Columns = Mapping[str, Sequence[str]]
"""A chunk of rows: column name -> one text per row, all columns of one length. "" means not said."""

CORE_COLUMNS = (
    "first_name",
    "last_name",
    "full_name",
    "preferred_name",
    "emails",
    "phones",
    "profiles",
    "linkedin_url",
    "github_url",
    "company",
    "title",
    "location",
)
"""Columns that the model knows. All are optional; emails, phones and profiles hold several values joined by ``;``."""

ExtraKind = Literal["date", "text", "number", "id", "category"]
"""How an extra column is compared: a date by day, month and year; a text by similarity; a number by distance; an id
exactly or with a slip of the finger; a category exactly."""

EXTRA_KINDS: tuple[ExtraKind, ...] = get_args(ExtraKind)
