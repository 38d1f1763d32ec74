"""How a draft ended, and what changed after it."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Expand only."""
