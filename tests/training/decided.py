"""A store in which humans have decided about pairs of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from mappings.canonical import Value
from syncengine.core.model import PersonId
from syncengine.identity.keeping import bring_up_to_date
from syncengine.store import Store, people, reviews, snapshots
from syncengine.store.snapshots import Snapshot
from tests.training.people import Made, Row, pairs

ATS, CRM = "greenhouse", "gem"
_SETS = {"emails", "phones"}


def decide(store: Store, number: int) -> None:
    """So many pairs, one record in each system, with what a human said of each."""
    made = pairs(number)
    with store.write() as connection:
        for at, pair in enumerate(made):
            _pair(connection, at, pair)
    bring_up_to_date(store)


def _pair(connection: sa.Connection, at: int, pair: Made) -> None:
    left, right, same = pair
    save(connection, {(ATS, str(at)): left, (CRM, str(at)): right})
    one = link(connection, (ATS, str(at)))
    other = link(connection, (CRM, str(at)), person=one if same else None)
    answer(connection, one, other, [(ATS, str(at)), (CRM, str(at))], "same" if same else "different")


def save(connection: sa.Connection, rows: Mapping[tuple[str, str], Row]) -> None:
    """Records as they are read."""
    seen = [Snapshot(system, "candidate", ref_id, _fields(row), raw={}) for (system, ref_id), row in rows.items()]
    snapshots.save(connection, seen, now=1.0)


def _fields(row: Row) -> dict[str, Value]:
    return {name: tuple(filter(None, [text])) if name in _SETS else text for name, text in row.items()}


def link(
    connection: sa.Connection,
    ref: tuple[str, str],
    *,
    person: PersonId | None = None,
    evidence: Mapping[str, object] | None = None,
) -> PersonId:
    person = person or people.new_person(connection, now=1.0)
    people.make_link(
        connection,
        person_id=person,
        system=ref[0],
        kind="candidate",
        ref_id=ref[1],
        evidence=evidence or {"outcome": "link", "keys": []},
        actor="talentsync",
        now=1.0,
    )
    return person


def answer(
    connection: sa.Connection, one: PersonId, other: PersonId, refs: Sequence[tuple[str, str]], decision: str
) -> None:
    """A question that stood on both people, and its answer."""
    detail = {"other": other, "keys": [], "refs": [list(ref) for ref in refs]}
    subject = f"{one}~{other}~{refs[0][1]}"
    id_ = reviews.open_review(
        connection, "possible_match", subject=subject, reason="they fit", now=2.0, person=one, detail=detail
    )
    reviews.close(connection, id_, decision=decision, by="ada", now=3.0)
