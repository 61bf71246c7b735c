"""Records as last seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.store import former
from syncengine.store.packing import fields_from_json, fields_to_json, pack, unpack
from syncengine.store.people import chunks
from syncengine.store.sightings import Sighting, Stored, fingerprint
from syncengine.store.tables import snapshot


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A record as last seen. ``fields`` are what the mapping made of it: canonical fields of a candidate, facts of an
    application. ``changed_at`` is the vendor's own time of change, seconds since the epoch."""

    system: str
    kind: str
    ref_id: str
    fields: Mapping[str, Any]
    raw: Any
    version: str | None = None
    parent_id: str | None = None
    changed_at: float | None = None
    seen_at: float = 0.0
    gone: bool = False


def save(
    connection: sa.Connection,
    snapshots: Sequence[Snapshot],
    *,
    now: float,
    correlations: Mapping[str, str] | None = None,
) -> list[Snapshot]:
    """Store what was seen, and keep what it takes the place of. Returns those whose *fields* differ from what was
    stored (new ones included). ``correlations`` are, by ref id, the deliveries that made us look."""
    differing: list[Snapshot] = []
    for system, kind in sorted({(each.system, each.kind) for each in snapshots}):
        group = {each.ref_id: each for each in snapshots if (each.system, each.kind) == (system, kind)}
        stored = _stored(connection, system=system, kind=kind, ref_ids=list(group))
        seen = {ref_id: _sighting(each, stored.get(ref_id)) for ref_id, each in group.items()}
        news = {ref_id: each for ref_id, each in seen.items() if not each.is_known}
        replaced = [ref_id for ref_id, each in news.items() if each.replaces]
        former.put_aside(connection, system=system, kind=kind, ref_ids=replaced, now=now)
        told_by = correlations or {}
        rows = [
            {**_row(group[ref_id], each, now=now), "correlation": told_by.get(ref_id)} for ref_id, each in news.items()
        ]
        _upsert(connection, rows)
        _touch(connection, sorted(seen.keys() - news.keys()), system=system, kind=kind, now=now)
        differing += [group[ref_id] for ref_id, each in news.items() if each.differs]
    return differing


def _sighting(each: Snapshot, before: Stored | None) -> Sighting:
    fields = fields_to_json(each.fields)
    return Sighting(fields, each.parent_id, fingerprint(raw=each.raw, version=each.version, fields=fields), before)


def _row(each: Snapshot, seen: Sighting, *, now: float) -> dict[str, Any]:
    return {
        "system": each.system,
        "kind": each.kind,
        "ref_id": each.ref_id,
        "parent_id": each.parent_id,
        "version": each.version,
        "fields": seen.fields,
        "raw": pack(each.raw),
        "digest": seen.fingerprint,
        "seen_at": now,
        "since": seen.began(now),
        "changed_at": each.changed_at,
        "gone": False,
    }


def _stored(connection: sa.Connection, *, system: str, kind: str, ref_ids: Sequence[str]) -> dict[str, Stored]:
    found: dict[str, Stored] = {}
    columns = (snapshot.c.ref_id, snapshot.c.digest, snapshot.c.fields, snapshot.c.parent_id, snapshot.c.gone)
    for chunk in chunks(ref_ids):
        rows = connection.execute(
            sa.select(*columns, former.began).where(
                snapshot.c.system == system, snapshot.c.kind == kind, snapshot.c.ref_id.in_(chunk)
            )
        )
        found.update((row[0], Stored(*row[1:])) for row in rows)
    return found


def _upsert(connection: sa.Connection, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(snapshot)
    columns = {name: statement.excluded[name] for name in rows[0] if name not in {"system", "kind", "ref_id"}}
    statement = statement.on_conflict_do_update(index_elements=["system", "kind", "ref_id"], set_=columns)
    connection.execute(statement, rows)


def _touch(connection: sa.Connection, ref_ids: Sequence[str], *, system: str, kind: str, now: float) -> None:
    for chunk in chunks(ref_ids):
        connection.execute(
            snapshot.update()
            .where(snapshot.c.system == system, snapshot.c.kind == kind, snapshot.c.ref_id.in_(chunk))
            .values(seen_at=now, since=former.began)
        )


def fields_of(
    connection: sa.Connection, *, system: str, kind: str, ref_ids: Sequence[str]
) -> dict[str, Mapping[str, Any]]:
    """ref id -> fields as stored (JSON), of living records that we have seen. Cheaper than `load`."""
    stored = _stored(connection, system=system, kind=kind, ref_ids=ref_ids)
    return {ref_id: each.fields for ref_id, each in stored.items() if not each.gone}


def load(connection: sa.Connection, *, system: str, kind: str, ref_ids: Collection[str]) -> dict[str, Snapshot]:
    """ref id -> snapshot, for those that we have seen."""
    found: dict[str, Snapshot] = {}
    for chunk in chunks(list(ref_ids)):
        rows = connection.execute(
            sa.select(snapshot).where(
                snapshot.c.system == system, snapshot.c.kind == kind, snapshot.c.ref_id.in_(chunk)
            )
        )
        found.update((row.ref_id, _snapshot(row)) for row in rows)
    return found


def children(
    connection: sa.Connection, *, system: str, kind: str, parent_ids: Collection[str]
) -> dict[str, list[Snapshot]]:
    """parent id -> living snapshots of a kind that belong to it."""
    found: dict[str, list[Snapshot]] = {}
    for chunk in chunks(list(parent_ids)):
        rows = connection.execute(
            sa.select(snapshot)
            .where(
                snapshot.c.system == system,
                snapshot.c.kind == kind,
                snapshot.c.parent_id.in_(chunk),
                snapshot.c.gone.is_(False),
            )
            .order_by(snapshot.c.ref_id)
        )
        for row in rows:
            found.setdefault(row.parent_id, []).append(_snapshot(row))
    return found


def parents(connection: sa.Connection, *, system: str, kind: str, ref_ids: Collection[str]) -> dict[str, str]:
    """ref id -> id of the record that it belonged to when it was last seen."""
    told = snapshot.c.parent_id.is_not(None)
    return _values(connection, snapshot.c.parent_id, told, system=system, kind=kind, ref_ids=ref_ids)


def living(connection: sa.Connection, *, system: str, kind: str, ref_ids: Collection[str]) -> set[str]:
    """Those of these records that we have seen and that are not gone."""
    there = snapshot.c.gone.is_(False)
    return set(_values(connection, snapshot.c.ref_id, there, system=system, kind=kind, ref_ids=ref_ids))


def correlations_of(connection: sa.Connection, *, system: str, kind: str, ref_ids: Collection[str]) -> dict[str, str]:
    """ref id -> the delivery that made us look at a record as it is now, for those that a delivery did."""
    told = snapshot.c.correlation.is_not(None)
    return _values(connection, snapshot.c.correlation, told, system=system, kind=kind, ref_ids=ref_ids)


def seen_between(
    connection: sa.Connection, *, system: str, kind: str, ref_ids: Sequence[str], after: float, until: float
) -> set[str]:
    """Those of these records that were seen after a time, and not later than another."""
    then = sa.and_(snapshot.c.seen_at > after, snapshot.c.seen_at <= until)
    return set(_values(connection, snapshot.c.ref_id, then, system=system, kind=kind, ref_ids=ref_ids))


def _values(
    connection: sa.Connection,
    column: sa.Column[str],
    condition: sa.ColumnElement[bool],
    *,
    system: str,
    kind: str,
    ref_ids: Collection[str],
) -> dict[str, str]:
    """ref id -> a column's value, for those of these records that fulfil a condition."""
    found: dict[str, str] = {}
    for chunk in chunks(list(ref_ids)):
        rows = connection.execute(
            sa.select(snapshot.c.ref_id, column.label("value")).where(
                snapshot.c.system == system, snapshot.c.kind == kind, snapshot.c.ref_id.in_(chunk), condition
            )
        )
        found.update((ref_id, value) for ref_id, value in rows)
    return found


def all_of_kind(connection: sa.Connection, *, system: str, kind: str) -> list[Snapshot]:
    """Every living record of a small kind (jobs, pools, reasons ...)."""
    rows = connection.execute(
        sa.select(snapshot)
        .where(snapshot.c.system == system, snapshot.c.kind == kind, snapshot.c.gone.is_(False))
        .order_by(snapshot.c.ref_id)
    )
    return [_snapshot(row) for row in rows]


def ids_of_kind(connection: sa.Connection, *, system: str, kind: str) -> list[str]:
    """Ids of all living records of a kind."""
    rows = connection.execute(
        sa.select(snapshot.c.ref_id).where(
            snapshot.c.system == system, snapshot.c.kind == kind, snapshot.c.gone.is_(False)
        )
    )
    return [row[0] for row in rows]


def that_differ(connection: sa.Connection, seen: Sequence[Snapshot]) -> set[str]:
    """Ids of those of these records, all of one system and kind, whose fields are not stored as they are now. What else
    is in the vendor's payload (when something was touched, what we do not read) proves nothing."""
    if not seen:
        return set()
    ids = [each.ref_id for each in seen]
    stored = fields_of(connection, system=seen[0].system, kind=seen[0].kind, ref_ids=ids)
    return {each.ref_id for each in seen if stored.get(each.ref_id) != fields_to_json(each.fields)}


def count(connection: sa.Connection, *, system: str, kind: str) -> int:
    return connection.execute(
        sa.select(sa.func.count())
        .select_from(snapshot)
        .where(snapshot.c.system == system, snapshot.c.kind == kind, snapshot.c.gone.is_(False))
    ).scalar_one()


def not_seen_since(connection: sa.Connection, *, system: str, kind: str, since: float) -> list[str]:
    """Living records that a full listing begun at ``since`` did not show."""
    rows = connection.execute(
        sa.select(snapshot.c.ref_id).where(
            snapshot.c.system == system,
            snapshot.c.kind == kind,
            snapshot.c.gone.is_(False),
            snapshot.c.seen_at < since,
        )
    )
    return [row[0] for row in rows]


def mark_gone(connection: sa.Connection, *, system: str, kind: str, ref_id: str, now: float) -> None:
    """The vendor does not have this record any more."""
    there = sa.and_(_this(system, kind, ref_id), snapshot.c.gone.is_(False))
    if connection.execute(sa.select(snapshot.c.ref_id).where(there)).one_or_none() is None:
        return
    former.put_aside(connection, system=system, kind=kind, ref_ids=[ref_id], now=now)
    connection.execute(snapshot.update().where(there).values(gone=True, since=former.begins(now)))


def move_in_pool(
    connection: sa.Connection, *, system: str, kind: str, ref_id: str, pool_id: str, joined: bool, now: float
) -> None:
    """A candidate joined or left a pool by our own hand. The payload shows it with the next reading; its fingerprint
    is dropped so that the next reading is stored whatever it says."""
    where = _this(system, kind, ref_id)
    stored = connection.execute(sa.select(snapshot.c.fields).where(where)).scalar_one_or_none()
    if stored is None:
        return
    others = [pool for pool in stored.get("pools") or [] if pool != pool_id]
    fields = {**stored, "pools": [*others, pool_id] if joined else others}
    if fields == stored:
        connection.execute(snapshot.update().where(where).values(digest=""))
        return
    former.put_aside(connection, system=system, kind=kind, ref_ids=[ref_id], now=now)
    connection.execute(snapshot.update().where(where).values(fields=fields, digest="", since=former.begins(now)))


def _this(system: str, kind: str, ref_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(snapshot.c.system == system, snapshot.c.kind == kind, snapshot.c.ref_id == ref_id)


def _snapshot(row: sa.Row[Any]) -> Snapshot:
    return Snapshot(
        system=row.system,
        kind=row.kind,
        ref_id=row.ref_id,
        fields=fields_from_json(row.fields),
        raw=unpack(row.raw),
        version=row.version,
        parent_id=row.parent_id,
        changed_at=row.changed_at,
        seen_at=row.seen_at,
        gone=row.gone,
    )
