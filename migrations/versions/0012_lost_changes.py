"""Confirmations a newly read text lost, clauses that come back proposed by likeness."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"


def upgrade() -> None:
    """Expand only."""
    op.create_table(
        "lost_confirmation",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("version_id", sa.BigInteger, sa.ForeignKey("version.id"), nullable=False),
        sa.Column("op", sa.Text, nullable=False),
        sa.Column("old_text_ids", sa.ARRAY(sa.BigInteger), nullable=False, server_default="{}"),
        sa.Column("new_clause_ids", sa.ARRAY(sa.BigInteger), nullable=False, server_default="{}"),
        sa.Column("new_fingerprints", sa.ARRAY(sa.Text), nullable=False, server_default="{}"),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()")),
    )
    op.create_index("ix_lost_confirmation_version_id", "lost_confirmation", ["version_id"])
    op.add_column("alignment", sa.Column("restores_id", sa.BigInteger, sa.ForeignKey("clause_text.id"), nullable=True))
    op.add_column("alignment", sa.Column("restores_score", sa.Float, nullable=True))
