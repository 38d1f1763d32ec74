"""Stages, supporting documents, previews for readers outside."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_STAGES = "'planning', 'drafting', 'deliberation', 'adoption', 'promulgation'"


def upgrade() -> None:
    """Expand only."""
    _stages()
    _rounds()


def _stages() -> None:
    op.add_column("draft", sa.Column("stage", sa.Text(), server_default=sa.text("'planning'"), nullable=False))
    op.add_column("draft", sa.Column("stage_since", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_draft_stage"), "draft", f"stage IN ({_STAGES})")
    op.create_table(
        "draft_stage",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("moved_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(f"stage IN ({_STAGES})", name=op.f("ck_draft_stage_stage")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_stage_draft_id")),
        sa.ForeignKeyConstraint(["moved_by"], ["account.id"], name=op.f("fk_draft_stage_moved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_stage")),
    )
    op.create_index(op.f("ix_draft_stage_draft_id"), "draft_stage", ["draft_id"])
    # What is known of drafts made before: their first text, and that they were enacted.
    op.execute(
        """INSERT INTO draft_stage (draft_id, stage, began_on)
           SELECT id, 'planning', created_at::date FROM draft ORDER BY id"""
    )
    op.execute(
        """INSERT INTO draft_stage (draft_id, stage, began_on)
           SELECT draft_id, 'drafting', min(created_at)::date FROM version GROUP BY draft_id ORDER BY draft_id"""
    )
    op.execute(
        """INSERT INTO draft_stage (draft_id, stage, began_on)
           SELECT id, 'adoption', coalesce(enacted_on, closed_at::date) FROM draft
           WHERE closed_how = 'enacted' ORDER BY id"""
    )
    op.execute(
        """UPDATE draft SET stage = s.stage, stage_since = s.began_on FROM (
             SELECT DISTINCT ON (draft_id) draft_id, stage, began_on FROM draft_stage ORDER BY draft_id, id DESC) s
           WHERE s.draft_id = draft.id"""
    )


def _rounds() -> None:
    op.add_column("round", sa.Column("introduction_en", sa.Text(), server_default=sa.text("''"), nullable=False))
