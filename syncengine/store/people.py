"""People and their links to records."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from syncengine.core.chain import OURS
from syncengine.core.model import PersonId
from syncengine.store.audit_decisions import LINK, in_words, tell_of_link
from syncengine.store.tables import identity_key, link, person, snapshot

_T = TypeVar("_T")

CHUNK = 400
"""Ids per query: SQLite refuses very long lists of parameters."""


@dataclass(frozen=True, slots=True)
class Link:
    """A standing link: this record is that person."""

    id: int
    person: PersonId
    system: str
    kind: str
    ref_id: str


def new_person(connection: sa.Connection, *, now: float) -> PersonId:
    """Make a person. The id is random: it says nothing and is never reused."""
    id_ = PersonId(f"p_{secrets.token_hex(8)}")
    connection.execute(person.insert().values(id=id_, made_at=now))
    return id_


def make_link(
    connection: sa.Connection,
    *,
    person_id: PersonId,
    system: str,
    kind: str,
    ref_id: str,
    evidence: Mapping[str, object],
    actor: str,
    now: float,
    run_id: str | None = None,
) -> None:
    """Say that a record is a person, in a run where there is one. Raises IntegrityError while another link of the
    record stands."""
    made = connection.execute(
        link.insert()
        .values(
            person_id=person_id,
            system=system,
            kind=kind,
            ref_id=ref_id,
            evidence=dict(evidence),
            actor=actor,
            made_at=now,
            run_id=run_id,
        )
        .returning(*LINK)
    )
    tell_of_link(connection, made.one(), "made", why=in_words(evidence), actor=actor, now=now)


def undo_link(
    connection: sa.Connection,
    link_id: int,
    *,
    now: float,
    because: Mapping[str, object] | None = None,
    actor: str = OURS,
) -> None:
    """End a link. ``because`` joins its evidence; the audit tells its keys."""
    evidence = connection.execute(sa.select(link.c.evidence).where(link.c.id == link_id)).scalar_one()
    if because:
        evidence = {**evidence, "undone": dict(because)}
    ended = link.update().where(link.c.id == link_id).values(undone_at=now, evidence=evidence).returning(*LINK)
    told = connection.execute(ended).one()
    tell_of_link(connection, told, "undone", why=", ".join(because or ()), actor=actor, now=now)


def links_of(connection: sa.Connection, people: Sequence[PersonId]) -> list[Link]:
    """Standing links of these people."""
    found: list[Link] = []
    for chunk in chunks(people):
        rows = connection.execute(
            sa.select(link.c.id, link.c.person_id, link.c.system, link.c.kind, link.c.ref_id).where(
                link.c.person_id.in_(chunk), link.c.undone_at.is_(None)
            )
        )
        found.extend(Link(row[0], PersonId(row[1]), row[2], row[3], row[4]) for row in rows)
    return found


def person_of(connection: sa.Connection, *, system: str, kind: str, ref_id: str) -> PersonId | None:
    """The person that a record is linked to, if any."""
    return connection.execute(
        sa.select(link.c.person_id).where(
            link.c.system == system, link.c.kind == kind, link.c.ref_id == ref_id, link.c.undone_at.is_(None)
        )
    ).scalar_one_or_none()


def persons_of(connection: sa.Connection, *, system: str, kind: str, ref_ids: Collection[str]) -> dict[str, PersonId]:
    """ref id -> person, for those that are linked."""
    found: dict[str, PersonId] = {}
    for chunk in chunks(list(ref_ids)):
        rows = connection.execute(
            sa.select(link.c.ref_id, link.c.person_id).where(
                link.c.system == system, link.c.kind == kind, link.c.ref_id.in_(chunk), link.c.undone_at.is_(None)
            )
        )
        found.update((ref_id, PersonId(person_id)) for ref_id, person_id in rows)
    return found


def all_people(connection: sa.Connection, *, after: str = "", limit: int = 500) -> list[PersonId]:
    """People in the order of their ids, page by page, without offsets."""
    rows = connection.execute(sa.select(person.c.id).where(person.c.id > after).order_by(person.c.id).limit(limit))
    return [PersonId(row[0]) for row in rows]


def known(connection: sa.Connection, people: Sequence[PersonId]) -> set[PersonId]:
    """Those of them who are there."""
    found: set[PersonId] = set()
    for chunk in chunks(people):
        found |= {PersonId(row[0]) for row in connection.execute(sa.select(person.c.id).where(person.c.id.in_(chunk)))}
    return found


def count_people(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(person)).scalar_one()


def unlinked(connection: sa.Connection, *, system: str, kind: str, after: str = "", limit: int = CHUNK) -> list[str]:
    """Ref ids of living records that no person is linked to yet, page by page in the order of their ids."""
    rows = connection.execute(
        sa.select(snapshot.c.ref_id)
        .outerjoin(
            link,
            sa.and_(
                link.c.system == snapshot.c.system,
                link.c.kind == snapshot.c.kind,
                link.c.ref_id == snapshot.c.ref_id,
                link.c.undone_at.is_(None),
            ),
        )
        .where(
            snapshot.c.system == system,
            snapshot.c.kind == kind,
            snapshot.c.ref_id > after,
            snapshot.c.gone.is_(False),
            link.c.id.is_(None),
        )
        .order_by(snapshot.c.ref_id)
        .limit(limit)
    )
    return [row[0] for row in rows]


def replace_keys(connection: sa.Connection, *, system: str, keys: Mapping[str, Collection[tuple[str, str]]]) -> None:
    """Set the identity keys of records: ref id -> keys."""
    for chunk in chunks(list(keys)):
        connection.execute(
            identity_key.delete().where(identity_key.c.system == system, identity_key.c.ref_id.in_(chunk))
        )
    rows = [
        {"kind": kind, "value": value, "system": system, "ref_id": ref_id}
        for ref_id, found in keys.items()
        for kind, value in sorted(set(found))
    ]
    if rows:
        connection.execute(identity_key.insert(), rows)


@dataclass(frozen=True, slots=True)
class Holder:
    """A record that carries an identity key, and its person if it has one."""

    key: tuple[str, str]
    system: str
    ref_id: str
    person: PersonId | None


def holders(connection: sa.Connection, keys: Iterable[tuple[str, str]], *, kind: str = "candidate") -> list[Holder]:
    """All living records that carry any of these keys."""
    found: list[Holder] = []
    standing = sa.and_(
        link.c.system == identity_key.c.system,
        link.c.kind == kind,
        link.c.ref_id == identity_key.c.ref_id,
        link.c.undone_at.is_(None),
    )
    for chunk in chunks(sorted(set(keys))):
        by_kind: dict[str, list[str]] = {}
        for key_kind, value in chunk:
            by_kind.setdefault(key_kind, []).append(value)
        for key_kind, values in by_kind.items():
            rows = connection.execute(
                sa.select(identity_key.c.value, identity_key.c.system, identity_key.c.ref_id, link.c.person_id)
                .outerjoin(link, standing)
                .where(identity_key.c.kind == key_kind, identity_key.c.value.in_(values))
            )
            found.extend(
                Holder((key_kind, value), system, ref_id, PersonId(person_id) if person_id else None)
                for value, system, ref_id, person_id in rows
            )
    return found


def keys_of(connection: sa.Connection, *, system: str, ref_ids: Sequence[str]) -> dict[str, set[tuple[str, str]]]:
    """ref id -> identity keys."""
    found: dict[str, set[tuple[str, str]]] = {}
    for chunk in chunks(ref_ids):
        rows = connection.execute(
            sa.select(identity_key.c.ref_id, identity_key.c.kind, identity_key.c.value).where(
                identity_key.c.system == system, identity_key.c.ref_id.in_(chunk)
            )
        )
        for ref_id, kind, value in rows:
            found.setdefault(ref_id, set()).add((kind, value))
    return found


def chunks(items: Sequence[_T]) -> Iterable[Sequence[_T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
