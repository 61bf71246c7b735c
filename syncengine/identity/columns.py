"""From canonical fields of records to the columns that the matching core reads."""

from __future__ import annotations

from collections.abc import Sequence

from mappings.canonical import Fields, Value
from syncengine.core.matching.rows import Columns

LONGEST = 400
"""Characters of a value that are read: nobody's name is longer, and who tests us with one must not slow us down."""

MOST = 20
"""Values of a field that are read."""

_SAME_NAME = (
    "first_name",
    "last_name",
    "preferred_name",
    "emails",
    "phones",
    "profiles",
    "company",
    "title",
    "location",
)


def columns_of(records: Sequence[Fields]) -> Columns:
    """One row per record."""
    return {name: [_text(fields.get(name)) for fields in records] for name in _SAME_NAME}


def _text(value: Value) -> str:
    if isinstance(value, str):
        return _cut(value)
    return ";".join(_cut(each) for each in value[:MOST]) if isinstance(value, tuple) else ""


def _cut(text: str) -> str:
    # Half a character (a lone surrogate) has no bytes.
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
