"""Records that carry an identifier of somebody forgotten: kept out until a human speaks, or to be let in when they are
read next. Of those that are kept out the store has these ids and hashes, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.core.model import PersonId
from syncengine.store.people import chunks
from syncengine.store.tables import link, returned


@dataclass(frozen=True, slots=True)
class Returned:
    """A record of a kind in a system, and whose erasure it is about. ``agreed`` are the hashes of what it had in common
    with anybody forgotten: by these it is let in, once a human has spoken."""

    system: str
    kind: str
    ref_id: str
    erasure_id: str
    let_in: bool = False
    agreed: frozenset[str] = frozenset()


def note(connection: sa.Connection, rows: Iterable[Returned], *, now: float) -> None:
    """Write down how it is by now with these records."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = [
        {
            "system": each.system,
            "kind": each.kind,
            "ref_id": each.ref_id,
            "erasure_id": each.erasure_id,
            "seen_at": now,
            "let_in": each.let_in,
            "agreed": sorted(each.agreed),
        }
        for each in rows
    ]
    if values:
        statement = insert(returned)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["system", "kind", "ref_id"],
                set_={name: statement.excluded[name] for name in ("erasure_id", "let_in", "agreed")},
            ),
            values,
        )


def any_known(connection: sa.Connection) -> bool:
    """Whether anything was ever written down. Costs nothing."""
    return connection.execute(sa.select(returned.c.ref_id).limit(1)).first() is not None


def known(connection: sa.Connection, *, system: str, kind: str, ref_ids: Collection[str]) -> dict[str, Returned]:
    """ref id -> what was written down of it."""
    found: dict[str, Returned] = {}
    for chunk in chunks(sorted(ref_ids)):
        rows = connection.execute(
            sa.select(returned).where(
                returned.c.system == system, returned.c.kind == kind, returned.c.ref_id.in_(chunk)
            )
        )
        found.update((row.ref_id, _returned(row)) for row in rows)
    return found


def of_erasure(connection: sa.Connection, erasure_id: str) -> list[Returned]:
    """All that was written down about one erasure."""
    rows = connection.execute(sa.select(returned).where(returned.c.erasure_id == erasure_id))
    return [_returned(row) for row in rows]


def forget(connection: sa.Connection, rows: Iterable[Returned]) -> None:
    """It is gone again, or looked at anew."""
    for each in rows:
        connection.execute(returned.delete().where(_this(each)))


def kept_out(connection: sa.Connection, who: Collection[PersonId]) -> set[PersonId]:
    """Those of these people, whom we know, of whom a record has come to carry what somebody forgotten carried."""
    of_person = sa.and_(
        returned.c.system == link.c.system, returned.c.kind == link.c.kind, returned.c.ref_id == link.c.ref_id
    )
    found: set[PersonId] = set()
    for chunk in chunks(sorted(who)):
        rows = connection.execute(
            sa.select(link.c.person_id)
            .join(returned, of_person)
            .where(link.c.person_id.in_(chunk), link.c.undone_at.is_(None), returned.c.let_in.is_(False))
        )
        found.update(PersonId(row[0]) for row in rows)
    return found


def _this(each: Returned) -> sa.ColumnElement[bool]:
    return sa.and_(returned.c.system == each.system, returned.c.kind == each.kind, returned.c.ref_id == each.ref_id)


def _returned(row: sa.Row[Any]) -> Returned:
    agreed = frozenset(row.agreed or ())
    return Returned(row.system, row.kind, row.ref_id, row.erasure_id, bool(row.let_in), agreed)
