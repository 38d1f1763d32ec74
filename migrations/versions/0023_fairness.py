"""Reserved for fairness."""

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Expand only."""
