"""The tables. Times are seconds since the epoch (UTC); fields and evidence are JSON; ids are text."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData()

system = Table(
    "system",
    metadata,
    Column("name", String, primary_key=True),
    Column("connector", String, nullable=False),
    Column("role", String, nullable=False),
    Column("account_id", String),
    Column("account_name", String),
    Column("paused_at", Float),
    Column("paused_why", Text),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("down_since", Float),
    Column("down_why", Text),
    Column("probe_at", Float),
    Column("probes", Integer, nullable=False, server_default=text("0")),
    Column("unlisted_since", Float),
    comment="one vendor account we talk to; paused until a human acts, or down until a probe gets through",
)

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

snapshot = Table(
    "snapshot",
    metadata,
    Column("system", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("ref_id", String, primary_key=True),
    Column("parent_id", String),
    Column("version", String),
    Column("fields", JSON, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("digest", String, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("changed_at", Float),
    Column("gone", Boolean, nullable=False, server_default=text("false")),
    Column("correlation", String),
    Index("snapshot_parent", "system", "kind", "parent_id"),
    comment="a ref as last seen: translated fields and the vendor's own payload (zlib JSON)",
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
    Index("review_cause", "cause"),
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

listing = Table(
    "listing",
    metadata,
    Column("system", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("cursor", Text),
    Column("complete", Boolean, nullable=False),
    Column("full_listed", Integer, nullable=False, server_default=text("0")),
    Column("started_at", Float, nullable=False),
    Column("midway", Boolean, nullable=False, server_default=text("false")),
    Column("moved_at", Float, nullable=False),
    Column("found", Integer, nullable=False, server_default=text("0")),
    Column("found_at", Float),
    comment="how far each listing has been read, and how much news polling it brought",
)

pool_binding = Table(
    "pool_binding",
    metadata,
    Column("system", String, primary_key=True),
    Column("pool", String, primary_key=True),
    Column("ref_id", String, nullable=False),
    comment="which list of a system a pool of the policy is, whatever either is called later",
)

hint = Table(
    "hint",
    metadata,
    Column("system", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("ref_id", String, primary_key=True),
    Column("reason", String, nullable=False),
    Column("given_at", Float, nullable=False),
    Column("times", Integer, nullable=False, server_default=text("1")),
    Column("urgent", Boolean, nullable=False, server_default=text("false")),
    Column("correlation", String),
    comment="refs to look at again; one that is told again while it is looked at is looked at once more",
)

delivery = Table(
    "delivery",
    metadata,
    Column("system", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False),
    Column("correlation", String, nullable=False),
    Column("event", String, nullable=False),
    Column("known", Boolean, nullable=False),
    Column("body", LargeBinary),
    Column("received_at", Float, nullable=False),
    Column("followed_at", Float),
    Index(
        "delivery_open",
        "system",
        "received_at",
        sqlite_where=text("followed_at IS NULL"),
        postgresql_where=text("followed_at IS NULL"),
    ),
    comment="webhook deliveries that were genuine; with the body where nobody understood it",
)

heard = Table(
    "heard",
    metadata,
    Column("system", String, primary_key=True),
    Column("event", String, primary_key=True),
    Column("first_at", Float, nullable=False),
    Column("last_at", Float, nullable=False),
    Column("count", Integer, nullable=False),
    comment="which events a system has told by webhook, and when last",
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
