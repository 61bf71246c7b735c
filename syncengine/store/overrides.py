"""Values that a human wants written in the place of refused ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from mappings.canonical import Value
from syncengine.core.model import PersonId
from syncengine.store.audit import Entry, tell
from syncengine.store.audit_keys import key_of, keyed
from syncengine.store.packing import fields_from_json, fields_to_json
from syncengine.store.people import chunks
from syncengine.store.tables import override


@dataclass(frozen=True, slots=True)
class Override:
    """What a system is to get in one field of one person, and instead of what. ``facts`` is a fingerprint of what all
    systems showed when it was said; ``actor`` is who said it."""

    system: str
    field: str
    value: Value
    instead: Value
    facts: str
    actor: str


def put_overrides(connection: sa.Connection, person: PersonId, said: Sequence[Override], *, now: float) -> None:
    """Keep what was said; a later word about the same field replaces it."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for each in said:
        packed = fields_to_json({"value": each.value, "instead": each.instead})
        values = {"facts": each.facts, "value": packed, "actor": each.actor, "made_at": now}
        statement = insert(override).values(person_id=person, system=each.system, field=each.field, **values)
        connection.execute(
            statement.on_conflict_do_update(index_elements=["person_id", "system", "field"], set_=values)
        )
        _tell(connection, person, each, packed, now=now)


def _tell(
    connection: sa.Connection, person: PersonId, said: Override, packed: Mapping[str, Any], *, now: float
) -> None:
    """The fingerprint of the facts is said nowhere else, and goes when the person is forgotten."""
    key, secret = key_of(connection), (person, said.system, said.field, said.facts)
    told = Entry(
        at=now,
        what="value by hand",
        actor=said.actor,
        person_id=person,
        system=said.system,
        why=said.field,
        before=keyed(key, *secret, packed["instead"]),
        after=keyed(key, *secret, packed["value"]),
    )
    tell(connection, told)


def overrides_of(connection: sa.Connection, people: Sequence[PersonId]) -> Mapping[PersonId, Sequence[Override]]:
    """All that was ever said about these people, whether it still holds or not."""
    found: dict[PersonId, list[Override]] = {}
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(override).where(override.c.person_id.in_(chunk)).order_by(override.c.system, override.c.field)
        )
        for row in rows:
            said = fields_from_json(row.value)
            kept = Override(row.system, row.field, said["value"], said["instead"], row.facts, row.actor)
            found.setdefault(PersonId(row.person_id), []).append(kept)
    return found


def forget_all(connection: sa.Connection, person: PersonId) -> None:
    """The person became part of another one: it was said about what this one's records showed."""
    connection.execute(override.delete().where(override.c.person_id == person))
