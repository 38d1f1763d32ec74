"""Notes, assignments, due times, deputies, promised days."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Expand only."""
