"""Reserved for writing."""

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Expand only."""
