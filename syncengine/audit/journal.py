"""Does the journal still say what the audit tells of it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from syncengine.core.chain import Chained, Entry, in_microseconds
from syncengine.core.chain_faults import Fault, Faults
from syncengine.store.audit_keys import key_of
from syncengine.store.audit_reading import is_outcome, latest_outcomes, people_erased, records_linked
from syncengine.store.audit_writes import entry_of
from syncengine.store.erasures import Ref
from syncengine.store.people import CHUNK
from syncengine.store.tables import operation

_ALL = (
    *("what", "system", "ref_id", "run_id", "policy"),
    *("rule", "why", "before", "after", "request_id"),
)
_LEFT = _ALL[:5]
"""What an erasure leaves of a write."""
_ANSWERED = frozenset({"what", "ref_id", "why", "request_id", "ended_at"})
"""What is otherwise when the answer came after all to a write that had been given up."""


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
        if is_outcome(row.entry.what) and (row.entry.subject or "").startswith("o_"):
            self._waiting.append(row)
        if len(self._waiting) == CHUNK:
            self.finish()

    def finish(self) -> None:
        """Compare those that are left."""
        ids = [each.entry.subject for each in self._waiting]
        found = self._written(ids) if ids else {}
        latest = latest_outcomes(self._connection, {id_ for id_ in ids if id_ is not None})
        for each in self._waiting:
            entry = each.entry
            later = each.seq < latest.get(entry.subject or "", 0)
            why = self._judge(each, found.get(entry.subject), later=later)
            if why is not None:
                self._faults.add(Fault("journal", each.seq, f"{entry.subject}: {why}", at=entry.at, what=entry.what))
        self._waiting = []

    def _written(self, ids: list[str | None]) -> dict[str | None, Any]:
        """id -> the row, or what keeps it from being read."""
        try:
            rows = self._connection.execute(sa.select(operation).where(operation.c.id.in_(ids))).all()
        except ValueError as error:  # of one of them: which?
            return {ids[0]: error} if len(ids) == 1 else {id_: self._written([id_]).get(id_) for id_ in ids}
        return {row.id: row for row in rows}

    def _judge(self, told: Chained, row: Any, *, later: bool) -> str | None:
        """What is wrong; None when nothing is. ``later``: another entry tells what became of it in the end."""
        self.compared += 1
        if row is None:
            return "the journal has no such write any more"
        try:
            said = entry_of(row, self._key, at=told.entry.at)
            moved = list(_for_whom_and_when(told.entry, row))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError):
            return "the journal cannot be read there"
        names = _LEFT if self._is_emptied(row) else _ALL
        other = [*(name for name in names if getattr(said, name) != getattr(told.entry, name)), *moved]
        if later:
            other = [name for name in other if name not in _ANSWERED]
        if other and _lacks_values(row, other) and self._met_erased(told, row):
            self.emptied += 1
            other = []
        if other:
            return f"the journal says otherwise ({', '.join(other)})"
        if names is _LEFT and row.person_id not in self._erased:
            return "the journal was emptied there, and no erasure is told"
        return None

    def _is_emptied(self, row: Any) -> bool:
        emptied = (row.mark, row.why, row.changes) == ("", "erased", [])
        self.emptied += emptied
        return emptied

    def _met_erased(self, told: Chained, row: Any) -> bool:
        """Was a record of somebody who was forgotten once taken for a record of whoever this write was for? Then an
        erasure takes the values of it."""
        people = {each for each in (told.entry.person_id, row.person_id, row.made_for) if each is not None}
        theirs = records_linked(self._connection, people) | {(row.system, row.ref_id)}
        return not theirs.isdisjoint(self._records_erased)

    @cached_property
    def _records_erased(self) -> frozenset[Ref]:
        return records_linked(self._connection, self._erased)


def _for_whom_and_when(told: Entry, row: Any) -> Iterator[str]:
    """What the entry says in other words than the row. A write may have been handed on since, from whom it was made for
    at first; one that was found there is told when it is written down."""
    if told.person_id != row.person_id and row.made_for is None:
        yield "person_id"
    if told.at not in {in_microseconds(at) for at in (row.ended_at, row.planned_at) if at is not None}:
        yield "ended_at"


def _lacks_values(row: Any, other: Sequence[str]) -> bool:
    """Is it a write of fields of which nothing but the values is not there any more?"""
    return row.changes == [] and row.pool is None and row.note_key is None and {*other} <= {"before", "after"}
