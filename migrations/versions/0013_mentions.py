"""Feeds, calendars and people mentioned."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Expand only."""
