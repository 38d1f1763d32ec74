"""Who changed what in a concept, and undoing it."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Expand only."""
