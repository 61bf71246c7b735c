"""Pairs of records that humans decided about: what matching can be measured and trained with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.people import persons_of
from syncengine.store.reviews import DIFFERENT
from syncengine.store.tables import review

SAME = "same"
_CANDIDATE = "candidate"

Record = tuple[str, str]
"""System and ref id of a candidate."""

Pair = tuple[Record, Record]


@dataclass(frozen=True, slots=True)
class Label:
    """A human's word about two records; the lesser of them first."""

    left: Record
    right: Record
    same: bool


@dataclass(frozen=True, slots=True)
class Labels:
    """``labels`` in the order of their records. ``nameless`` decisions do not say which two records they are about,
    and ``outdated`` ones do not agree with who the records are now."""

    labels: tuple[Label, ...]
    nameless: int = 0
    outdated: int = 0


def human_labels(connection: sa.Connection) -> Labels:
    """Decisions of humans that still hold; of several about one pair the latest."""
    decided: dict[Pair, bool] = {}
    nameless: set[str] = set()
    for row in _decisions(connection):
        pair = _pair(row)
        if pair is None:
            nameless.add("~".join(sorted(row.subject.split("~"))))
        else:
            decided[pair] = row.decision == SAME
    who = _people(connection, {record for pair in decided for record in pair})
    # Whoever was united, split or moved since was decided about anew, though nobody asked about this very pair.
    holding = sorted((pair, same) for pair, same in decided.items() if _holds(pair, same, who))
    return Labels(
        tuple(Label(*pair, same) for pair, same in holding), len(nameless), outdated=len(decided) - len(holding)
    )


def _decisions(connection: sa.Connection) -> Iterable[sa.Row[Any]]:
    return connection.execute(
        sa.select(review.c.kind, review.c.subject, review.c.system, review.c.ref_id, review.c.detail, review.c.decision)
        .where(
            review.c.kind.in_(("possible_match", "ghost")),
            review.c.decision.in_((SAME, DIFFERENT)),
            review.c.decided_by != "talentsync",
        )
        .order_by(review.c.closed_at, review.c.id)
    )


def _pair(row: sa.Row[Any]) -> Pair | None:
    if row.kind == "ghost" and row.detail.get("beside"):
        refs = [(row.system, row.ref_id), (row.system, row.detail["beside"])]
    else:
        refs = [(str(system), str(ref_id)) for system, ref_id in row.detail.get("refs") or ()]
    low, *high = sorted(set(refs)) or [("", "")]
    return (low, high[0]) if len(high) == 1 else None


def _people(connection: sa.Connection, records: Iterable[Record]) -> dict[Record, PersonId]:
    return dict(_linked(connection, sorted(records)))


def _linked(connection: sa.Connection, records: list[Record]) -> Iterator[tuple[Record, PersonId]]:
    for system in sorted({system for system, _ in records}):
        ref_ids = [ref_id for of, ref_id in records if of == system]
        found = persons_of(connection, system=system, kind=_CANDIDATE, ref_ids=ref_ids)
        yield from (((system, ref_id), person) for ref_id, person in found.items())


def _holds(pair: Pair, same: bool, who: dict[Record, PersonId]) -> bool:
    one, other = (who.get(record) for record in pair)
    return one is not None and other is not None and (one == other) is same
