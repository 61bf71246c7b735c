"""Whom a record meets: everybody who shares a narrow key with it, by the same rule as in a full pass."""

from __future__ import annotations

import numpy as np
import sqlalchemy as sa

from syncengine.core.matching.base import Rows
from syncengine.core.matching.cards import Codes
from syncengine.core.matching.pairing import MOST_PAIRS
from syncengine.identity.ground import Ground
from syncengine.store import cards
from syncengine.store.card_packing import key_codes


def met_by(connection: sa.Connection, on: Ground, rows: Rows) -> Codes:
    """Pairs of card ids, the lower first, each once: shape (pairs, 2). One of each is among ``rows`` of the ground.

    A key brings the records of two systems together unless it would bring too many pairs together, and likewise those
    of one system.
    """
    keys = on.keys[rows]
    codes = [key_codes(keys, system) for system in on.systems]
    every = np.concatenate([each.ravel() for each in codes]) if codes else np.zeros(0, np.int64)
    known, carriers = cards.carriers(connection, every, most=MOST_PAIRS)
    starts = [np.searchsorted(known, each, "left") for each in codes]
    often = [
        np.where(each != 0, np.searchsorted(known, each, "right") - start, 0)
        for each, start in zip(codes, starts, strict=True)
    ]
    parts = []
    for ours in range(len(on.systems)):
        here = (on.base.sides[rows] == ours)[:, None]
        for theirs in range(len(on.systems)):
            a, b = often[ours], often[theirs]
            pairs = a * (a - 1) // 2 if ours == theirs else a * b
            narrow = (
                here & (a > 0) & (b > 0) & (pairs <= MOST_PAIRS)
            )  # a record carries its own keys, unless too many do
            asker, column = np.nonzero(narrow)
            facing = carriers[_spans(starts[theirs][asker, column], b[asker, column])]
            asking = np.repeat(on.ids[rows][asker], b[asker, column])
            parts.append(np.column_stack([np.minimum(asking, facing), np.maximum(asking, facing)]))
    found = np.concatenate(parts) if parts else np.zeros((0, 2), np.int64)
    return distinct(found[found[:, 0] != found[:, 1]])


def distinct(pairs: Codes) -> Codes:
    """Each pair once, in order."""
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    anew = np.ones(len(pairs), bool)
    anew[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    return pairs[anew]


def _spans(starts: Rows, lengths: Rows) -> Rows:
    """The places of several stretches, one after the other."""
    before = np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.arange(int(lengths.sum())) - before + np.repeat(starts, lengths)
