"""Objections to decisions of moderators, and news that tell of such decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Expand only."""
    _make_objections()
    for column, target in (("moderation_decision_id", "moderation_decision"), ("objection_id", "objection")):
        op.add_column("news", sa.Column(column, sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_news_{column}"), "news", target, [column], ["id"])
    op.create_index(
        "ix_news_moderation_decision", "news", ["moderation_decision_id"],
        postgresql_where=sa.text("moderation_decision_id IS NOT NULL"),
    )  # fmt: skip
    op.create_index("ix_moderation_decision_act", "moderation_decision", ["act", "id"])


def _make_objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("successor_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("side IN ('author', 'reporter')", name=op.f("ck_objection_side")),
        sa.CheckConstraint("result IN ('upheld', 'modified', 'overturned')", name=op.f("ck_objection_result")),
        sa.CheckConstraint("(result IS NULL) = (decided_at IS NULL)", name=op.f("ck_objection_decided")),
        sa.CheckConstraint(
            "(successor_id IS NOT NULL) = (result IN ('modified', 'overturned'))", name=op.f("ck_objection_successor")
        ),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_objection_{column}"))
            for column, target in (
                ("decision_id", "moderation_decision"),
                ("account_id", "account"),
                ("decided_by", "account"),
                ("successor_id", "moderation_decision"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    for column in ("decision_id", "account_id", "successor_id"):
        op.create_index(op.f(f"ix_objection_{column}"), "objection", [column])
    for name, columns, condition, unique in (
        ("uq_objection_author", ["decision_id"], "side = 'author'", True),
        ("uq_objection_reporter", ["decision_id", "account_id"], "side = 'reporter'", True),
        ("ix_objection_open", ["due_on", "id"], "decided_at IS NULL", False),
    ):
        op.create_index(name, "objection", columns, unique=unique, postgresql_where=sa.text(condition))
