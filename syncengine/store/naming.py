"""Which records name which others by a fact of theirs that is no column."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from syncengine.store.people import chunks
from syncengine.store.tables import snapshot


def parents_of_naming(
    connection: sa.Connection, *, system: str, kind: str, fact: str, values: Collection[str]
) -> set[str]:
    """Ids of the records to which those living records of a kind belong that name one of ``values``. It reads all
    records of the kind, so it is for what happens seldom."""
    found: set[str] = set()
    for chunk in chunks(sorted(values)):
        rows = connection.execute(
            sa.select(snapshot.c.parent_id)
            .where(
                snapshot.c.system == system,
                snapshot.c.kind == kind,
                snapshot.c.gone.is_(False),
                snapshot.c.parent_id.is_not(None),
                snapshot.c.fields[fact].as_string().in_(chunk),
            )
            .distinct()
        )
        found.update(row[0] for row in rows)
    return found
