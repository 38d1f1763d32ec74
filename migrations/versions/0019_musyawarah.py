"""Musyawarah: wordings of a proposal, answers to them, conclusions with their lines and what is said against them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Expand only."""
    op.create_index(
        "ix_contribution_argument",
        "contribution",
        ["thread_id", "stance", "id"],
        unique=False,
        postgresql_where=sa.text("kind = 'argument' AND state = 'published'"),
    )
    _wording()
    _wording_tally()
    _temperature()
    _conclusion()
    _conclusion_line()
    _line_wording()
    _line_citation()
    _contest()


def _wording() -> None:
    op.create_table(
        "wording",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_wording_contribution_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_wording_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_wording_contribution_id")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_wording_thread_id_number")),
    )


def _wording_tally() -> None:
    op.create_table(
        "wording_tally",
        sa.Column("wording_id", sa.BigInteger(), nullable=False),
        sa.Column("agree", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("unsure", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("object", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["wording_id"], ["wording.id"], name=op.f("fk_wording_tally_wording_id")),
        sa.PrimaryKeyConstraint("wording_id", name=op.f("pk_wording_tally")),
    )


def _temperature() -> None:
    op.create_table(
        "temperature",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("wording_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("choice = 'agree' OR contribution_id IS NOT NULL", name=op.f("ck_temperature_reason")),
        sa.CheckConstraint("choice IN ('agree', 'unsure', 'object')", name=op.f("ck_temperature_choice")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_temperature_account_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_temperature_contribution_id")),
        sa.ForeignKeyConstraint(["wording_id"], ["wording.id"], name=op.f("fk_temperature_wording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_temperature")),
    )
    op.create_index(op.f("ix_temperature_account_id"), "temperature", ["account_id"], unique=False)
    op.create_index(op.f("ix_temperature_contribution_id"), "temperature", ["contribution_id"], unique=False)
    op.create_index("ix_temperature_wording", "temperature", ["wording_id", "id"], unique=False)
    op.create_index(
        "uq_temperature_current",
        "temperature",
        ["wording_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL AND account_id IS NOT NULL"),
    )


def _conclusion() -> None:
    op.create_table(
        "conclusion",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("introduction", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("by_role", sa.Text(), server_default=sa.text("'officer'"), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contest_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("(proposed_at IS NULL) = (contest_until IS NULL)", name=op.f("ck_conclusion_proposed")),
        sa.CheckConstraint(
            "final_at IS NULL OR (final_at >= contest_until AND withdrawn_at IS NULL)", name=op.f("ck_conclusion_final")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_conclusion_made_by")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_conclusion_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conclusion")),
    )
    op.create_index(
        "ix_conclusion_due",
        "conclusion",
        ["contest_until"],
        unique=False,
        postgresql_where=sa.text("final_at IS NULL AND withdrawn_at IS NULL AND proposed_at IS NOT NULL"),
    )
    op.create_index("ix_conclusion_thread", "conclusion", ["thread_id", "id"], unique=False)
    op.create_index(
        "uq_conclusion_thread",
        "conclusion",
        ["thread_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def _conclusion_line() -> None:
    op.create_table(
        "conclusion_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("conclusion_id", sa.BigInteger(), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=True),
        sa.Column("issue_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(issue_id IS NULL) = (issue_at IS NULL)", name=op.f("ck_conclusion_line_issue")),
        sa.ForeignKeyConstraint(["conclusion_id"], ["conclusion.id"], name=op.f("fk_conclusion_line_conclusion_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_conclusion_line_issue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conclusion_line")),
    )
    op.create_index(op.f("ix_conclusion_line_conclusion_id"), "conclusion_line", ["conclusion_id"], unique=False)
    op.create_index(op.f("ix_conclusion_line_issue_id"), "conclusion_line", ["issue_id"], unique=False)


def _line_wording() -> None:
    op.create_table(
        "line_wording",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("part IN ('agreed', 'open', 'data')", name=op.f("ck_line_wording_part")),
        sa.ForeignKeyConstraint(["line_id"], ["conclusion_line.id"], name=op.f("fk_line_wording_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_wording")),
        sa.UniqueConstraint("line_id", "number", name=op.f("uq_line_wording_line_id_number")),
    )


def _line_citation() -> None:
    op.create_table(
        "line_citation",
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_line_citation_contribution_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["conclusion_line.id"], name=op.f("fk_line_citation_line_id")),
        sa.PrimaryKeyConstraint("line_id", "contribution_id", name=op.f("pk_line_citation")),
    )
    op.create_index(op.f("ix_line_citation_contribution_id"), "line_citation", ["contribution_id"], unique=False)


def _contest() -> None:
    op.create_table(
        "contest",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome IN ('stands', 'amended')", name=op.f("ck_contest_outcome")),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_contest_decided")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contest_account_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_contest_contribution_id")),
        sa.ForeignKeyConstraint(["line_id"], ["conclusion_line.id"], name=op.f("fk_contest_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_contest_contribution_id")),
    )
    op.create_index(op.f("ix_contest_account_id"), "contest", ["account_id"], unique=False)
    op.create_index(op.f("ix_contest_line_id"), "contest", ["line_id"], unique=False)
    op.create_index(
        "uq_contest_account",
        "contest",
        ["line_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("account_id IS NOT NULL"),
    )
