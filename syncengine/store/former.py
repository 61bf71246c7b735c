"""What records said before, and from when to when. A state of a record holds from its first moment until the next
state begins; the last one is the snapshot itself.

Only what differs is kept: fields, the record it belongs to, and whether it is there. The vendor's payload is not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.store.packing import fields_from_json
from syncengine.store.people import chunks
from syncengine.store.tables import former, snapshot

Record = tuple[str, str, str]
"""System, kind and ref id."""

began: sa.ColumnElement[float] = sa.func.coalesce(snapshot.c.since, snapshot.c.seen_at)
"""When a snapshot began to say what it says. Stores of earlier versions know only when it was seen."""

_COPIED = ("system", "kind", "ref_id", "parent_id", "fields", "gone")


@dataclass(frozen=True, slots=True)
class State:
    """What a record said from ``since`` until ``until`` (that moment not included; None: still). Times are seconds
    since the epoch."""

    system: str
    kind: str
    ref_id: str
    parent_id: str | None
    fields: Mapping[str, Any]
    gone: bool
    since: float
    until: float | None = None

    @property
    def record(self) -> Record:
        return self.system, self.kind, self.ref_id

    def holds_at(self, at: float) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


def put_aside(connection: sa.Connection, *, system: str, kind: str, ref_ids: Collection[str], now: float) -> None:
    """Keep what these snapshots say, which is about to be changed. What they said for no time at all is not kept: of
    several changes at one moment the last one counts, and so it does when the clock went back."""
    for chunk in chunks(sorted(ref_ids)):
        ending = sa.select(*(snapshot.c[name] for name in _COPIED), began, sa.literal(now)).where(
            snapshot.c.system == system, snapshot.c.kind == kind, snapshot.c.ref_id.in_(chunk), began < now
        )
        connection.execute(former.insert().from_select([*_COPIED, "since", "until"], ending))


def begins(now: float) -> sa.ColumnElement[float]:
    """When what a snapshot says from now on began."""
    return sa.case((began > now, began), else_=now)


def states_of(connection: sa.Connection, *, system: str, kind: str, ref_ids: Collection[str]) -> list[State]:
    """Everything that these records ever said, as far as it was kept: record by record, the oldest first."""
    found: list[State] = []
    past: sa.Select[Any] = sa.select(*(former.c[name] for name in _COPIED), former.c.since, former.c.until)
    still: sa.Select[Any] = sa.select(*(snapshot.c[name] for name in _COPIED), began.label("since"), sa.null())
    for chunk in chunks(sorted(ref_ids)):
        for table, statement in ((former, past), (snapshot, still)):
            these = sa.and_(table.c.system == system, table.c.kind == kind, table.c.ref_id.in_(chunk))
            found.extend(_state(row) for row in connection.execute(statement.where(these)))
    return sorted(found, key=lambda state: (state.record, state.since))


def states_of_children(connection: sa.Connection, *, system: str, kind: str, parents: Collection[str]) -> list[State]:
    """The same of all records of a kind that ever belonged to one of these, also while they belonged to another one."""
    found: set[str] = set()
    for table in (former, snapshot):
        for chunk in chunks(sorted(parents)):
            rows = connection.execute(
                sa.select(table.c.ref_id)
                .where(table.c.system == system, table.c.kind == kind, table.c.parent_id.in_(chunk))
                .distinct()
            )
            found.update(row[0] for row in rows)
    return states_of(connection, system=system, kind=kind, ref_ids=found)


def _state(row: Sequence[Any]) -> State:
    system, kind, ref_id, parent_id, fields, gone, since, until = row
    return State(system, kind, ref_id, parent_id, fields_from_json(fields), gone, since, until)


def forget(connection: sa.Connection, *, before: float) -> int:
    """Remove what was replaced before then. Returns how many states."""
    return connection.execute(former.delete().where(former.c.until < before)).rowcount
