"""Trust: what records were like before, what each write undid, and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("operation", sa.Column("undoes", sa.String(), nullable=True))
    op.create_index("operation_undoes", "operation", ["undoes"])
    op.add_column("operation", sa.Column("made_for", sa.String(), nullable=True))
    op.add_column("review", sa.Column("asked_of", sa.String(), nullable=True))
    for table, column in (("operation", "made_for"), ("review", "asked_of")):
        handed_over = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"{table}_{column}", table, [column], sqlite_where=handed_over, postgresql_where=handed_over)
    op.add_column("link", sa.Column("run_id", sa.String(), nullable=True))
    op.create_index("link_run", "link", ["run_id"])
    op.create_table(
        "undoing",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("operations", sa.JSON(), nullable=False),
        sa.Column("forbidden", sa.JSON(), nullable=False),
        sa.Column("hold", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("asked_at", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.Float(), nullable=True),
        sa.Column("undone", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        comment="what is to be taken back of each person, and what came of it",
    )
    for column in ("person_id", "run_id", "target"):
        op.create_index(f"undoing_{column.removesuffix('_id')}", "undoing", [column])
    op.add_column("returned", sa.Column("agreed", sa.JSON(), nullable=True))
    # Who was let in is known by what the store has of the record.
    op.execute("DELETE FROM returned WHERE let_in")
    # What was typed for somebody who has become part of somebody else since is nobody's.
    op.execute("DELETE FROM override WHERE person_id NOT IN (SELECT id FROM person)")
    op.add_column("snapshot", sa.Column("since", sa.Float(), nullable=True))
    op.create_table(
        "former",
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref_id", sa.String(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("system", "kind", "ref_id", "until"),
        comment="what a snapshot said before it was replaced, and from when to when",
    )
    op.create_index("former_parent", "former", ["system", "kind", "parent_id"])
    op.create_index("former_until", "former", ["until"])
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("system", sa.String(), nullable=True),
        sa.Column("ref_id", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("run_id", sa.String(), nullable=True),
        sa.Column("policy", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        comment="every write and every human decision, chained by hashes; nothing is ever changed or removed",
    )
    op.create_index("audit_person", "audit", ["person_id"])
    op.create_index("audit_subject", "audit", ["subject"])
    op.create_table(
        "audit_waiting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        comment="entries written with what they tell of, in the same transaction, until they are chained",
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        comment="the end of the chain",
    )
