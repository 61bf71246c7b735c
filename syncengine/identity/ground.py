"""Some cards of the store with the counts of their values: what pairs of them are weighed on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from syncengine.core.matching.base import Base, Rows
from syncengine.core.matching.cards import Cards, Codes
from syncengine.core.matching.comparing.hands import Level
from syncengine.core.matching.tallies import Tallies, Tally, tally
from syncengine.store import cards
from syncengine.store.card_packing import Made, unpack, value_codes
from syncengine.store.cards import Ref


@dataclass(frozen=True, slots=True)
class Ground:
    """``systems`` are those of the whole store; a record's side is the place of its system there."""

    systems: tuple[str, ...]
    size: int
    ids: Codes
    refs: tuple[Ref, ...]
    keys: Codes
    base: Base

    def rows_of(self, ids: Codes) -> Rows:
        """Where cards stand. They must be here."""
        order = np.argsort(self.ids)
        return order[np.searchsorted(self.ids, ids, sorter=order)]

    def lacking(self, ids: Codes) -> Codes:
        """Those that are not here, each once."""
        return np.setdiff1d(ids, self.ids)

    def levels(self, pairs: Codes) -> dict[str, Level]:
        """What comparing pairs of card ids finds: shape (pairs, 2)."""
        return self.base.levels(self.rows_of(pairs[:, 0]), self.rows_of(pairs[:, 1]))


def ground(connection: sa.Connection) -> Ground:
    """An empty one, on the store as it is now."""
    systems = tuple(cards.systems(connection))
    return Ground(systems, cards.size(connection), _NO_IDS, (), _NOBODY.keys, _NOTHING)


_NO_IDS: Codes = np.zeros(0, np.int64)
_NOBODY = unpack([])
_NOTHING = Base(_NOBODY.cards, tally(_NOBODY.cards), np.zeros(0, np.int16))


def widened(connection: sa.Connection, on: Ground, ids: Codes) -> Ground:
    """The same with the cards of these ids, behind those that it has. Ids without a card are left out."""
    lacking = on.lacking(ids)
    if not len(lacking):
        return on
    more = cards.load(connection, lacking.tolist())
    sides = np.array([on.systems.index(system) for system, _ in more.refs], np.int16)
    old = on.base
    counts = np.concatenate([old.tallies.counts, _counts(connection, more.made)])
    base = Base(
        _together(old.cards, more.made.cards),
        Tallies(counts, on.size, counts[:, :0]),
        np.concatenate([old.sides, sides]),
    )
    return Ground(
        on.systems,
        on.size,
        np.concatenate([on.ids, more.ids]),
        on.refs + more.refs,
        np.concatenate([on.keys, more.made.keys]),
        base,
    )


def _together(one: Cards, other: Cards) -> Cards:
    return Cards(
        np.concatenate([one.codes, other.codes]),
        np.concatenate([one.texts, other.texts]),
        np.concatenate([one.extra_codes, other.extra_codes]),
        np.concatenate([one.extra_texts, other.extra_texts]),
    )


def _counts(connection: sa.Connection, made: Made) -> Tally:
    """How many cards of the whole store carry each value."""
    wanted = value_codes(made.cards)
    known, carriers = cards.counts(connection, wanted)
    if not len(known):
        return np.zeros(wanted.shape, np.int32)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where((known[at] == wanted) & (wanted != 0), carriers[at], 0).astype(np.int32)
