"""Reserved for places."""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Expand only."""
