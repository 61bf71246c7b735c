"""What was and what happened, for whoever asks later."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Index, Integer, String, Table, Text

from syncengine.store.tables.base import metadata

former = Table(
    "former",
    metadata,
    Column("system", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("ref_id", String, primary_key=True),
    Column("until", Float, primary_key=True),
    Column("since", Float, nullable=False),
    Column("parent_id", String),
    Column("fields", JSON, nullable=False),
    Column("gone", Boolean, nullable=False),
    Index("former_parent", "system", "kind", "parent_id"),
    Index("former_until", "until"),
    comment="what a snapshot said before it was replaced, and from when to when",
)

_BIG = BigInteger().with_variant(Integer(), "sqlite")

audit = Table(
    "audit",
    metadata,
    Column("seq", _BIG, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("what", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("person_id", String),
    Column("system", String),
    Column("ref_id", String),
    Column("subject", String),
    Column("run_id", String),
    Column("policy", String),
    Column("rule", String),
    Column("why", Text, nullable=False),
    Column("before", String),
    Column("after", String),
    Column("request_id", String),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
    Index("audit_person", "person_id"),
    Index("audit_subject", "subject"),
    comment="every write and every human decision, chained by hashes; nothing is ever changed or removed",
)

audit_waiting = Table(
    "audit_waiting",
    metadata,
    Column("id", _BIG, primary_key=True, autoincrement=True),
    Column("entry", Text, nullable=False),
    comment="entries written with what they tell of, in the same transaction, until they are chained",
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String, nullable=False),
    comment="the end of the chain",
)
