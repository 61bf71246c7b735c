"""What the engine stores about who is who: links and questions with their evidence, decided batch by batch."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa

from mappings.canonical import Fields
from mappings.keys import identity_keys
from syncengine.core.matching.model import shipped
from syncengine.identity.keeping import keep
from syncengine.store import Store, pairs, people, snapshots
from syncengine.store.cards import Ref
from syncengine.store.snapshots import Snapshot
from syncengine.store.tables import link, review
from syncengine.work.match import Matched, Matcher
from syncengine.work.systems import Systems

ADA: Fields = {"first_name": "Ada", "last_name": "Lopez", "emails": ("ada.lopez@gmail.com",), "company": "Initech"}
GRACE: Fields = {"first_name": "Grace", "last_name": "Hopper", "emails": ("grace@navy.example",)}
MAYBE_GRACE: Fields = {"first_name": "Grace", "last_name": "Hopper"}


def match(store: Store, records: Mapping[Ref, Fields]) -> Matched:
    """Observe records as the engine does, then find out who they are."""
    with store.write() as connection:
        for (system, ref_id), fields in records.items():
            snapshots.save(connection, [Snapshot(system, "candidate", ref_id, fields, {})], now=1.0)
            keep(connection, system=system, records=[(ref_id, fields)])
            people.replace_keys(connection, system=system, keys={ref_id: identity_keys(fields)})
    systems = [SimpleNamespace(name=name) for name in ("ats", "crm")]
    return Matcher(store, cast("Systems", systems), now=lambda: 2.0).match_all()


def links_of(store: Store) -> dict[Ref, Any]:
    with store.read() as connection:
        rows = connection.execute(sa.select(link.c.system, link.c.ref_id, link.c.person_id, link.c.evidence)).all()
    return {(row.system, row.ref_id): row for row in rows}


def questions(store: Store) -> list[dict[str, Any]]:
    with store.read() as connection:
        asked = sa.select(review.c.detail).where(review.c.kind == "possible_match").order_by(review.c.id)
        return list(connection.execute(asked).scalars())


def test_a_link_says_why(store: Store) -> None:
    assert match(store, {("ats", "1"): ADA, ("crm", "2"): ADA}) == Matched(linked=1, new_people=1)
    found = links_of(store)
    assert found["ats", "1"].person_id == found["crm", "2"].person_id
    assert found["ats", "1"].evidence == {"outcome": "different", "keys": []}
    evidence = found["crm", "2"].evidence
    assert (evidence["outcome"], evidence["keys"]) == ("link", ["email"])
    assert (evidence["match"]["verdict"], evidence["match"]["model"]) == ("link", shipped().version)
    assert evidence["match"]["probability"] > 0.98


def test_a_question_says_which_records_raise_it_and_why(store: Store) -> None:
    assert match(store, {("ats", "1"): GRACE, ("crm", "2"): MAYBE_GRACE}) == Matched(new_people=2, in_review=1)
    one, other = questions(store)
    assert one["refs"] == other["refs"] == [["crm", "2"], ["ats", "1"]]
    assert one["match"]["verdict"] == "review"
    assert {one["other"], other["other"]} == {each.person_id for each in links_of(store).values()}
    assert "hopper" not in str(one).lower()


def test_nothing_is_asked_that_a_human_has_answered(store: Store) -> None:
    match(store, {("ats", "1"): GRACE, ("ats", "2"): {**GRACE, "emails": ("hopper@post.example",)}})
    one, other = sorted({each.person_id for each in links_of(store).values()})
    with store.write() as connection:
        pairs.tell_apart(connection, one, other, by="me", now=3.0)
    asked = len(questions(store))
    match(store, {("crm", "3"): GRACE})
    found = links_of(store)
    assert found["crm", "3"].person_id == found["ats", "1"].person_id
    assert len(questions(store)) == asked


@pytest.mark.parametrize("ghosts", [1, 2])
def test_ghosts_are_linked_to_their_person(store: Store, ghosts: int) -> None:
    match(store, {("ats", "0"): ADA, **{("crm", str(number)): ADA for number in range(ghosts + 1)}})
    assert len({each.person_id for each in links_of(store).values()}) == 1
    assert questions(store) == []
