"""Reserved for reading."""

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Expand only."""
