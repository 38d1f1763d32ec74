"""Notes of moderators about a person, and notes that are struck out."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Expand only."""
    note = "moderation_note"
    op.add_column(note, sa.Column("author_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f(f"fk_{note}_author_id"), note, "contributor", ["author_id"], ["id"])
    op.create_index(op.f(f"ix_{note}_author_id"), note, ["author_id"])
    op.add_column(note, sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True))
