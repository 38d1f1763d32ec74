"""Words to watch for, texts not sent yet, files that come with words; since when something was held."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Expand only."""
    _watched_words()
    _saved_drafts()
    _attachments()
    op.add_column("contribution", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE contribution SET held_at = created_at WHERE state = 'held'")
    op.create_index(
        "ix_contribution_released",
        "contribution",
        ["published_at"],
        postgresql_where=sa.text("held_at IS NOT NULL AND state = 'published'"),
    )


def _watched_words() -> None:
    op.create_table(
        "watched_word",
        _key(),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="word", nullable=False),
        sa.Column("outcome", sa.Text(), server_default="ask", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        _at("created_at"),
        sa.CheckConstraint("kind IN ('word', 'stem')", name=op.f("ck_watched_word_kind")),
        sa.CheckConstraint("outcome IN ('ask', 'hold')", name=op.f("ck_watched_word_outcome")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_watched_word_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_word")),
    )
    op.create_index("uq_watched_word_word", "watched_word", ["word"], unique=True)


def _saved_drafts() -> None:
    op.create_table(
        "saved_draft",
        _key(),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("proposed", sa.Text(), server_default="", nullable=False),
        sa.Column("fields", sa.Text(), server_default="{}", nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        _at("updated_at"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_draft_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_draft")),
    )
    op.create_index("ix_saved_draft_account", "saved_draft", ["account_id", "place", "id"])
    op.create_index("ix_saved_draft_updated_at", "saved_draft", ["updated_at"])


def _attachments() -> None:
    op.create_table(
        "attachment",
        _key(),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("alt", sa.Text(), server_default="", nullable=False),
        sa.Column("width", sa.Integer(), server_default="0", nullable=False),
        sa.Column("height", sa.Integer(), server_default="0", nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        _at("created_at"),
        sa.CheckConstraint("kind IN ('jpg', 'png', 'webp', 'pdf')", name=op.f("ck_attachment_kind")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_attachment_contribution_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_attachment_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index("uq_attachment_code", "attachment", ["code"], unique=True)
    op.create_index("ix_attachment_contribution", "attachment", ["contribution_id", "id"])
    op.create_index(
        "ix_attachment_waiting", "attachment", ["created_at"], postgresql_where=sa.text("contribution_id IS NULL")
    )
    op.create_index("ix_attachment_account", "attachment", ["account_id", "created_at"])
    op.create_table(
        "attachment_content",
        sa.Column("attachment_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size IN ('whole', 'small')", name=op.f("ck_attachment_content_size")),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_content_attachment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attachment_id", "size", name=op.f("pk_attachment_content")),
    )
    # Pictures and papers are packed already.
    op.execute("ALTER TABLE attachment_content ALTER COLUMN content SET STORAGE EXTERNAL")


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False)


def _at(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
