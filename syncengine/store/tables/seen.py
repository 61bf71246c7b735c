"""What was seen: systems, records, listings, and what webhooks told."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, LargeBinary, String, Table, Text, text

from syncengine.store.tables.base import metadata

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
    Column("since", Float),
    Index("snapshot_parent", "system", "kind", "parent_id"),
    comment="a ref as last seen: translated fields and the vendor's own payload (zlib JSON)",
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
