"""How far each listing has been read."""

from __future__ import annotations

from syncengine.store import Store, listings
from syncengine.store.listings import Listing


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
