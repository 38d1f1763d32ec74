"""Notes, assignments, due times, deputies, promised days."""

import sqlalchemy as sa
from alembic import op

from partisipasi.kit.migrating import run_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    _about_contributions()
    _about_rounds_and_teams()
    run_script("0007_considering.sql")


def _about_contributions() -> None:
    """What a team notes about a contribution: who read it, whose task it is, what colleagues should know, what is shown."""
    op.create_table(
        "internal_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_internal_note_contribution_id")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_internal_note_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_note")),
    )
    op.create_index("ix_internal_note_contribution_id", "internal_note", ["contribution_id"])
    op.create_table(
        "assignment",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("assigned_by", sa.BigInteger(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_assignment_contribution_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_assignment_account_id")),
        sa.ForeignKeyConstraint(["assigned_by"], ["account.id"], name=op.f("fk_assignment_assigned_by")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_account_id", "assignment", ["account_id"])
    op.create_table(
        "reading",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("read_by", sa.BigInteger(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_reading_contribution_id")),
        sa.ForeignKeyConstraint(["read_by"], ["account.id"], name=op.f("fk_reading_read_by")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_reading")),
    )
    op.create_table(
        "pinned_question",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("pinned_by", sa.BigInteger(), nullable=True),
        sa.Column("pinned_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_pinned_question_contribution_id")
        ),
        sa.ForeignKeyConstraint(["pinned_by"], ["account.id"], name=op.f("fk_pinned_question_pinned_by")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_pinned_question")),
    )


def _about_rounds_and_teams() -> None:
    """By when a round's input is promised its answers; who deputises in a team, for whom, from when to when."""
    op.create_table(
        "answer_promise",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("promised_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_answer_promise_round_id")),
        sa.ForeignKeyConstraint(["promised_by"], ["account.id"], name=op.f("fk_answer_promise_promised_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_promise")),
    )
    op.create_index("ix_answer_promise_round_id", "answer_promise", ["round_id", "id"])
    op.create_table(
        "round_progress",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("answered", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_progress_round_id")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_progress")),
    )
    op.add_column("team_member", sa.Column("deputises_for", sa.BigInteger(), nullable=True))
    op.add_column("team_member", sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("team_member", sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("fk_team_member_deputises_for"), "team_member", "account", ["deputises_for"], ["id"])
    op.create_check_constraint(
        op.f("ck_team_member_deputy"),
        "team_member",
        "deputises_for IS NULL OR (deputises_for <> account_id AND begins_at < ends_at)",
    )
    op.add_column("draft_progress", sa.Column("read", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("draft_progress", sa.Column("decided", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("draft_progress", sa.Column("oldest_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("draft_progress", sa.Column("median_days", sa.Float(), nullable=True))
