"""Passes of commands, and the systems they talked to."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from syncengine.store.audit import OURS, Entry, tell
from syncengine.store.tables import operation, run, system


@dataclass(frozen=True, slots=True)
class SystemRow:
    """What is remembered of a system between runs."""

    name: str
    account_id: str | None
    account_name: str | None
    paused_why: str | None


def begin(connection: sa.Connection, *, command: str, policy: str, now: float) -> str:
    """Note the start of a pass. Returns the run's id."""
    id_ = f"r_{secrets.token_hex(6)}"
    connection.execute(run.insert().values(id=id_, command=command, policy=policy, started_at=now, counts={}))
    return id_


def end(connection: sa.Connection, id_: str, *, outcome: str, counts: Mapping[str, int], now: float) -> None:
    connection.execute(run.update().where(run.c.id == id_).values(ended_at=now, outcome=outcome, counts=dict(counts)))


def current(connection: sa.Connection) -> str | None:
    """The pass that is being made, or was last made: what is run now is run for it."""
    id_: str | None = connection.execute(
        sa.select(run.c.id).order_by(run.c.started_at.desc(), run.c.id).limit(1)
    ).scalar_one_or_none()
    return id_


def last(connection: sa.Connection, *, limit: int = 5, but: Collection[str] = ()) -> list[dict[str, Any]]:
    """The latest passes, newest first, without those of the commands in ``but``."""
    rows = connection.execute(
        sa.select(run).where(run.c.command.not_in(sorted(but))).order_by(run.c.started_at.desc(), run.c.id).limit(limit)
    )
    return [dict(row._mapping) for row in rows]


def forget_idle(connection: sa.Connection, *, command: str, before: float) -> int:
    """Remove passes of a command that began before then and journalled nothing, but not the latest of all that ran to
    its end: its policy is the one in force. Returns how many."""
    latest = sa.select(run.c.id).where(run.c.outcome == "finished").order_by(run.c.started_at.desc()).limit(1)
    idle = run.delete().where(
        run.c.id.not_in(latest),
        run.c.command == command,
        run.c.started_at < before,
        ~sa.exists().where(operation.c.run_id == run.c.id),
    )
    return connection.execute(idle).rowcount


def last_outcome(connection: sa.Connection, *, command: str) -> str | None:
    """How the latest pass of a command ended; None while it has not, or when there was none."""
    outcome: str | None = connection.execute(
        sa.select(run.c.outcome).where(run.c.command == command).order_by(run.c.started_at.desc()).limit(1)
    ).scalar_one_or_none()
    return outcome


def ever_finished(connection: sa.Connection, *, command: str) -> bool:
    """Whether a command has ever run to its end on this store."""
    found = sa.select(run.c.id).where(run.c.command == command, run.c.outcome == "finished").limit(1)
    return connection.execute(found).one_or_none() is not None


def agreed(connection: sa.Connection, id_: str, *, by: str = OURS, now: float | None = None) -> None:
    """The user agreed to what the pass will write. Until it ends this is how far it came. With another policy than the
    pass before, that one is in force from now on; ``by`` is who started the pass."""
    before = policy_in_force(connection)
    agreed = run.update().where(run.c.id == id_).values(outcome="agreed").returning(run.c.policy, run.c.started_at)
    row = connection.execute(agreed).one()
    if row.policy != before:
        at = row.started_at if now is None else now
        why = "the first one" if before is None else f"instead of {before}"
        tell(connection, Entry(at=at, what="policy in force", actor=by, run_id=id_, policy=row.policy, why=why))


def ever_agreed(connection: sa.Connection, *, command: str) -> bool:
    """Whether the user ever agreed to what a command wrote on this store. A whole plan that was applied stands for a
    backfill; one that was applied in parts ends in another way."""
    commands = [command, *(["apply"] if command == "backfill" else [])]
    found = sa.select(run.c.id).where(run.c.command.in_(commands), run.c.outcome.in_(["agreed", "paused", "finished"]))
    return connection.execute(found.limit(1)).one_or_none() is not None


def last_policy(connection: sa.Connection) -> str | None:
    """Fingerprint of the policy of the latest pass that ran to its end."""
    policy: str | None = connection.execute(
        sa.select(run.c.policy).where(run.c.outcome == "finished").order_by(run.c.started_at.desc()).limit(1)
    ).scalar_one_or_none()
    return policy


def policy_in_force(connection: sa.Connection) -> str | None:
    """Fingerprint of the policy of the latest pass that wrote, or is writing, with somebody's consent."""
    policy: str | None = connection.execute(
        sa.select(run.c.policy)
        .where(run.c.outcome.in_(["agreed", "paused", "finished"]))
        .order_by(run.c.started_at.desc())
        .limit(1)
    ).scalar_one_or_none()
    return policy


def remember_system(
    connection: sa.Connection, *, name: str, connector: str, role: str, account_id: str, account_name: str
) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    values = {"connector": connector, "role": role, "account_id": account_id, "account_name": account_name}
    connection.execute(
        insert(system).values(name=name, **values).on_conflict_do_update(index_elements=["name"], set_=values)
    )


def systems(connection: sa.Connection) -> dict[str, SystemRow]:
    rows = connection.execute(sa.select(system.c.name, system.c.account_id, system.c.account_name, system.c.paused_why))
    return {row[0]: SystemRow(*row) for row in rows}
