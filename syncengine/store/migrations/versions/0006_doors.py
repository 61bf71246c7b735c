"""Doors: webhook deliveries and what was heard of each event, what led to a hint, a mark, a snapshot and a write, when
chores were last done, and which services are there."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("correlation", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.Float(), nullable=False),
        sa.Column("followed_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("system", "id"),
        comment="webhook deliveries that were genuine; with the body where nobody understood it",
    )
    op.create_index(
        "delivery_open",
        "delivery",
        ["system", "received_at"],
        sqlite_where=sa.text("followed_at IS NULL"),
        postgresql_where=sa.text("followed_at IS NULL"),
    )
    op.create_table(
        "heard",
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("first_at", sa.Float(), nullable=False),
        sa.Column("last_at", sa.Float(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("system", "event"),
        comment="which events a system has told by webhook, and when last",
    )
    op.create_table(
        "chore",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.Float(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        comment="what the daemon does now and then: when last, and what came of it",
    )
    op.create_table(
        "service",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        comment="daemons and receivers that are there, and when each last gave a sign of life",
    )
    op.add_column("hint", sa.Column("times", sa.Integer(), nullable=False, server_default=sa.text("1")))
    op.add_column("hint", sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.add_column("hint", sa.Column("correlation", sa.String(), nullable=True))
    op.add_column("snapshot", sa.Column("correlation", sa.String(), nullable=True))
    op.add_column("work", sa.Column("correlation", sa.String(), nullable=True))
    op.add_column("operation", sa.Column("correlation", sa.String(), nullable=True))
    op.add_column("operation", sa.Column("lane", sa.Integer(), nullable=True))
    op.create_index("operation_correlation", "operation", ["correlation"])
    op.add_column("work", sa.Column("told_at", sa.Float(), nullable=True))
    op.add_column("operation", sa.Column("told_at", sa.Float(), nullable=True))
    op.create_index("operation_ended", "operation", ["ended_at"])
    op.create_index(
        "operation_open",
        "operation",
        ["system", "person_id"],
        sqlite_where=sa.text("state = 'sent'"),
        postgresql_where=sa.text("state = 'sent'"),
    )
    op.create_index("review_closed", "review", ["closed_at"])
    op.create_index("run_ended", "run", ["ended_at"])
    op.create_index("run_started", "run", ["started_at"])
    op.add_column("listing", sa.Column("found", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("listing", sa.Column("found_at", sa.Float(), nullable=True))
