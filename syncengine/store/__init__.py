"""The wing that remembers: SQLAlchemy Core tables, one small module per concern, no ORM.

Every function takes an open connection, so that facts that belong together are written in one transaction.
"""

from syncengine.store.database import Store, StoreTooNew, open_store

__all__ = ["Store", "StoreTooNew", "open_store"]
