"""How far each listing has been read, and what is to be looked at again."""

from __future__ import annotations

from syncengine.store import Store, listings
from syncengine.store.listings import Listing


def hint(store: Store, *ref_ids: str, system: str = "crm") -> None:
    with store.write() as connection:
        listings.give_hints(connection, system=system, kind="candidate", ref_ids=ref_ids, reason="r", now=1.0)


def hints(store: Store, system: str = "crm") -> list[str]:
    with store.read() as connection:
        return listings.hints(connection, system=system, kind="candidate")


def test_a_listing_moves_and_starts_over(store: Store) -> None:
    first, second = Listing("c1", False, 100, 5.0), Listing("c2", True, 200, 5.0)
    with store.write() as connection:
        assert listings.listing_of(connection, system="crm", kind="candidate") is None
        for to in (first, second):
            listings.move(connection, system="crm", kind="candidate", to=to, now=6.0)
            assert listings.listing_of(connection, system="crm", kind="candidate") == to
        assert listings.listing_of(connection, system="crm", kind="job") is None
        listings.start_over(connection)
        assert listings.listing_of(connection, system="crm", kind="candidate") is None


def test_hints_are_given_once_and_dropped_when_followed(store: Store) -> None:
    hint(store, "8", "7", "7")
    hint(store, "7")
    hint(store)
    hint(store, "7", system="ats")
    assert hints(store) == ["7", "8"]
    with store.write() as connection:
        listings.drop_hints(connection, system="crm", kind="candidate", ref_ids=["7", "9"])
    assert (hints(store), hints(store, "ats")) == (["8"], ["7"])
