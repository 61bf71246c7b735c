"""What is to be done, what was done, and by whom."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table, Text, text

from syncengine.store.tables.base import metadata

work = Table(
    "work",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("lane", Integer, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("lease_owner", String),
    Column("lease_until", Float),
    Column("reason", Text, nullable=False),
    Column("last_error", Text),
    Column("rung_at", Float),
    Column("held_for", String),
    Column("failing_since", Float),
    Column("failing_system", String),
    Column("correlation", String),
    Column("told_at", Float),
    Index("work_due", "lane", "due_at"),
    Index("work_held", "held_for"),
    comment="people to run; a mark that arrives during a run raises the generation and so means one more run",
)

operation = Table(
    "operation",
    metadata,
    Column("id", String, primary_key=True),
    Column("person_id", String, nullable=False),
    Column("run_id", String, nullable=False),
    Column("system", String, nullable=False),
    Column("verb", String, nullable=False),
    Column("ref_id", String),
    Column("pool", String),
    Column("note_key", String),
    Column("changes", JSON, nullable=False),
    Column("why", Text, nullable=False),
    Column("mark", String, nullable=False),
    Column("state", String, nullable=False),
    Column("planned_at", Float, nullable=False),
    Column("sent_at", Float),
    Column("ended_at", Float),
    Column("error_code", String),
    Column("error_text", Text),
    Column("request_id", String),
    Column("correlation", String),
    Column("lane", Integer),
    Column("told_at", Float),
    Column("policy", String),
    Column("rule", String),
    Column("undoes", String),
    Column("made_for", String),
    Index("operation_undoes", "undoes"),
    Index(
        "operation_made_for",
        "made_for",
        sqlite_where=text("made_for IS NOT NULL"),
        postgresql_where=text("made_for IS NOT NULL"),
    ),
    Index("operation_person", "person_id", "state"),
    Index("operation_run", "run_id"),
    Index("operation_mark", "mark"),
    Index("operation_correlation", "correlation"),
    Index("operation_ended", "ended_at"),
    Index(
        "operation_open",
        "system",
        "person_id",
        sqlite_where=text("state = 'sent'"),
        postgresql_where=text("state = 'sent'"),
    ),
    comment="the journal of intended and made writes: planned, sent, done, refused, abandoned",
)

run = Table(
    "run",
    metadata,
    Column("id", String, primary_key=True),
    Column("command", String, nullable=False),
    Column("policy", String, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("ended_at", Float),
    Column("outcome", String),
    Column("counts", JSON, nullable=False),
    Index("run_ended", "ended_at"),
    Index("run_started", "started_at"),
    comment="one pass of a command",
)

undoing = Table(
    "undoing",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run_id", String, nullable=False),
    Column("target", String, nullable=False),
    Column("person_id", String, nullable=False),
    Column("operations", JSON, nullable=False),
    Column("forbidden", JSON, nullable=False),
    Column("hold", Boolean, nullable=False),
    Column("actor", String, nullable=False),
    Column("asked_at", Float, nullable=False),
    Column("ended_at", Float),
    Column("undone", JSON, nullable=False),
    Index("undoing_person", "person_id"),
    Index("undoing_run", "run_id"),
    Index("undoing_target", "target"),
    comment="what is to be taken back of each person, and what came of it",
)

policy_edition = Table(
    "policy_edition",
    metadata,
    Column("fingerprint", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("content", JSON, nullable=False),
    Column("first_at", Float, nullable=False),
    comment="every policy that was ever in force, whole",
)

chore = Table(
    "chore",
    metadata,
    Column("name", String, primary_key=True),
    Column("started_at", Float, nullable=False),
    Column("ended_at", Float),
    Column("report", JSON, nullable=False),
    comment="what the daemon does now and then: when last, and what came of it",
)

service = Table(
    "service",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("host", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    comment="daemons and receivers that are there, and when each last gave a sign of life",
)
