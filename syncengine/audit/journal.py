"""Does the journal still say what the audit tells of it?"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from syncengine.core.chain import Chained
from syncengine.core.chain_faults import Fault, Faults
from syncengine.store.audit_keys import key_of
from syncengine.store.audit_reading import people_erased
from syncengine.store.audit_writes import ENDED, entry_of
from syncengine.store.people import CHUNK
from syncengine.store.tables import operation

_ALL = (
    *("what", "system", "ref_id", "run_id", "policy"),
    *("rule", "why", "before", "after", "request_id"),
)
_LEFT = _ALL[:5]
"""What an erasure leaves of a write."""


class Journal:
    """Compares writes, many at a time. Whoever a write was for may have become part of somebody else since."""

    def __init__(self, connection: sa.Connection, faults: Faults) -> None:
        self._connection = connection
        self._faults = faults
        self._key = key_of(connection)
        self._erased = people_erased(connection)
        self._waiting: list[Chained] = []
        self.compared = 0
        self.emptied = 0

    def compare(self, row: Chained) -> None:
        """Remember an entry that is about a write, and compare when there are enough."""
        if row.entry.what.rpartition(" ")[2] in ENDED and (row.entry.subject or "").startswith("o_"):
            self._waiting.append(row)
        if len(self._waiting) == CHUNK:
            self.finish()

    def finish(self) -> None:
        """Compare those that are left."""
        ids = [each.entry.subject for each in self._waiting]
        found = self._written(ids) if ids else {}
        for each in self._waiting:
            why = self._judge(each, found.get(each.entry.subject))
            if why is not None:
                entry = each.entry
                self._faults.add(Fault("journal", each.seq, f"{entry.subject}: {why}", at=entry.at, what=entry.what))
        self._waiting = []

    def _written(self, ids: list[str | None]) -> dict[str | None, Any]:
        """id -> the row, or what keeps it from being read."""
        try:
            rows = self._connection.execute(sa.select(operation).where(operation.c.id.in_(ids))).all()
        except ValueError as error:  # of one of them: which?
            return {ids[0]: error} if len(ids) == 1 else {id_: self._written([id_]).get(id_) for id_ in ids}
        return {row.id: row for row in rows}

    def _judge(self, told: Chained, row: Any) -> str | None:
        """What is wrong; None when nothing is."""
        self.compared += 1
        if row is None:
            return "the journal has no such write any more"
        try:
            said = entry_of(row, self._key, at=told.entry.at)
        except (ValueError, TypeError, KeyError, AttributeError):
            return "the journal cannot be read there"
        names = _LEFT if self._is_emptied(row) else _ALL
        other = [name for name in names if getattr(said, name) != getattr(told.entry, name)]
        if other:
            return f"the journal says otherwise ({', '.join(other)})"
        if names is _LEFT and row.person_id not in self._erased:
            return "the journal was emptied there, and no erasure is told"
        return None

    def _is_emptied(self, row: Any) -> bool:
        emptied = (row.mark, row.why, row.changes) == ("", "erased", [])
        self.emptied += emptied
        return emptied
