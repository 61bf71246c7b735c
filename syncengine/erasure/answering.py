"""What humans say of somebody forgotten who is there again: erase that record, too, or the person consented anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.erasure import questions
from syncengine.erasure.asking import queue_it
from syncengine.erasure.leaving import STAYS
from syncengine.store import erased_keys, erasures, hints, people, queue, returned
from syncengine.store.erasures import Erasure
from syncengine.store.returned import Returned
from syncengine.store.reviews import Review
from syncengine.work.systems import CANDIDATE


class StillUnderWay(ValueError):
    """The erasure has not come to its end."""


def erase_record(connection: sa.Connection, review: Review, *, by: str, now: float) -> PersonId:
    """That record is erased like the others. Returns whom it is journalled for."""
    of = _erasure(connection, review)
    ref = _ref(review)
    for under_way in erasures.unfinished(connection, of.person):
        if ref in {target.ref for target in under_way.targets}:
            return of.person
    erasures.ask(connection, of.person, [ref], by=by, why=f"returned after {of.id}", now=now)
    queue_it(connection, of.person, now=now)
    questions.close(connection, [ref], decision="erase", by=by, now=now)
    return of.person


def let_in(connection: sa.Connection, review: Review, *, by: str, now: float) -> None:
    """Nothing is remembered of that person any more, of others everything; the records are read again, and kept in step
    like anybody's. Raises StillUnderWay."""
    of = _erasure(connection, review)
    all_of_person = erasures.of_person(connection, of.person)
    if any(each.ended_at is None for each in all_of_person):
        raise StillUnderWay("an erasure of that person is still under way; see: talentsync status")
    ref = _ref(review)
    kept = returned.known(connection, system=ref[0], kind=CANDIDATE, ref_ids=[ref[1]]).get(ref[1])
    for each in all_of_person:
        erasures.lift(connection, each.id, by=by, now=now)
        erased_keys.drop(connection, each.id)
        _look_anew(connection, each, by=by, now=now)
    if kept is not None:
        _let_in(connection, kept, by=by, now=now)
    owner = people.person_of(connection, system=ref[0], kind=CANDIDATE, ref_id=ref[1])
    if owner is not None:
        queue.mark_dirty(connection, [owner], lane=queue.LIVE, reason="let in", now=now)


def _let_in(connection: sa.Connection, kept: Returned, *, by: str, now: float) -> None:
    """Others were forgotten with what it had in common with them when it was asked: with that it is not asked about
    again. Its applications were kept outside for the same erasure as the record."""
    rows = [row for row in returned.of_erasure(connection, kept.erasure_id) if row.kind != CANDIDATE]
    _read_again(connection, [*rows, kept], now=now)
    returned.note(connection, [replace(kept, let_in=True)], now=now)
    questions.close(connection, [(kept.system, kept.ref_id)], decision="consent", by=by, now=now)


def _look_anew(connection: sa.Connection, of: Erasure, *, by: str, now: float) -> None:
    """All that was kept outside is read again, applications too. An empty record that was made anonymous stays out."""
    anonymous = {target.ref for target in of.targets if target.how == STAYS}
    rows = [
        row
        for row in returned.of_erasure(connection, of.id)
        if not row.let_in and (row.system, row.ref_id) not in anonymous
    ]
    _read_again(connection, rows, now=now)
    refs = [(row.system, row.ref_id) for row in rows if row.kind == CANDIDATE]
    questions.close(connection, refs, decision="consent", by=by, now=now)


def _read_again(connection: sa.Connection, rows: Sequence[Returned], *, now: float) -> None:
    returned.forget(connection, rows)
    for row in rows:
        hints.insist(connection, system=row.system, kind=row.kind, ref_id=row.ref_id, reason="consented anew", now=now)


def _erasure(connection: sa.Connection, review: Review) -> Erasure:
    of = erasures.find(connection, str(review.detail["erasure"]))
    assert of is not None, "erasures are never removed"  # noqa: S101  # states the contract
    return of


def _ref(review: Review) -> erasures.Ref:
    return str(review.system), str(review.ref_id)
