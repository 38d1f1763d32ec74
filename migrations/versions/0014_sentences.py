"""A plain sentence for every change, and a summary of changes in English."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


_ADDED = (
    ("change", "sentence"),
    ("change", "sentence_en"),
    ("lost_change", "sentence"),
    ("lost_change", "sentence_en"),
    ("version", "summary_en_html"),
)


def upgrade() -> None:
    """Expand only."""
    for table, name in _ADDED:
        op.add_column(table, sa.Column(name, sa.Text, nullable=False, server_default=""))
