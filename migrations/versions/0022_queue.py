"""Reserved for queue."""

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Expand only."""
