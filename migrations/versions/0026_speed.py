"""Indexes for what grows: the public log by rule, an agency's figures, a service's cases."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Expand only."""
    op.create_index(
        "ix_moderation_decision_rule",
        "moderation_decision",
        ["rule", "id"],
        postgresql_include=["act", "supersedes_id"],
    )
    op.create_index(
        "ix_service_case_figures",
        "service_case",
        ["agency_id", "heard_at"],
        postgresql_include=["contribution_id", "due_on", "answered_at", "status", "reopened", "verdict"],
        postgresql_where=sa.text("heard_at IS NOT NULL"),
    )
    op.create_index(
        "ix_service_case_heard", "service_case", ["service_id"], postgresql_where=sa.text("heard_at IS NOT NULL")
    )
