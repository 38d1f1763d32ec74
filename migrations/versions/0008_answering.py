"""Summaries of revisions: how often one was edited while its version was a concept, and what was added later."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Expand only."""
    op.add_column("version", sa.Column("summary_edits", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.create_table(
        "version_addition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_version_addition_version_id")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_version_addition_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_addition")),
    )
    op.create_index(op.f("ix_version_addition_version_id"), "version_addition", ["version_id"])
