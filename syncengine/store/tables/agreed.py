"""What was agreed on and what waits for a human."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Table, Text, text

from syncengine.store.tables.base import metadata

baseline = Table(
    "baseline",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("system", String, primary_key=True),
    Column("ref_id", String),
    Column("fields", JSON, nullable=False),
    Column("settled_at", Float, nullable=False),
    comment="per person and system: the fields as read back when all sides last agreed",
)

parked = Table(
    "parked",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("system", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("facts", String, nullable=False),
    Column("review_id", Integer, nullable=False),
    Column("parked_at", Float, nullable=False),
    Column("dropped_at", Float),
    Index("parked_review", "review_id"),
    comment="fields of a person that are not written until the facts change or a human acts",
)

override = Table(
    "override",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("system", String, primary_key=True),
    Column("field", String, primary_key=True),
    Column("facts", String, nullable=False),
    Column("value", JSON, nullable=False),
    Column("actor", String, nullable=False),
    Column("made_at", Float, nullable=False),
    comment="values that a human wants written instead of the ones that were refused, until their facts change",
)

review = Table(
    "review",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("person_id", String),
    Column("system", String),
    Column("ref_id", String),
    Column("field", String),
    Column("reason", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("opened_at", Float, nullable=False),
    Column("closed_at", Float),
    Column("decision", String),
    Column("decided_by", String),
    Column("cause", String),
    Column("asked_of", String),
    Index("review_cause", "cause"),
    Index(
        "review_asked_of",
        "asked_of",
        sqlite_where=text("asked_of IS NOT NULL"),
        postgresql_where=text("asked_of IS NOT NULL"),
    ),
    Index(
        "review_open",
        "kind",
        "subject",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index("review_person", "person_id"),
    Index("review_closed", "closed_at"),
    comment="the human queue: possible matches, conflicts, parked operations, bad records",
)
