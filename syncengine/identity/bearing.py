"""Records that carry an identifier in whatever spelling: an alias of a mailbox, a number without its country."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import sqlalchemy as sa

from syncengine.core.matching.identifiers import Key
from syncengine.identity.columns import columns_of
from syncengine.store import cards
from syncengine.store.card_packing import key_codes, make
from syncengine.store.cards import Ref

MOST = 50
"""What more records of a system carry tells nobody from anybody."""

_FIELDS = {"email": "emails", "phone": "phones", "profile": "profiles"}


def bearers_of(connection: sa.Connection, keys: Iterable[Key]) -> set[Ref]:
    """Records whose cards have one of these keys, or something much like it: they are to be looked at."""
    said = [{_FIELDS[kind]: (value,)} for kind, value in sorted(set(keys)) if kind in _FIELDS]
    if not said:
        return set()
    made = make(columns_of(said))
    codes = np.concatenate([key_codes(made.keys, system).ravel() for system in cards.systems(connection)] or [_NONE])
    _, ids = cards.carriers(connection, codes, most=MOST)
    return set(cards.load(connection, np.unique(ids).tolist()).refs)


_NONE = np.zeros(0, np.int64)
