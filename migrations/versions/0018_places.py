"""Finding what somebody said by the name they chose."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Expand only."""
    # A trusted extension: who owns the database may make it.
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(
        """CREATE INDEX ix_contribution_name ON contribution USING gin (public_name gin_trgm_ops)
           WHERE state = 'published'"""
    )
