"""What the audit tells of the writes in the journal, made from their rows, and so compared with them later."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from syncengine.core.chain import Entry
from syncengine.store.audit import tell
from syncengine.store.audit_keys import key_of, keyed

ENDED = ("done", "found", "refused", "abandoned")
"""States in which it is known what became of a write."""


def tell_writes(connection: sa.Connection, rows: sa.CursorResult[Any], *, now: float) -> None:
    """``rows`` of the journal, whole, of writes whose outcome has just become known."""
    found = rows.all()
    if found:
        key = key_of(connection)
        tell(connection, *(entry_of(row, key, at=now) for row in found))


def entry_of(row: sa.Row[Any], key: bytes, *, at: float) -> Entry:
    """The mark is said nowhere else in our store, and goes when the person is forgotten."""
    secret = (row.id, row.mark)
    changes = sorted((change["field"], change) for change in row.changes)
    was = [(field, change["was"]) for field, change in changes]
    value = [(field, change["value"], change["why"]) for field, change in changes]
    return Entry(
        at=at,
        what=f"{row.verb} {row.state}",
        person_id=row.person_id,
        system=row.system,
        ref_id=row.ref_id,
        subject=row.id,
        run_id=row.run_id,
        policy=row.policy,
        rule=row.rule,
        why=f"{row.why} ({row.error_code})" if row.error_code and row.state == "refused" else row.why,
        before=keyed(key, *secret, was) if was else None,
        after=keyed(key, *secret, row.pool, row.note_key, value),
        request_id=row.request_id,
    )
