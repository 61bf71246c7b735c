"""Everybody whom some records could be, judged as a full pass over all records would judge them.

Two hops are enough for that: the candidates of a record, and the candidates of every serious one among them, since
those are its rivals. What lies farther away changes nothing about the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from syncengine.core.matching.cards import Codes
from syncengine.core.matching.evidence import Evidence
from syncengine.core.matching.judging import Compared, Judged, compared, evidence_on
from syncengine.core.matching.model import Model
from syncengine.core.matching.rivals import SERIOUS
from syncengine.core.matching.verdicts import DIFFERENT, Costs, vetoed
from syncengine.identity.ground import Ground, ground, widened
from syncengine.identity.meetings import distinct, met_by
from syncengine.store import cards
from syncengine.store.cards import Ref

NOWHERE = -1
"""The place of a pair that is not in the neighbourhood."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A judged pair as one of the two sees it. ``at`` is its place in the neighbourhood."""

    other: Ref
    probability: float
    verdict: int
    veto: bool
    at: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Pairs around some records. The verdict on a pair is complete only if one of its two was asked for."""

    ground: Ground
    compared: Compared
    judged: Judged
    model: Model
    rows: Mapping[Ref, int]

    def pairs_of(self, ref: Ref) -> list[Pair]:
        """All candidates of a record that was asked for, the most probable first; of equals, in the order of refs."""
        row = self.rows.get(ref)
        if row is None:
            return []
        found = [
            Pair(
                self.ground.refs[int(self.judged.right[at] if self.judged.left[at] == row else self.judged.left[at])],
                float(self.judged.probability[at]),
                int(self.judged.verdict[at]),
                bool(self.judged.veto[at]),
                int(at),
            )
            for at in np.flatnonzero((self.judged.left == row) | (self.judged.right == row))
        ]
        return sorted(found, key=lambda pair: (-pair.probability, pair.other))

    def evidence(self, pair: Pair) -> Evidence:
        """Why a pair was judged so."""
        levels = {name: int(level[pair.at]) for name, level in self.compared.levels.items()}
        return evidence_on(levels, self.judged, pair.at, self.model)


def neighbourhood(
    connection: sa.Connection,
    refs: Iterable[Ref],
    *,
    model: Model,
    costs: Costs,
    also: Iterable[tuple[Ref, Ref]] = (),
) -> Neighbourhood:
    """The neighbourhood of records whose cards are in the store. ``also`` are pairs to be judged whether or not they
    share a key; they are rivals like any other."""
    asked = _ids(connection, refs)
    forced = _forced(connection, also)
    on = widened(connection, ground(connection), np.concatenate([asked, forced.ravel()]))
    near = distinct(np.concatenate([met_by(connection, on, on.rows_of(asked)), forced]))
    on = widened(connection, on, near.ravel())
    levels = on.levels(near)

    serious = near[model.log_odds(levels) > SERIOUS]
    second = np.setdiff1d(serious, asked)
    if len(second):
        far = _without(met_by(connection, on, on.rows_of(second)), near)
        on = widened(connection, on, far.ravel())
        farther = on.levels(far)
        near, levels = (
            np.concatenate([near, far]),
            {name: np.concatenate([levels[name], farther[name]]) for name in levels},
        )
    left, right = on.rows_of(near[:, 0]), on.rows_of(near[:, 1])
    found = compared(on.base, left, right, model, levels=levels)
    return Neighbourhood(on, found, found.judged(model, costs), model, {ref: row for row, ref in enumerate(on.refs)})


def strangers(connection: sa.Connection, near: Neighbourhood, ref: Ref, others: Iterable[Ref]) -> tuple[Pair, ...]:
    """A record against some that it does not meet, judged without rivals. Those without a card are left out."""
    ids = _ids(connection, others)
    if not len(ids) or ref not in near.rows:
        return ()
    on = widened(connection, near.ground, ids)
    ours = np.full(len(ids), near.ground.ids[near.rows[ref]])
    levels = on.levels(np.column_stack([ours, ids]))
    probable, veto = near.model.calibrated(near.model.log_odds(levels)), vetoed(levels)
    refs = [on.refs[row] for row in on.rows_of(ids).tolist()]
    return tuple(Pair(other, float(probable[at]), DIFFERENT, bool(veto[at]), NOWHERE) for at, other in enumerate(refs))


def _ids(connection: sa.Connection, refs: Iterable[Ref]) -> Codes:
    by_system: dict[str, list[str]] = {}
    for system, ref_id in refs:
        by_system.setdefault(system, []).append(ref_id)
    found = [
        id_
        for system, ref_ids in by_system.items()
        for id_ in cards.ids_of(connection, system=system, ref_ids=ref_ids).values()
    ]
    return np.array(sorted(set(found)), np.int64)


def _forced(connection: sa.Connection, also: Iterable[tuple[Ref, Ref]]) -> Codes:
    found = [_ids(connection, pair) for pair in also]
    return np.array([pair for pair in found if len(pair) == 2], np.int64).reshape(-1, 2)


def _without(pairs: Codes, known: Codes) -> Codes:
    """Pairs that are not known yet."""
    seen = set(map(tuple, known.tolist()))
    return np.array([pair for pair in pairs.tolist() if tuple(pair) not in seen], np.int64).reshape(-1, 2)
