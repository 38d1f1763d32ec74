"""The life of a thread: pinned, announced, slow, timed, merged; its conclusions and summaries, and objections to them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_ROLES = "'author', 'moderator', 'officer', 'administrator', 'program'"
_COUNT_THREADS = """
CREATE OR REPLACE FUNCTION count_threads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.draft_id IS NULL AND OLD.merged_into_id IS NULL THEN
    UPDATE topic_tally SET threads = threads - 1, public = public - (OLD.audience = 'public')::int
      WHERE topic_id = OLD.topic_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.draft_id IS NULL AND NEW.merged_into_id IS NULL THEN
    INSERT INTO topic_tally (topic_id, threads, public) VALUES (NEW.topic_id, 1, (NEW.audience = 'public')::int)
      ON CONFLICT (topic_id) DO UPDATE SET
        threads = topic_tally.threads + 1, public = topic_tally.public + excluded.public;
  END IF;
  RETURN NULL;
END $$
"""


def upgrade() -> None:
    """Expand only."""
    _widen_thread()
    _make_texts()
    _make_parts()
    op.add_column("news", sa.Column("thread_event_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_news_thread_event_id"), "news", "thread_event", ["thread_event_id"], ["id"])


def _widen_thread() -> None:
    for name in ("pinned_at", "announced_until", "opens_at", "closes_at"):
        op.add_column("thread", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in ("revision", "slow_seconds"):
        op.add_column("thread", sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False))
    for name in ("rules", "rules_html"):
        op.add_column("thread", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("thread", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_thread_merged_into_id"), "thread", "thread", ["merged_into_id"], ["id"])
    op.create_index(op.f("ix_thread_merged_into_id"), "thread", ["merged_into_id"], unique=False)
    for name, rule in (
        ("opens_what_is_closed", "opens_at IS NULL OR closed_at IS NOT NULL"),
        ("opens_before_it_closes", "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at"),
        ("merged", "merged_into_id IS NULL OR (draft_id IS NULL AND merged_into_id <> id)"),
        ("slow", "slow_seconds >= 0"),
    ):
        op.create_check_constraint(op.f(f"ck_thread_{name}"), "thread", rule)
    timed = sa.text("opens_at IS NOT NULL OR closes_at IS NOT NULL")
    op.create_index("ix_thread_timed", "thread", ["id"], unique=False, postgresql_where=timed)
    leading = sa.text("pinned_at IS NOT NULL OR announced_until IS NOT NULL")
    op.create_index("ix_thread_leading", "thread", ["topic_id", "id"], unique=False, postgresql_where=leading)
    op.execute(_COUNT_THREADS)
    op.execute("DROP TRIGGER thread_counted ON thread")
    op.execute(
        """CREATE TRIGGER thread_counted
           AFTER INSERT OR DELETE OR UPDATE OF topic_id, audience, draft_id, merged_into_id ON thread
           FOR EACH ROW EXECUTE FUNCTION count_threads()"""
    )


def _make_texts() -> None:
    op.create_table(
        "thread_text",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("by_role", sa.Text(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('conclusion', 'summary')", name=op.f("ck_thread_text_kind")),
        sa.CheckConstraint(f"by_role IN ({_ROLES})", name=op.f("ck_thread_text_by_role")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_text_thread_id")),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_thread_text_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_text")),
    )
    op.create_index("uq_thread_text_number", "thread_text", ["thread_id", "kind", "number"], unique=True)
    in_force = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_thread_text_in_force", "thread_text", ["thread_id", "kind"], unique=True, postgresql_where=in_force
    )


def _make_parts() -> None:
    op.create_table(
        "thread_text_part",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["thread_text.id"], name=op.f("fk_thread_text_part_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_text_part")),
    )
    op.create_index(op.f("ix_thread_text_part_text_id"), "thread_text_part", ["text_id"], unique=False)
    op.create_table(
        "thread_citation",
        sa.Column("part_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["thread_text_part.id"], name=op.f("fk_thread_citation_part_id")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_thread_citation_contribution_id")
        ),
        sa.PrimaryKeyConstraint("part_id", "contribution_id", name=op.f("pk_thread_citation")),
    )
    op.create_index(op.f("ix_thread_citation_contribution_id"), "thread_citation", ["contribution_id"], unique=False)
    op.create_table(
        "thread_objection",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('changed', 'stays')", name=op.f("ck_thread_objection_answer")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_thread_objection_answered")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_thread_objection_contribution_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["thread_text.id"], name=op.f("fk_thread_objection_text_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_thread_objection_answered_by")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_thread_objection")),
    )
    op.create_index(op.f("ix_thread_objection_text_id"), "thread_objection", ["text_id"], unique=False)
