"""How a draft ended, and plain sentences for changes."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Expand only."""
