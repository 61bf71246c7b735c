"""Identity in the store: cards, their blocking keys and how common each value is. The next pass fills them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "card",
        sa.Column("id", _BIG, autoincrement=False, nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("ref_id", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        comment="what matching compares of a living candidate record, packed",
    )
    op.create_index("card_ref", "card", ["system", "ref_id"], unique=True)
    op.create_table(
        "card_key",
        sa.Column("code", _BIG, autoincrement=False, nullable=False),
        sa.Column("card_id", _BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("code", "card_id"),
        comment="blocking keys of cards: records of one system that share one are worth comparing",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "card_count",
        sa.Column("code", _BIG, autoincrement=False, nullable=False),
        sa.Column("carriers", _BIG, nullable=False),
        sa.PrimaryKeyConstraint("code"),
        comment="how often each value of a kind occurs on cards; code 0 counts the cards",
    )
    op.create_table(
        "card_edition",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=True),
        sa.Column("ref_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        comment="by which rules the cards were made, and behind which record making them stopped half-way",
    )
