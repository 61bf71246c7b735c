"""Rows that nobody could read, on their way into the store: what they say of the forgotten does not come in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa

from connectors.types import BadRecord
from syncengine.core.forgotten import forms
from syncengine.store import erased_keys
from syncengine.store.mentions import keys_in, leaves_of
from syncengine.work.systems import CANDIDATE

_LONGEST_ID = 100


def discreet(
    connection: sa.Connection, rows: Sequence[BadRecord], *, outside: Callable[[Collection[str]], Collection[str]]
) -> list[BadRecord]:
    """The rows, without what is in those that carry an identifier of somebody forgotten, or that name a candidate who
    is kept outside: ``outside`` tells which of some texts are ids of such. Candidates with an id were looked at like
    all others."""
    return [
        replace(each, data=None) if not _is_looked_at(each) and _says_much(connection, each, outside) else each
        for each in rows
    ]


def _is_looked_at(each: BadRecord) -> bool:
    return each.kind == CANDIDATE and each.id is not None


def _says_much(
    connection: sa.Connection, each: BadRecord, outside: Callable[[Collection[str]], Collection[str]]
) -> bool:
    if erased_keys.recognise(connection, forms(keys_in(each.data))):
        return True
    named = {text for text in leaves_of(each.data) if len(text) <= _LONGEST_ID}
    return each.kind != CANDIDATE and bool(outside(named))
