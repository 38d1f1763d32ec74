"""Feeds, and people mentioned."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_KINDS = (
    "answered official reply mention round_opened round_closing round_extended round_shortened version decided closed "
    "talk thread"
)
_FAMILIES = "answers replies mentions rounds drafts talk"


def upgrade() -> None:
    """Expand only."""
    op.create_index(
        "ix_thread_lately",
        "thread",
        ["topic_id", "created_at", "id"],
        unique=False,
        postgresql_where=sa.text("draft_id IS NULL"),
    )
    op.create_table(
        "mention",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("addition_id", sa.BigInteger(), nullable=True),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_mention_contribution_id")),
        sa.ForeignKeyConstraint(["addition_id"], ["addition.id"], name=op.f("fk_mention_addition_id")),
        sa.ForeignKeyConstraint(["target_id"], ["contribution.id"], name=op.f("fk_mention_target_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
    )
    for column in ("contribution_id", "addition_id", "target_id"):
        op.create_index(op.f(f"ix_mention_{column}"), "mention", [column], unique=False)
    _widen("news", "kind", _KINDS)
    _widen("news", "family", _FAMILIES)
    _widen("notification_choice", "family", _FAMILIES)


def _widen(table: str, column: str, words: str) -> None:
    """Let a column hold one word more."""
    name = op.f(f"ck_{table}_{column}")
    listed = ", ".join(f"'{word}'" for word in words.split())
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, f"{column} IN ({listed})")
