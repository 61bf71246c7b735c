"""Safe delivery: bells and holds of waiting people, what a system's breaker knows, causes of parked writes, and values
that a human put in the place of refused ones."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("work", sa.Column("rung_at", sa.Float(), nullable=True))
    op.add_column("work", sa.Column("held_for", sa.String(), nullable=True))
    op.add_column("work", sa.Column("failing_since", sa.Float(), nullable=True))
    op.add_column("work", sa.Column("failing_system", sa.String(), nullable=True))
    op.create_index("work_held", "work", ["held_for"])
    op.add_column("system", sa.Column("failures", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("system", sa.Column("down_since", sa.Float(), nullable=True))
    op.add_column("system", sa.Column("down_why", sa.Text(), nullable=True))
    op.add_column("system", sa.Column("probe_at", sa.Float(), nullable=True))
    op.add_column("system", sa.Column("probes", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("system", sa.Column("unlisted_since", sa.Float(), nullable=True))
    op.add_column("review", sa.Column("cause", sa.String(), nullable=True))
    op.create_index("review_cause", "review", ["cause"])
    op.add_column("parked", sa.Column("dropped_at", sa.Float(), nullable=True))
    op.create_index("parked_review", "parked", ["review_id"])
    op.create_table(
        "override",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("made_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "system", "field"),
        comment="values that a human wants written instead of the ones that were refused, until their facts change",
    )
