"""Keyed hashes of the identifiers of the forgotten. The key is random, made by the store for itself, and never leaves
it: whoever has both the key and the hashes can test guesses, and whoever has the hashes alone cannot."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.core.forgotten import digest
from syncengine.core.matching.identifiers import Key
from syncengine.store.people import chunks
from syncengine.store.tables import erased_key, secret

_NAME = "erasure"
_BYTES = 32


@dataclass(frozen=True, slots=True)
class Hit:
    """A form that was remembered: its hash, and the erasures of all who carried it."""

    digest: str
    erasures: frozenset[str]


def any_remembered(connection: sa.Connection) -> bool:
    """Whether anybody was ever forgotten. Costs nothing."""
    return connection.execute(sa.select(erased_key.c.digest).limit(1)).first() is not None


def remember(connection: sa.Connection, erasure_id: str, forms: Iterable[Key], *, now: float) -> None:
    """Keep the hashes of these forms. Doing it twice changes nothing."""
    key = _key(connection, now=now)
    rows = [{"digest": digest(key, form), "erasure_id": erasure_id, "kind": form[0]} for form in sorted(set(forms))]
    if rows:
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(insert(erased_key).on_conflict_do_nothing(), rows)


def recognise(connection: sa.Connection, forms: Collection[Key]) -> Mapping[Key, Hit]:
    """Those of these forms that somebody forgotten carried."""
    made = connection.execute(sa.select(secret.c.value).where(secret.c.name == _NAME)).scalar_one_or_none()
    if made is None:
        return {}
    by_digest = {digest(made, form): form for form in forms}
    found: dict[str, set[str]] = {}
    for chunk in chunks(sorted(by_digest)):
        rows = connection.execute(
            sa.select(erased_key.c.digest, erased_key.c.erasure_id).where(erased_key.c.digest.in_(chunk))
        )
        for row in rows:
            found.setdefault(row.digest, set()).add(row.erasure_id)
    return {by_digest[each]: Hit(each, frozenset(of)) for each, of in found.items()}


def count(connection: sa.Connection, erasure_id: str) -> dict[str, int]:
    """kind -> how many hashes are kept of it."""
    kinds = connection.execute(sa.select(erased_key.c.kind).where(erased_key.c.erasure_id == erasure_id)).scalars()
    return dict(sorted(Counter(kinds).items()))


def drop(connection: sa.Connection, erasure_id: str) -> None:
    """The person is welcome again."""
    connection.execute(erased_key.delete().where(erased_key.c.erasure_id == erasure_id))


def _key(connection: sa.Connection, *, now: float) -> bytes:
    """Made when it is first needed. The caller's transaction is the only one that writes."""
    made: bytes | None = connection.execute(
        sa.select(secret.c.value).where(secret.c.name == _NAME)
    ).scalar_one_or_none()
    if made is None:
        made = secrets.token_bytes(_BYTES)
        connection.execute(secret.insert().values(name=_NAME, value=made, made_at=now))
    return made
