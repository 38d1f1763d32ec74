"""Feeds, calendars and people mentioned."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Expand only."""
    op.create_index(
        "ix_thread_lately",
        "thread",
        ["topic_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("draft_id IS NULL"),
    )
