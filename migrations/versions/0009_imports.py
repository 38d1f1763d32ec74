"""Threads brought from elsewhere: what they became, and the votes they had there."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Expand only."""
    op.add_column("contribution_tally", sa.Column("brought", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "imported",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("contributor_id", sa.BigInteger(), nullable=True),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('thread', 'author', 'post')", name=op.f("ck_imported_kind")),
        sa.CheckConstraint(
            "num_nonnulls(thread_id, contributor_id, contribution_id) = 1", name=op.f("ck_imported_one_thing")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_imported_thread_id")),
        sa.ForeignKeyConstraint(["contributor_id"], ["contributor.id"], name=op.f("fk_imported_contributor_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_imported_contribution_id")),
        sa.PrimaryKeyConstraint("source", "kind", "external_id", name=op.f("pk_imported")),
    )
    for column in ("thread_id", "contributor_id", "contribution_id"):
        op.create_index(op.f(f"ix_imported_{column}"), "imported", [column], unique=False)
