"""Summaries of revisions and what answers did."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Expand only."""
