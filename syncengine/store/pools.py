"""Which list of a system each pool of the policy is. Bound once, by name; from then on by the vendor's id, so that a
list that is renamed keeps its people."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.store.tables import pool_binding


def bindings(connection: sa.Connection, *, system: str) -> dict[str, str]:
    """pool key -> the vendor's id of the list."""
    rows = connection.execute(
        sa.select(pool_binding.c.pool, pool_binding.c.ref_id).where(pool_binding.c.system == system)
    )
    return {row[0]: row[1] for row in rows}


def bind(connection: sa.Connection, *, system: str, lists: Mapping[str, str]) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for pool, ref_id in lists.items():
        statement = insert(pool_binding).values(system=system, pool=pool, ref_id=ref_id)
        connection.execute(statement.on_conflict_do_update(index_elements=["system", "pool"], set_={"ref_id": ref_id}))
