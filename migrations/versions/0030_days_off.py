"""The days on which the city's offices are closed besides weekends."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Expand only."""
    op.add_column("city", sa.Column("days_off", sa.Text(), server_default=sa.text("''"), nullable=False))
