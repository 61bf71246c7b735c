"""Refs to look at again. A hint is told once or often; one that is told while it is being looked at stays, because what
it is about may have happened after the look."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.store.inserts import Insert, insert_many
from syncengine.store.tables import hint

MOVED = "moved to "
"""How the reason of a hint begins that tells where the things of a record went: its id follows. Such a reason counts
for more than any other."""

MEANWHILE = "seen meanwhile"
"""Reason of a hint: what was read is older than what somebody else saw."""

WEBHOOK = "webhook"
"""Reason of a hint that a vendor gave by itself."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A hint as it was when we began to look. ``correlation`` names the delivery that gave it last, if one did;
    ``given_at`` is when it was given first."""

    ref_id: str
    reason: str
    times: int
    correlation: str | None = None
    given_at: float = 0.0


def give(connection: sa.Connection, *, system: str, kind: str, ref_ids: Iterable[str], reason: str, now: float) -> None:
    """Ask for these refs to be looked at again. A reason that was given before stays."""
    rows = [_row(system, kind, ref_id, reason=reason, now=now) for ref_id in sorted(set(ref_ids))]
    give_rows(connection, rows)


def give_moved(connection: sa.Connection, *, system: str, kind: str, moves: Mapping[str, str], now: float) -> None:
    """Ask for refs to be looked at again whose things were moved to another record (old id -> new id): the vendor may
    have merged them."""
    rows = [_row(system, kind, ref_id, reason=f"{MOVED}{to}", now=now) for ref_id, to in sorted(moves.items())]
    give_rows(connection, rows)


def give_rows(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of the table, each ref at most once."""
    insert_many(connection, UPSERT, [tuple(row[name] for name in UPSERT.columns) for row in rows])


def _row(system: str, kind: str, ref_id: str, *, reason: str, now: float) -> dict[str, Any]:
    return {
        "system": system,
        "kind": kind,
        "ref_id": ref_id,
        "reason": reason,
        "given_at": now,
        "times": 1,
        "urgent": False,
        "correlation": None,
    }


UPSERT = Insert(
    "hint",
    ("system", "kind", "ref_id", "reason", "given_at", "times", "urgent", "correlation"),
    f"""
    ON CONFLICT (system, kind, ref_id) DO UPDATE SET
        times = hint.times + 1,
        reason = CASE
            WHEN substr(excluded.reason, 1, {len(MOVED)}) = '{MOVED}' THEN excluded.reason ELSE hint.reason
        END,
        urgent = hint.urgent OR excluded.urgent,
        correlation = coalesce(excluded.correlation, hint.correlation)
    """,
)
"""Gives hints, each ref at most once in a statement."""


def waiting(connection: sa.Connection, *, system: str, kind: str, limit: int | None = None) -> list[Waiting]:
    """The most urgent first, then the oldest."""
    rows = connection.execute(
        sa.select(hint.c.ref_id, hint.c.reason, hint.c.times, hint.c.correlation, hint.c.given_at)
        .where(hint.c.system == system, hint.c.kind == kind)
        .order_by(hint.c.urgent.desc(), hint.c.given_at, hint.c.ref_id)
        .limit(limit)
    )
    return [Waiting(*row) for row in rows]


def from_outside(connection: sa.Connection, *, system: str, kind: str) -> list[Waiting]:
    """Those that somebody's change led to rather than a listing of ours: what a vendor told, and what was seen to
    change while we read it. In the order of `waiting`."""
    told = sa.or_(hint.c.correlation.is_not(None), hint.c.reason == MEANWHILE)
    rows = connection.execute(
        sa.select(hint.c.ref_id, hint.c.reason, hint.c.times, hint.c.correlation, hint.c.given_at)
        .where(hint.c.system == system, hint.c.kind == kind, told)
        .order_by(hint.c.urgent.desc(), hint.c.given_at, hint.c.ref_id)
    )
    return [Waiting(*row) for row in rows]


def systems_with_some(connection: sa.Connection, *, kinds: Collection[str]) -> set[str]:
    """Systems about whose records of these kinds there is something to look at."""
    found = sa.select(hint.c.system).where(hint.c.kind.in_(sorted(kinds))).distinct()
    return {row[0] for row in connection.execute(found)}


def any_waiting(connection: sa.Connection, systems: Collection[str]) -> bool:
    """Whether there is something to look at in one of these systems."""
    found = sa.select(hint.c.ref_id).where(hint.c.system.in_(sorted(systems))).limit(1)
    return connection.execute(found).first() is not None


def oldest(connection: sa.Connection, *, system: str) -> float | None:
    """When the oldest hint of a system was given that a webhook gave."""
    found = sa.select(sa.func.min(hint.c.given_at)).where(hint.c.system == system, hint.c.correlation.is_not(None))
    earliest: float | None = connection.execute(found).scalar_one()
    return earliest


def drop(connection: sa.Connection, *, system: str, kind: str, looked_at: Iterable[Waiting]) -> None:
    """What was looked at needs no second look, unless it was told again meanwhile."""
    rows = [{"ref": each.ref_id, "as_read": each.times} for each in looked_at]
    if rows:
        this_one = sa.and_(
            hint.c.system == system,
            hint.c.kind == kind,
            hint.c.ref_id == sa.bindparam("ref"),
            hint.c.times == sa.bindparam("as_read"),
        )
        connection.execute(hint.delete().where(this_one), rows)


def insist(connection: sa.Connection, *, system: str, kind: str, ref_id: str, reason: str, now: float) -> None:
    """Somebody who knows better gives a hint: its reason counts, whatever was given before."""
    give(connection, system=system, kind=kind, ref_ids=[ref_id], reason=reason, now=now)
    connection.execute(
        hint.update().where(hint.c.system == system, hint.c.kind == kind, hint.c.ref_id == ref_id).values(reason=reason)
    )


def forget_our_own(connection: sa.Connection) -> None:
    """Everything is going to be listed anew. What vendors told by themselves stays."""
    connection.execute(hint.delete().where(hint.c.correlation.is_(None)))
