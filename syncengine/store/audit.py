"""The audit: what happened is told in the transaction in which it happened, and chained a little later.

What is told waits in a table of its own, so that nobody who writes waits for the end of the chain, and nothing that
happened is untold after a crash. Whoever seals takes the end of the chain, one at a time on all hosts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
import sqlalchemy as sa
import structlog

from syncengine.core.chain import COLUMNS, OURS, Chained, Entry, Head, chain, in_microseconds, instant
from syncengine.store.audit_keys import HEAD
from syncengine.store.database import Store
from syncengine.store.inserts import Insert, insert_many
from syncengine.store.tables import audit, audit_head, audit_waiting
from syncengine.store.troubles import StoreTrouble

__all__ = ["OURS", "Entry", "Waiting", "head", "seal", "seal_soon", "tell", "waiting"]

log = structlog.get_logger("talentsync.audit")

_BATCH = 2000
"""Entries of one transaction: a fraction of a second, and the end of the chain is free again."""

_TELL = Insert("audit_waiting", ("entry",))
_CHAIN = Insert("audit", (*COLUMNS, "hash"))
_FIELDS = COLUMNS[1:-1]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Entries that are not chained yet, and since when the first of them waits (seconds since the epoch)."""

    entries: int
    since: float | None


def tell(connection: sa.Connection, *entries: Entry) -> None:
    """Say what is done in this transaction. To be called whenever it is committed together with what it tells of."""
    if entries:
        insert_many(connection, _TELL, [(_packed(each),) for each in entries])


def seal(store: Store) -> int:
    """Chain everything that waits. Returns how many entries that were."""
    with store.read() as connection:
        if connection.execute(sa.select(audit_waiting.c.id).limit(1)).first() is None:
            return 0
    sealed, last = 0, _BATCH
    while last == _BATCH:
        with store.write_own() as connection:
            last = _seal_some(connection)
        sealed += last
    return sealed


def seal_soon(store: Store) -> None:
    """The same for those who have something else to do: when the store is away, whoever is next does it."""
    try:
        seal(store)
    except (StoreTrouble, sa.exc.SQLAlchemyError) as error:
        log.warning("audit.not_sealed", error=type(error).__name__)


def head(connection: sa.Connection) -> Head | None:
    """Where the chain is recorded to end; None when that was removed."""
    row = connection.execute(sa.select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == HEAD)).first()
    return None if row is None else Head(*row)


def waiting(connection: sa.Connection) -> Waiting:
    first = sa.select(audit_waiting.c.entry).order_by(audit_waiting.c.id).limit(1)
    said = connection.execute(first).scalar_one_or_none()
    since = None if said is None else _read(said).at
    count = connection.execute(sa.select(sa.func.count()).select_from(audit_waiting)).scalar_one()
    return Waiting(count, since)


def _packed(entry: Entry) -> str:
    """Only what is said. The environment may name somebody in bytes that are no text."""
    at = in_microseconds(entry.at)
    said = {name: value for name in _FIELDS if (value := getattr(entry, name)) is not None}
    texts = {name: value.encode(errors="replace").decode() for name, value in said.items() if isinstance(value, str)}
    return orjson.dumps({**said, **texts, "at": at}).decode()


def _read(said: str) -> Entry:
    """What waits is not chained yet: whatever became of it must not keep the rest from being."""
    try:
        entry = Entry(**orjson.loads(said))
        instant(entry.at)
        if not all(isinstance(getattr(entry, name), str) or _may_lack(entry, name) for name in _FIELDS[1:]):
            raise TypeError("not an entry")
    except (orjson.JSONDecodeError, TypeError):
        return Entry(at=0.0, what="unreadable", why="what had been told was changed before it was chained")
    return entry


def _may_lack(entry: Entry, name: str) -> bool:
    return getattr(entry, name) is None and name not in {"what", "actor", "why"}


def _seal_some(connection: sa.Connection) -> int:
    """Whoever else seals waits at the first statement."""
    end = _end(connection)
    rows: list[Chained] = []
    for entry in _take(connection):
        row = chain(entry, after=end)
        end = Head(row.seq, row.hash)
        rows.append(row)
    if rows:
        insert_many(connection, _CHAIN, [_values(row) for row in rows])
        connection.execute(audit_head.update().where(audit_head.c.id == HEAD).values(seq=end.seq, hash=end.hash))
    return len(rows)


def _end(connection: sa.Connection) -> Head:
    """What comes next is chained to the recorded end. If somebody moved that back, it goes on behind what is there:
    nothing is ever overwritten."""
    recorded = connection.execute(
        sa.select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == HEAD).with_for_update()
    ).one_or_none()
    last = connection.execute(sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).one_or_none()
    if recorded is None:
        connection.execute(audit_head.insert().values(id=HEAD, seq=0, hash=""))
    found = [Head(*row) for row in (recorded, last) if row is not None]
    return max(found, key=lambda each: each.seq, default=Head())


def _take(connection: sa.Connection) -> Sequence[Entry]:
    """The next entries, in the order in which they were told, and not there any more. What is told meanwhile stays."""
    first = sa.select(audit_waiting.c.id).order_by(audit_waiting.c.id).limit(_BATCH)
    taken = audit_waiting.delete().where(audit_waiting.c.id.in_(first))
    rows = connection.execute(taken.returning(audit_waiting.c.id, audit_waiting.c.entry)).all()
    return [_read(row.entry) for row in sorted(rows, key=lambda row: row.id)]


def _values(row: Chained) -> tuple[object, ...]:
    return (row.seq, *(getattr(row.entry, name) for name in _FIELDS), row.previous, row.hash)
