"""Links on the move: records whose person changes, records that are gone, and what is left of those merged away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from syncengine.core.model import PersonId
from syncengine.store.people import Link, chunks, keys_of, make_link, undo_link
from syncengine.store.tables import identity_key, link, person, snapshot


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing link, and whether its record is gone."""

    link: Link
    gone: bool


def standing(
    connection: sa.Connection, people: Sequence[PersonId], *, kind: str = "candidate"
) -> dict[PersonId, list[Standing]]:
    """person -> standing links to records of a kind, the oldest link first."""
    found: dict[PersonId, list[Standing]] = {}
    for chunk in chunks(people):
        rows = connection.execute(_with_records(kind).where(link.c.person_id.in_(chunk)).order_by(link.c.id))
        for id_, person_id, system, ref_id, gone in rows:
            one = Link(id_, PersonId(person_id), system, kind, ref_id)
            found.setdefault(one.person, []).append(Standing(one, bool(gone)))
    return found


def _with_records(kind: str) -> sa.Select[Any]:
    same_record = sa.and_(
        snapshot.c.system == link.c.system, snapshot.c.kind == link.c.kind, snapshot.c.ref_id == link.c.ref_id
    )
    columns = (link.c.id, link.c.person_id, link.c.system, link.c.ref_id, snapshot.c.gone)
    return sa.select(*columns).outerjoin(snapshot, same_record).where(link.c.kind == kind, link.c.undone_at.is_(None))


def several(connection: sa.Connection, *, kind: str = "candidate") -> list[PersonId]:
    """People who have more than one living record in some system."""
    records = _with_records(kind).subquery()
    rows = connection.execute(
        sa.select(records.c.person_id)
        .where(sa.or_(records.c.gone.is_(None), records.c.gone.is_(False)))
        .group_by(records.c.person_id, records.c.system)
        .having(sa.func.count() > 1)
        .distinct()
        .order_by(records.c.person_id)
    )
    return [PersonId(row[0]) for row in rows]


def move(
    connection: sa.Connection,
    moving: Link,
    *,
    to: PersonId,
    evidence: Mapping[str, object],
    actor: str,
    now: float,
    run_id: str | None = None,
) -> None:
    """The record is somebody else than was thought: one link ends, another begins."""
    undo_link(connection, moving.id, now=now, because={"moved to": to}, actor=actor)
    make_link(
        connection,
        person_id=to,
        system=moving.system,
        kind=moving.kind,
        ref_id=moving.ref_id,
        evidence=evidence,
        actor=actor,
        now=now,
        run_id=run_id,
    )


def drop_person(connection: sa.Connection, id_: PersonId) -> None:
    """Forget a person who has become part of another one. Its ended links stay as history."""
    connection.execute(person.delete().where(person.c.id == id_))


def hand_over_id(connection: sa.Connection, *, system: str, loser: str, winner: str) -> None:
    """A record was merged into another one. Whoever claims the loser's id means the winner from now on; whatever else
    the loser carried is the winner's to show."""
    keys = keys_of(connection, system=system, ref_ids=[loser, winner])
    claims = {value for kind, value in keys.get(loser, ()) if kind == "cross_id"}
    forms = {value.removesuffix(loser) for value in claims if value.endswith(f":{loser}")}
    own = {value for value in claims if value.startswith(tuple(forms))}
    connection.execute(identity_key.delete().where(identity_key.c.system == system, identity_key.c.ref_id == loser))
    rows = [
        {"kind": "cross_id", "value": value, "system": system, "ref_id": winner}
        for value in sorted(own)
        if ("cross_id", value) not in keys.get(winner, ())
    ]
    if rows:
        connection.execute(identity_key.insert(), rows)
