"""Baselines: per person and system, the fields as read back when all sides last agreed, and with which record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from mappings.canonical import Fields, Value
from syncengine.core.model import POLICY_SIDE, PersonId
from syncengine.store.packing import fields_from_json, fields_to_json
from syncengine.store.people import chunks
from syncengine.store.tables import baseline


def baselines_of(connection: sa.Connection, people: Sequence[PersonId]) -> dict[PersonId, dict[str, dict[str, Value]]]:
    """person -> system -> fields."""
    found: dict[PersonId, dict[str, dict[str, Value]]] = {}
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(baseline.c.person_id, baseline.c.system, baseline.c.fields).where(baseline.c.person_id.in_(chunk))
        )
        for person_id, system, fields in rows:
            found.setdefault(PersonId(person_id), {})[system] = fields_from_json(fields)
    return found


def records_of(connection: sa.Connection, people: Sequence[PersonId]) -> dict[PersonId, dict[str, str]]:
    """person -> system -> id of the record that the baseline was agreed with, where that is known."""
    found: dict[PersonId, dict[str, str]] = {}
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(baseline.c.person_id, baseline.c.system, baseline.c.ref_id).where(
                baseline.c.person_id.in_(chunk), baseline.c.ref_id.is_not(None)
            )
        )
        for person_id, system, ref_id in rows:
            found.setdefault(PersonId(person_id), {})[system] = ref_id
    return found


def settle(
    connection: sa.Connection,
    person_id: PersonId,
    fields_by_system: Mapping[str, Fields],
    *,
    now: float,
    records: Mapping[str, str] | None = None,
) -> None:
    """Replace a person's baselines. ``records`` says with which record each system's was agreed."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for system, fields in fields_by_system.items():
        ref_id = (records or {}).get(system)
        values = {"ref_id": ref_id, "fields": fields_to_json(fields), "settled_at": now}
        statement = insert(baseline).values(person_id=person_id, system=system, **values)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["person_id", "system"], set_={name: statement.excluded[name] for name in values}
            )
        )


def forget(connection: sa.Connection, person_id: PersonId, system: str) -> None:
    """A record left the person: what was agreed with it does not hold for another one."""
    connection.execute(baseline.delete().where(baseline.c.person_id == person_id, baseline.c.system == system))


def forget_all(connection: sa.Connection, person_id: PersonId) -> None:
    """The person became part of another one: nothing was agreed with that one."""
    connection.execute(baseline.delete().where(baseline.c.person_id == person_id))


def forget_pool(connection: sa.Connection, *, system: str, pool: str) -> None:
    """Nobody has agreed on being in a pool any more: its list was made anew. Every person is looked at."""
    rows = connection.execute(
        sa.select(baseline.c.person_id, baseline.c.system, baseline.c.fields).where(
            baseline.c.system.in_([system, POLICY_SIDE])
        )
    ).all()
    for person_id, side, fields in rows:
        if pool in (fields.get("pools") or []):
            left = {**fields, "pools": [each for each in fields["pools"] if each != pool]}
            connection.execute(
                baseline.update()
                .where(baseline.c.person_id == person_id, baseline.c.system == side)
                .values(fields=left)
            )
