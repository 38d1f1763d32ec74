"""What happens to a thread, in its stream; room for news of moderation, services and musyawarah."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_EVENTS = (
    "opened closed reopened slowed unslowed pinned unpinned announced unannounced renamed moved split merged "
    "reparented concluded summarised accepted unaccepted masked wording_changed status_changed rules_changed "
    "audience_changed scheduled"
)
_ROLES = "author moderator officer administrator program"
_KINDS = (
    "answered official reply mention round_opened round_closing round_extended round_shortened version decided closed "
    "talk thread thread_changed thread_concluded accepted moderated report_decided objection_decided service_answered "
    "service_overdue service_resolved temperature_asked conclusion_proposed"
)
_FAMILIES = "answers replies mentions rounds drafts talk moderation services musyawarah"


def upgrade() -> None:
    """Expand only."""
    op.create_table(
        "thread_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by_role", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("other_thread_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(_among("kind", _EVENTS), name=op.f("ck_thread_event_kind")),
        sa.CheckConstraint(_among("by_role", _ROLES), name=op.f("ck_thread_event_by_role")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_event_thread_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_thread_event_contribution_id")),
        sa.ForeignKeyConstraint(["other_thread_id"], ["thread.id"], name=op.f("fk_thread_event_other_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_event")),
    )
    op.create_index("ix_thread_event_thread", "thread_event", ["thread_id", "id"], unique=False)
    for column in ("contribution_id", "other_thread_id"):
        op.create_index(op.f(f"ix_thread_event_{column}"), "thread_event", [column], unique=False)
    _widen("news", "kind", _KINDS)
    _widen("news", "family", _FAMILIES)
    _widen("notification_choice", "family", _FAMILIES)


def _among(column: str, words: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words.split())
    return f"{column} IN ({listed})"


def _widen(table: str, column: str, words: str) -> None:
    """Let a column hold more words than before."""
    name = op.f(f"ck_{table}_{column}")
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, _among(column, words))
