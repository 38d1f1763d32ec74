"""The words of a quote as they were before some of them were masked in the source."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Expand only."""
    op.add_column("contribution_quote", sa.Column("unmasked", sa.Text(), nullable=True))
