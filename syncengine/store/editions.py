"""The policies that were ever in force, whole, by their fingerprints: what a decision of last year was made by."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from mappings.policy import Policy
from syncengine.store.tables import policy_edition


def keep(connection: sa.Connection, policy: Policy, *, now: float) -> None:
    """Remember a policy, once."""
    there = sa.select(policy_edition.c.fingerprint).where(policy_edition.c.fingerprint == policy.fingerprint)
    if connection.execute(there).first() is None:
        content = json.loads(json.dumps(asdict(policy), default=sorted))
        row = {"fingerprint": policy.fingerprint, "name": policy.name, "content": content, "first_at": now}
        connection.execute(policy_edition.insert().values(**row))


def find(connection: sa.Connection, fingerprint: str) -> dict[str, Any] | None:
    """What a policy said, as plain data; None when it was never in force here."""
    query = sa.select(policy_edition.c.content).where(policy_edition.c.fingerprint == fingerprint)
    found: dict[str, Any] | None = connection.execute(query).scalar()
    return found


def starting_with(connection: sa.Connection, start: str) -> list[dict[str, Any]]:
    """What the policies said whose fingerprints begin so, the oldest first."""
    named = policy_edition.c.fingerprint.startswith(start, autoescape=True)
    rows = connection.execute(sa.select(policy_edition.c.content).where(named).order_by(policy_edition.c.first_at))
    return [row.content for row in rows]
