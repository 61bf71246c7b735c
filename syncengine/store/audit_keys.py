"""The key of the hashes that stand in the audit for values. The store makes it for itself; it never leaves the store.

A hash without a key could be tested with guesses: there are not that many phone numbers. Each hash is also made with
something that is said nowhere else and goes when somebody is forgotten, so that afterwards nobody can test a guess,
not even with the key.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.core.chain import START
from syncengine.store.tables import audit_head, secret

if TYPE_CHECKING:
    from syncengine.store.database import Store

_NAME = "audit"
_BYTES = 32
HEAD = 1
"""The one row of the table of the end."""

_KEYS: WeakKeyDictionary[sa.Engine, bytes] = WeakKeyDictionary()
"""A key never changes, and none is here before it was committed."""


def make_ready(store: Store, *, now: float) -> None:
    """Make the key and the beginning of the chain, where they are not there yet."""
    with store.read() as connection:
        made = connection.execute(_key()).scalar_one_or_none()
        begun = connection.execute(sa.select(audit_head.c.id).where(audit_head.c.id == HEAD)).first()
    if made is None or begun is None:
        with store.write() as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            key = {"name": _NAME, "value": secrets.token_bytes(_BYTES), "made_at": now}
            connection.execute(insert(secret).values(**key).on_conflict_do_nothing())
            start = {"id": HEAD, "seq": 0, "hash": START}
            connection.execute(insert(audit_head).values(**start).on_conflict_do_nothing())


def key_of(connection: sa.Connection) -> bytes:
    """Costs nothing but once for each engine."""
    known = _KEYS.get(connection.engine)
    if known is None:
        known = connection.execute(_key()).scalar_one()
        _KEYS[connection.engine] = known
    return known


def keyed(key: bytes, *parts: Any) -> str:
    """A hash of plain data that nobody can test guesses against who has not got the key."""
    said = orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS)
    return hmac.digest(key, said, "sha256").hex()


def _key() -> sa.Select[Any]:
    return sa.select(secret.c.value).where(secret.c.name == _NAME)
