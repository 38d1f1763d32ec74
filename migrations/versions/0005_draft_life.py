"""Stages, supporting documents, previews for readers outside."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Expand only."""
