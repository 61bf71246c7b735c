"""People, links that stand or were undone, identity keys, and baselines."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store import Store, people, settled, snapshots
from syncengine.store.people import Holder, Link
from syncengine.store.snapshots import Snapshot
from syncengine.store.tables import link

EMAIL = ("email", "ada@x.io")


def person(store: Store) -> PersonId:
    with store.write() as connection:
        return people.new_person(connection, now=1.0)


def join(store: Store, who: PersonId, ref_id: str = "7") -> None:
    with store.write() as connection:
        people.make_link(
            connection,
            person_id=who,
            system="crm",
            kind="candidate",
            ref_id=ref_id,
            evidence={"keys": ["email"]},
            actor="talentsync",
            now=1.0,
        )


def links(store: Store, *who: PersonId) -> list[Link]:
    with store.read() as connection:
        return people.links_of(connection, who)


def owner(store: Store, ref_id: str = "7") -> PersonId | None:
    with store.read() as connection:
        return people.person_of(connection, system="crm", kind="candidate", ref_id=ref_id)


def test_a_record_belongs_to_one_person_at_a_time(store: Store) -> None:
    ada, ben = person(store), person(store)
    join(store, ada)
    with pytest.raises(sa.exc.IntegrityError):
        join(store, ben)
    assert (owner(store), owner(store, "8")) == (ada, None)


def test_an_undone_link_is_kept_as_history_and_counts_no_more(store: Store) -> None:
    ada, ben = person(store), person(store)
    join(store, ada)
    with store.write() as connection:
        people.undo_link(connection, links(store, ada)[0].id, now=2.0)
    join(store, ben)
    assert owner(store) == ben
    with store.read() as connection:
        assert people.persons_of(connection, system="crm", kind="candidate", ref_ids=["7", "8"]) == {"7": ben}
        assert connection.execute(sa.select(sa.func.count()).select_from(link)).scalar_one() == 2
    assert links(store, ada) == []


def test_people_page_by_page(store: Store) -> None:
    known = sorted(person(store) for _ in range(5))
    with store.read() as connection:
        first = people.all_people(connection, limit=3)
        assert [*first, *people.all_people(connection, after=first[-1], limit=3)] == known
        assert people.count_people(connection) == 5


def test_living_records_without_a_person(store: Store) -> None:
    with store.write() as connection:
        seen = [Snapshot("crm", "candidate", ref_id, {}, {}) for ref_id in ("6", "7", "8", "9")]
        snapshots.save(connection, seen, now=1.0)
        snapshots.mark_gone(connection, system="crm", kind="candidate", ref_id="9", now=2.0)
    join(store, person(store))
    with store.read() as connection:
        assert people.unlinked(connection, system="crm", kind="candidate") == ["6", "8"]
        assert people.unlinked(connection, system="crm", kind="candidate", after="6") == ["8"]


def test_keys_are_replaced_and_their_holders_found(store: Store) -> None:
    ada = person(store)
    join(store, ada)
    with store.write() as connection:
        people.replace_keys(connection, system="crm", keys={"7": [EMAIL, ("phone", "1")], "8": [EMAIL]})
        people.replace_keys(connection, system="crm", keys={"7": [EMAIL]})
        assert people.keys_of(connection, system="crm", ref_ids=["7", "8"]) == {"7": {EMAIL}, "8": {EMAIL}}
        found = people.holders(connection, [EMAIL, ("phone", "1")])
    assert sorted(found, key=lambda each: each.ref_id) == [
        Holder(EMAIL, "crm", "7", ada),
        Holder(EMAIL, "crm", "8", None),
    ]


def test_baselines_are_replaced_per_system_and_forgotten(store: Store) -> None:
    ada = person(store)
    with store.write() as connection:
        settled.settle(connection, ada, {"crm": {"company": "x"}, "ats": {"emails": ("a@x.io",)}}, now=1.0)
        settled.settle(connection, ada, {"crm": {"company": None}}, now=2.0)
        assert settled.baselines_of(connection, [ada]) == {
            ada: {"crm": {"company": None}, "ats": {"emails": ("a@x.io",)}}
        }
        settled.forget(connection, ada, "ats")
        assert settled.baselines_of(connection, [ada]) == {ada: {"crm": {"company": None}}}
