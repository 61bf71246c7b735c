"""Policy: the policy and the rule behind each write, what comes about by the passing of time, and whom we forgot."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("operation", sa.Column("policy", sa.String(), nullable=True))
    op.add_column("operation", sa.Column("rule", sa.String(), nullable=True))
    op.create_table(
        "wake",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id"),
        comment="people about whom something comes about by the mere passing of time, and when",
    )
    op.create_index("wake_due", "wake", ["due_at"])
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("asked_at", sa.Float(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("refs", sa.JSON(), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.Column("ended_at", sa.Float(), nullable=True),
        sa.Column("lifted_at", sa.Float(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        comment="people whom we were told to forget: which records, how far it is, and the receipt; no personal data",
    )
    op.create_index("erasure_person", "erasure", ["person_id"])
    op.create_table(
        "erased_key",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("erasure_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "erasure_id"),
        comment="keyed hashes of identifiers of the forgotten, by which one who returns is caught",
    )
    op.create_index("erased_key_erasure", "erased_key", ["erasure_id"])
    op.create_table(
        "returned",
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref_id", sa.String(), nullable=False),
        sa.Column("erasure_id", sa.String(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("let_in", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.PrimaryKeyConstraint("system", "kind", "ref_id"),
        comment="records of the forgotten that are there again: nothing else is kept of them until a human speaks",
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        comment="keys that we made for ourselves",
    )
    op.create_table(
        "policy_edition",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("first_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint"),
        comment="every policy that was ever in force, whole",
    )
