"""Orders of a thread that can be paged, how far somebody has read, and words quoted with where they stand."""

import sqlalchemy as sa
from alembic import op

from partisipasi.kit.migrating import run_script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Expand only."""
    op.add_column("contribution_tally", sa.Column("thread_id", sa.BigInteger(), nullable=True))
    op.add_column("contribution_tally", sa.Column("best", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.create_foreign_key(
        op.f("fk_contribution_tally_thread_id"), "contribution_tally", "thread", ["thread_id"], ["id"]
    )
    run_script("0016_reading.sql")
    for name, column in (("best", "best"), ("discussed", "replies")):
        op.create_index(
            f"ix_contribution_tally_{name}",
            "contribution_tally",
            ["thread_id", column, "contribution_id"],
            unique=False,
            postgresql_where=sa.text("thread_id IS NOT NULL"),
        )
    op.create_table(
        "thread_read",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_thread_read_account_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_read_thread_id")),
        sa.PrimaryKeyConstraint("account_id", "thread_id", name=op.f("pk_thread_read")),
    )
    op.create_index(op.f("ix_thread_read_thread_id"), "thread_read", ["thread_id"], unique=False)
    op.create_table(
        "contribution_quote",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_contribution_quote_contribution_id")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["contribution.id"], name=op.f("fk_contribution_quote_source_id")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_contribution_quote")),
    )
    op.create_index(op.f("ix_contribution_quote_source_id"), "contribution_quote", ["source_id"], unique=False)
