"""Records as last seen: what counts as different, what is gone, what comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syncengine.store import Store, snapshots
from syncengine.store.snapshots import Snapshot

ADA = Snapshot("crm", "candidate", "7", {"company": "x", "emails": ("a@x.io",)}, {"co": "x"}, version="1")
APPLICATION = Snapshot("ats", "application", "1", {"status": "active"}, {}, parent_id="7")


def save(store: Store, *found: Snapshot, now: float = 1.0) -> list[str]:
    with store.write() as connection:
        return [each.ref_id for each in snapshots.save(connection, found, now=now)]


def load(store: Store, each: Snapshot = ADA) -> Snapshot:
    with store.read() as connection:
        return snapshots.load(connection, system=each.system, kind=each.kind, ref_ids=[each.ref_id])[each.ref_id]


def forget(store: Store, each: Snapshot = ADA) -> None:
    with store.write() as connection:
        snapshots.mark_gone(connection, system=each.system, kind=each.kind, ref_id=each.ref_id, now=1.5)


def test_what_is_stored_comes_back(store: Store) -> None:
    changed = replace(ADA, changed_at=5.0)
    save(store, changed)
    assert load(store) == replace(changed, seen_at=1.0)


SEEN_AGAIN: list[tuple[str, Snapshot, list[str]]] = [
    ("the same", ADA, []),
    ("another value", replace(ADA, fields={**ADA.fields, "company": "y"}, raw={"co": "y"}), ["7"]),
    ("only the version moved", replace(ADA, version="2"), []),
    ("only what we do not map moved", replace(ADA, raw={"co": "x", "likes": 3}), []),
    ("a field is not reported any more", replace(ADA, fields={"company": "x"}), ["7"]),
    ("another mapping reads the same payload differently", replace(ADA, fields={"title": "x"}), ["7"]),
]


@pytest.mark.parametrize(("about", "again", "differing"), SEEN_AGAIN, ids=[row[0] for row in SEEN_AGAIN])
def test_seen_again(store: Store, about: str, again: Snapshot, differing: list[str]) -> None:
    assert save(store, ADA) == ["7"]
    assert save(store, again, now=2.0) == differing
    assert load(store) == replace(again, seen_at=2.0)


def test_the_last_of_several_in_one_page_counts(store: Store) -> None:
    assert save(store, ADA, replace(ADA, fields={"company": "z"}, raw=3)) == ["7"]
    assert load(store).fields == {"company": "z"}


def test_gone_and_back(store: Store) -> None:
    save(store, ADA)
    forget(store)
    assert load(store).gone
    assert save(store, ADA, now=2.0) == ["7"], "a record that is back differs, even with the same payload"
    assert not load(store).gone


def test_children_are_found_by_their_parent_while_they_live(store: Store) -> None:
    save(store, APPLICATION, replace(APPLICATION, ref_id="2"), replace(APPLICATION, ref_id="3", parent_id="8"))
    forget(store, replace(APPLICATION, ref_id="2"))
    with store.read() as connection:
        found = snapshots.children(connection, system="ats", kind="application", parent_ids=["7", "8", "9"])
    assert {parent: [each.ref_id for each in own] for parent, own in found.items()} == {"7": ["1"], "8": ["3"]}


def test_what_a_full_listing_did_not_show(store: Store) -> None:
    save(store, ADA, replace(ADA, ref_id="8"), replace(ADA, ref_id="9"))
    forget(store, replace(ADA, ref_id="9"))
    save(store, ADA, now=10.0)
    with store.read() as connection:
        assert snapshots.not_seen_since(connection, system="crm", kind="candidate", since=5.0) == ["8"]
        assert snapshots.count(connection, system="crm", kind="candidate") == 2


def test_more_records_than_fit_one_query(store: Store) -> None:
    many = [replace(ADA, ref_id=str(number)) for number in range(1001)]
    assert len(save(store, *many)) == 1001
    assert save(store, *many) == []
    with store.read() as connection:
        assert len(snapshots.all_of_kind(connection, system="crm", kind="candidate")) == 1001
