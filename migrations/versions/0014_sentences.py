"""A plain sentence for every change."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Expand only."""
