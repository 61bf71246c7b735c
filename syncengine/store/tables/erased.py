"""Whom we forgot, by what we would recognise them, and what is to come about at a certain time."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, LargeBinary, String, Table, Text, text

from syncengine.store.tables.base import metadata

erasure = Table(
    "erasure",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("asked_at", Float, nullable=False),
    Column("asked_by", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("refs", JSON, nullable=False),
    Column("receipt", JSON, nullable=False),
    Column("ended_at", Float),
    Column("lifted_at", Float),
    Column("lifted_by", String),
    Index("erasure_person", "person_id"),
    comment="people whom we were told to forget: which records, how far it is, and the receipt; no personal data",
)

erased_key = Table(
    "erased_key",
    metadata,
    Column("digest", String, primary_key=True),
    Column("erasure_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Index("erased_key_erasure", "erasure_id"),
    comment="keyed hashes of identifiers of the forgotten, by which one who returns is caught",
)

returned = Table(
    "returned",
    metadata,
    Column("system", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("ref_id", String, primary_key=True),
    Column("erasure_id", String, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("let_in", Boolean, nullable=False, server_default=text("false")),
    Column("agreed", JSON),
    comment="records of the forgotten that are there again: nothing else is kept of them until a human speaks",
)

secret = Table(
    "secret",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("made_at", Float, nullable=False),
    comment="keys that we made for ourselves",
)

wake = Table(
    "wake",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("due_at", Float, nullable=False),
    Column("why", Text, nullable=False),
    Index("wake_due", "due_at"),
    comment="people about whom something comes about by the mere passing of time, and when",
)
