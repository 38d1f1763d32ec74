"""What is needed to undo a decision exactly: how a thread stood before it, and which words each mask took away."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Expand only."""
    op.add_column("moderation_decision", sa.Column("before", sa.Text(), nullable=True))
    op.add_column("masked_text", sa.Column("phrases", sa.Text(), server_default=sa.text("''"), nullable=False))
