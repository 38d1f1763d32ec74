"""Verified civil servants, topics kept to them, accepted answers, and finding by the name somebody chose."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Expand only."""
    # A trusted extension: who owns the database may make it.
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(
        """CREATE INDEX ix_contribution_name ON contribution USING gin (public_name gin_trgm_ops)
           WHERE state = 'published'"""
    )
    op.create_table(
        "verification",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("method IN ('mail_domain', 'roster', 'administrator')", name=op.f("ck_verification_method")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_verification_account_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_verification_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    op.create_index(op.f("ix_verification_account_id"), "verification", ["account_id"])
    op.create_index(
        "uq_verification_current",
        "verification",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    for table, column, kind in (
        ("verified_domain", "domain", sa.Text()),
        ("roster_entry", "address_hash", sa.LargeBinary()),
    ):
        op.create_table(
            table,
            sa.Column(column, kind, nullable=False),
            sa.Column("added_by", sa.BigInteger(), nullable=True),
            sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
            sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f(f"fk_{table}_added_by")),
            sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}")),
        )
    op.add_column("topic", sa.Column("audience", sa.Text(), nullable=False, server_default="public"))
    op.create_check_constraint(op.f("ck_topic_audience"), "topic", "audience IN ('public', 'verified')")
    op.add_column("topic", sa.Column("tags", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.add_column("thread", sa.Column("accepted_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_thread_accepted_id"), "thread", "contribution", ["accepted_id"], ["id"])
