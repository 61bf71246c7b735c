"""A baseline knows the record that it was agreed with: a person may have several in one system."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("baseline", sa.Column("ref_id", sa.String(), nullable=True))
