"""Links that move, ids that live on, and a human's word when people become one."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import Store, journal, links, pairs, people, reviews, settled, snapshots
from syncengine.store.snapshots import Snapshot
from syncengine.store.tables import link, operation

ADA, BEN, CY = PersonId("p_ada"), PersonId("p_ben"), PersonId("p_cy")


def join(connection: sa.Connection, who: PersonId, ref_id: str, *, system: str = "crm") -> None:
    snapshots.save(connection, [Snapshot(system, "candidate", ref_id, {}, {})], now=1.0)
    people.make_link(
        connection,
        person_id=who,
        system=system,
        kind="candidate",
        ref_id=ref_id,
        evidence={"outcome": "link"},
        actor="talentsync",
        now=1.0,
    )


def test_standing_links_tell_whether_their_record_is_gone(store: Store) -> None:
    with store.write() as connection:
        for ref_id in ("7", "8"):
            join(connection, ADA, ref_id)
        snapshots.mark_gone(connection, system="crm", kind="candidate", ref_id="7", now=2.0)
        found = links.standing(connection, [ADA, BEN])
    assert [(each.link.ref_id, each.gone) for each in found[ADA]] == [("7", True), ("8", False)]
    assert BEN not in found


def test_only_people_with_several_living_records_in_one_system_are_ghosts(store: Store) -> None:
    with store.write() as connection:
        for who, ref_id, system in ((ADA, "1", "crm"), (ADA, "2", "ats"), (BEN, "3", "crm"), (BEN, "4", "crm")):
            join(connection, who, ref_id, system=system)
        assert links.several(connection) == [BEN]
        snapshots.mark_gone(connection, system="crm", kind="candidate", ref_id="3", now=2.0)
        assert links.several(connection) == []


def test_a_link_that_moves_leaves_its_history(store: Store) -> None:
    with store.write() as connection:
        join(connection, ADA, "7")
        [moving] = people.links_of(connection, [ADA])
        links.move(connection, moving, to=BEN, evidence={"outcome": "human"}, actor="somebody", now=2.0)
        assert people.person_of(connection, system="crm", kind="candidate", ref_id="7") == BEN
        evidence = connection.execute(sa.select(link.c.evidence).order_by(link.c.id)).scalars().all()
    assert evidence == [{"outcome": "link", "undone": {"moved to": BEN}}, {"outcome": "human"}]


def test_ids_of_merged_records_mean_the_last_winner(store: Store) -> None:
    email, claim = ("email", "ada@x.io"), ("cross_id", "other:candidate:1")
    own = {ref_id: ("cross_id", f"vendor:candidate:{ref_id}") for ref_id in ("7", "8", "9")}
    with store.write() as connection:
        people.replace_keys(
            connection, system="crm", keys={"7": [own["7"], email, claim], "8": [own["8"], email], "9": [own["9"]]}
        )
        links.hand_over_id(connection, system="crm", loser="7", winner="8")
        links.hand_over_id(connection, system="crm", loser="8", winner="9")
        assert people.keys_of(connection, system="crm", ref_ids=["7", "8", "9"]) == {"9": set(own.values())}


def test_whom_a_human_told_apart_from_the_one_is_told_apart_from_both(store: Store) -> None:
    with store.write() as connection:
        pairs.tell_apart(connection, BEN, CY, by="somebody", now=1.0)
        pairs.hand_over(connection, stays=ADA, leaves=BEN, by="talentsync", now=2.0)
        assert reviews.decided_different(connection, ADA, CY)
        assert pairs.told_apart_from(connection, [ADA]) == {CY}
        assert not reviews.decided_different(connection, ADA, BEN)


@pytest.mark.parametrize(("apart", "asked"), [(False, {"p_ada~p_cy", "p_cy~p_ada"}), (True, set())])
def test_what_is_open_about_the_one_is_asked_of_the_other_unless_a_human_has_said_it(
    store: Store, *, apart: bool, asked: set[str]
) -> None:
    with store.write() as connection:
        for one, other in ((BEN, CY), (CY, BEN)):
            subject = f"{one}~{other}"
            reviews.open_review(
                connection, "possible_match", subject=subject, reason="r", now=1.0, person=one, detail={"other": other}
            )
        reviews.open_review(connection, "conflict", subject="p_ben:title", reason="r", now=1.0, person=BEN)
        reviews.open_review(connection, "vanished", subject="crm:candidate:7", reason="r", now=1.0, person=BEN)
        if apart:
            pairs.tell_apart(connection, ADA, CY, by="somebody", now=1.0)
        pairs.hand_over(connection, stays=ADA, leaves=BEN, by="talentsync", now=2.0)
        found = reviews.open_reviews(connection)
    assert {each.subject for each in found if each.kind == "possible_match"} == asked
    assert [(each.kind, each.person) for each in found if each.kind != "possible_match"] == [("vanished", ADA)]


def test_baselines_know_their_record(store: Store) -> None:
    with store.write() as connection:
        settled.settle(connection, ADA, {"crm": {"title": "x"}, "policy": {}}, now=1.0, records={"crm": "7"})
        assert settled.records_of(connection, [ADA, BEN]) == {ADA: {"crm": "7"}}
        settled.settle(connection, ADA, {"crm": {"title": "x"}}, now=2.0, records={"crm": "8"})
        assert settled.records_of(connection, [ADA]) == {ADA: {"crm": "8"}}
        settled.forget_all(connection, ADA)
        assert settled.baselines_of(connection, [ADA]) == {}


def test_what_was_written_for_the_one_was_written_for_the_other(store: Store) -> None:
    row = {"run_id": "r", "system": "crm", "changes": [], "why": "", "mark": "m", "state": "sent", "planned_at": 1.0}
    with store.write() as connection:
        connection.execute(operation.insert().values(id="o_1", person_id=BEN, verb="create", sent_at=1.0, **row))
        journal.hand_over(connection, stays=ADA, leaves=BEN)
        assert journal.person_of(connection, "o_1") == ADA
        assert [entry.id for entry in journal.unresolved(connection, ADA)] == ["o_1"]
