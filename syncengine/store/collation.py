"""Text in the order of its code points, whatever the server's locale is.

Listings go on "after" an id, here and in Python, and an index must outlive an upgrade of the system's collations. So
every text column of ours is compared bytewise on PostgreSQL; SQLite does so by itself. This is done to columns after
they were made, in the same transaction, rather than by a type: no migration has to remember it.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

_OTHERS = sa.text(
    """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_collation l ON l.oid = a.attcollation
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND l.collname <> 'C'
      AND c.relname IN :tables AND NOT a.attisdropped
    ORDER BY 1, 2
    """
).bindparams(sa.bindparam("tables", expanding=True))


def compare_bytewise(connection: sa.Connection, tables: Collection[str]) -> None:
    """Bring every text column of these tables to the collation ``C``. Does nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    quoted = connection.dialect.identifier_preparer.quote
    for table, column, kind in connection.execute(_OTHERS, {"tables": sorted(tables)}).all():
        change = f'ALTER COLUMN {quoted(column)} TYPE {kind} COLLATE "C"'
        connection.exec_driver_sql(f"ALTER TABLE {quoted(table)} {change}")
