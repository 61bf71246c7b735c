"""Who is who: people, links, and what matching keeps of records."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Float, Index, Integer, LargeBinary, String, Table, Text, text

from syncengine.store.tables.base import metadata

person = Table(
    "person",
    metadata,
    Column("id", String, primary_key=True),
    Column("made_at", Float, nullable=False),
    comment="our canonical entity; its id never changes meaning",
)

link = Table(
    "link",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("person_id", String, nullable=False),
    Column("system", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("ref_id", String, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("actor", String, nullable=False),
    Column("made_at", Float, nullable=False),
    Column("undone_at", Float),
    Column("run_id", String),
    Index("link_run", "run_id"),
    Index("link_person", "person_id"),
    Index(
        "link_standing",
        "system",
        "kind",
        "ref_id",
        unique=True,
        sqlite_where=text("undone_at IS NULL"),
        postgresql_where=text("undone_at IS NULL"),
    ),
    comment="person - ref, an event with evidence; it can be undone, never overwritten",
)

identity_key = Table(
    "identity_key",
    metadata,
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    Column("system", String, primary_key=True),
    Column("ref_id", String, primary_key=True),
    Index("identity_key_ref", "system", "ref_id"),
    comment="normalised identifiers of candidate records",
)

model = Table(
    "model",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("version", String, nullable=False),
    Column("start", String, nullable=False),
    Column("weights", Text, nullable=False),
    Column("report", JSON, nullable=False),
    Column("actor", String, nullable=False),
    Column("made_at", Float, nullable=False),
    Column("retired_at", Float),
    comment="models trained on what humans decided; the latest that is not retired is in force",
)

_BIG = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits everywhere; SQLite keeps a single key of this type as the place of the row."""

card = Table(
    "card",
    metadata,
    Column("id", _BIG, primary_key=True, autoincrement=False),
    Column("system", String, nullable=False),
    Column("ref_id", String, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Index("card_ref", "system", "ref_id", unique=True),
    comment="what matching compares of a living candidate record, packed",
)

card_key = Table(
    "card_key",
    metadata,
    Column("code", _BIG, primary_key=True, autoincrement=False),
    Column("card_id", _BIG, primary_key=True, autoincrement=False),
    comment="blocking keys of cards: records of one system that share one are worth comparing",
    sqlite_with_rowid=False,
)

card_count = Table(
    "card_count",
    metadata,
    Column("code", _BIG, primary_key=True, autoincrement=False),
    Column("carriers", _BIG, nullable=False),
    comment="how often each value of a kind occurs on cards; code 0 counts the cards",
)

card_edition = Table(
    "card_edition",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("edition", String, nullable=False),
    Column("system", String),
    Column("ref_id", String),
    comment="by which rules the cards were made, and behind which record making them stopped half-way",
)
