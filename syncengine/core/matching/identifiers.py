"""What is known of a record without comparing it: who its mailboxes belong to, and the words of its names."""

from __future__ import annotations

from mappings.canonical import Fields
from syncengine.core.matching.normalise.emails import emails_of
from syncengine.core.matching.normalise.names import name_of

Key = tuple[str, str]
"""(identity kind, normalised value), for example ``("email", "ada@example.com")``."""

SHARED_BY = 3
"""A key that this many records carry within one system is a shared mailbox or a switchboard: it identifies nobody."""


def name_words(fields: Fields) -> frozenset[str]:
    """Words of all names, in plain letters and without titles, for a rough "could these be the same name?"."""
    first, last, preferred = (_text(fields, name) for name in ("first_name", "last_name", "preferred_name"))
    name = name_of(first, last, preferred=preferred)
    return frozenset({*name.given, *name.family, *name.also, *name.former})


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def is_nobodys(key: Key) -> bool:
    """Whether a key can never say who somebody is: the mailbox of a role (info@, candidates@), a placeholder."""
    kind, value = key
    return kind == "email" and any(address.use in {"role", "placeholder"} for address in emails_of(value))
