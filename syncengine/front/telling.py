"""Telling the audit what a human did that is written nowhere else in the store."""

from __future__ import annotations

from syncengine.settings import Settings
from syncengine.store import audit, open_store
from syncengine.store.audit import Entry


def tell(settings: Settings, *entries: Entry) -> None:
    """A store that is not there yet is made for it."""
    if not entries:
        return
    store = open_store(settings.store_url)
    try:
        with store.write_own() as connection:
            audit.tell(connection, *entries)
        audit.seal_soon(store)
    finally:
        store.close()
