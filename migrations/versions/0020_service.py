"""Services of agencies, what people tell of them, and the agency's answers."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Expand only."""
    _services()
    _cases()
    _answers()


def _services() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_service_agency_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_service_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("agency_id", "name", name=op.f("uq_service_agency_id_name")),
    )
    op.create_index(op.f("ix_service_topic_id"), "service", ["topic_id"], unique=False)


def _cases() -> None:
    op.create_table(
        "service_case",
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("status", sa.Text(), server_default="received", nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("steps", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reopened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("verdict_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("elsewhere", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('received', 'reopened', 'in_progress', 'scheduled', 'done', 'declined', 'out_of_scope')",
            name=op.f("ck_service_case_status"),
        ),
        sa.CheckConstraint("verdict IN ('resolved', 'unresolved')", name=op.f("ck_service_case_verdict")),
        sa.CheckConstraint(
            "elsewhere IN ('other_body', 'emergency', 'dispute', 'other')", name=op.f("ck_service_case_elsewhere")
        ),
        sa.CheckConstraint("(status = 'out_of_scope') = (elsewhere IS NOT NULL)", name=op.f("ck_service_case_scope")),
        sa.CheckConstraint(
            "status NOT IN ('done', 'declined', 'out_of_scope') OR due_on IS NULL", name=op.f("ck_service_case_due")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_service_case_thread_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_service_case_contribution_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_service_case_agency_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_service_case_service_id")),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_service_case")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_service_case_contribution_id")),
    )
    op.create_index("ix_service_case_agency", "service_case", ["agency_id", "thread_id"], unique=False)
    op.create_index(op.f("ix_service_case_service_id"), "service_case", ["service_id"], unique=False)
    op.create_index(
        "ix_service_case_due",
        "service_case",
        ["due_on", "thread_id"],
        unique=False,
        postgresql_where=sa.text("due_on IS NOT NULL"),
    )


def _answers() -> None:
    op.create_table(
        "service_answer",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status IN ('in_progress', 'scheduled', 'done', 'declined', 'out_of_scope')",
            name=op.f("ck_service_answer_status"),
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["service_case.thread_id"], name=op.f("fk_service_answer_thread_id")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_service_answer_contribution_id")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_service_answer_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_answer")),
    )
    op.create_index("ix_service_answer_thread", "service_answer", ["thread_id", "id"], unique=False)
    op.create_index("uq_service_answer_contribution", "service_answer", ["contribution_id"], unique=True)
