"""Changes a newly read file lost, clauses restored, credit for words taken over."""

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Expand only."""
