"""Who follows what, what they are told, and how."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Expand only."""
    op.create_table(
        "follow",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=True),
        sa.Column("clause_id", sa.BigInteger(), nullable=True),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("issue_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(draft_id, clause_id, topic_id, agency_id, thread_id, issue_id) = 1",
            name=op.f("ck_follow_one_thing"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_follow_account_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_follow_agency_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_follow_clause_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_follow_draft_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_follow_issue_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_follow_thread_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_follow_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
    )
    op.create_index("ix_follow_account", "follow", ["account_id", "id"], unique=False)
    op.create_index(
        "uq_follow_agency",
        "follow",
        ["agency_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("agency_id IS NOT NULL"),
    )
    op.create_index(
        "uq_follow_clause",
        "follow",
        ["clause_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("clause_id IS NOT NULL"),
    )
    op.create_index(
        "uq_follow_draft",
        "follow",
        ["draft_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("draft_id IS NOT NULL"),
    )
    op.create_index(
        "uq_follow_issue",
        "follow",
        ["issue_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("issue_id IS NOT NULL"),
    )
    op.create_index(
        "uq_follow_thread",
        "follow",
        ["thread_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("thread_id IS NOT NULL"),
    )
    op.create_index(
        "uq_follow_topic",
        "follow",
        ["topic_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("topic_id IS NOT NULL"),
    )
    op.create_table(
        "news",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("draft_id", sa.BigInteger(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("round_id", sa.BigInteger(), nullable=True),
        sa.Column("round_change_id", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("contribution_id", sa.BigInteger(), nullable=True),
        sa.Column("release_id", sa.BigInteger(), nullable=True),
        sa.Column("issue_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("family IN ('answers', 'replies', 'rounds', 'drafts', 'talk')", name=op.f("ck_news_family")),
        sa.CheckConstraint(
            "kind IN ('answered', 'official', 'reply', 'round_opened', 'round_closing', 'round_extended', 'round_shortened', 'version', 'decided', 'closed', 'talk', 'thread')",
            name=op.f("ck_news_kind"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_news_actor_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_news_contribution_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_news_draft_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_news_issue_id")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_news_release_id")),
        sa.ForeignKeyConstraint(["round_change_id"], ["round_change.id"], name=op.f("fk_news_round_change_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_news_round_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_news_thread_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_news_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sa.UniqueConstraint("once", name=op.f("uq_news_once")),
    )
    op.create_index(
        "ix_news_contribution",
        "news",
        ["contribution_id"],
        unique=False,
        postgresql_where=sa.text("contribution_id IS NOT NULL"),
    )
    op.create_index(
        "ix_news_draft", "news", ["draft_id", "id"], unique=False, postgresql_where=sa.text("draft_id IS NOT NULL")
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("news_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notification_account_id")),
        sa.ForeignKeyConstraint(["news_id"], ["news.id"], name=op.f("fk_notification_news_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("news_id", "account_id", name=op.f("uq_notification_news_id_account_id")),
    )
    op.create_index("ix_notification_account", "notification", ["account_id", "id"], unique=False)
    op.create_index(
        "ix_notification_unmailed",
        "notification",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("mailed_at IS NULL AND read_at IS NULL"),
    )
    op.create_index(
        "ix_notification_unread",
        "notification",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "notification_choice",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.CheckConstraint("choice IN ('now', 'daily', 'here', 'off')", name=op.f("ck_notification_choice_choice")),
        sa.CheckConstraint(
            "family IN ('answers', 'replies', 'rounds', 'drafts', 'talk')", name=op.f("ck_notification_choice_family")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notification_choice_account_id")),
        sa.PrimaryKeyConstraint("account_id", "family", name=op.f("pk_notification_choice")),
    )
    op.create_table(
        "mail_subscription",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), server_default=sa.text("'id'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_through", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_mail_subscription_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_subscription")),
        sa.UniqueConstraint("draft_id", "address", name=op.f("uq_mail_subscription_draft_id_address")),
    )
    op.create_index("ix_mail_subscription_address", "mail_subscription", ["address"], unique=False)
