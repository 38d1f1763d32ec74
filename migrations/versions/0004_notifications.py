"""Who follows what, what they are told, and how."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Expand only."""
