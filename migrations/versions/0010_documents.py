"""Supporting documents and preview links."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# A draft is found by the titles of its documents too.
_SEARCH = (
    """CREATE FUNCTION document_search_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO search_due (kind, object_id) VALUES ('draft', NEW.draft_id) ON CONFLICT DO NOTHING;
      RETURN NEW;
    END $$""",
    """CREATE TRIGGER document_search AFTER INSERT OR UPDATE OF title, withdrawn_at ON document
    FOR EACH ROW EXECUTE FUNCTION document_search_is_due()""",
)


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True)


def _link(name: str, target: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, sa.ForeignKey(f"{target}.id"), nullable=nullable)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    default = None if nullable else sa.text("now()")
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, server_default=default)


def upgrade() -> None:
    """Expand only."""
    op.create_table(
        "stored_content",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        _moment("stored_at"),
    )
    # Files are compressed already: trying it again would only cost time.
    op.execute("ALTER TABLE stored_content ALTER COLUMN content SET STORAGE EXTERNAL")
    op.create_table(
        "document",
        _key(),
        _link("draft_id", "draft"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        _words("kind"),
        _words("title"),
        _words("language", "id"),
        _link("created_by", "account", nullable=True),
        _moment("created_at"),
        _moment("withdrawn_at", nullable=True),
        _words("withdrawn_reason", ""),
        sa.UniqueConstraint("draft_id", "number"),
        sa.CheckConstraint("kind IN ('academic_paper', 'study', 'slides', 'other')", name="kind"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="withdrawn"),
    )
    op.create_table(
        "document_version",
        _key(),
        _link("document_id", "document"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, sa.ForeignKey("stored_content.sha256"), nullable=False),
        _words("format"),
        _words("note", ""),
        _words("role"),
        _link("added_by", "account", nullable=True),
        _moment("added_at"),
        sa.UniqueConstraint("document_id", "number"),
    )
    op.create_index("ix_document_version_sha256", "document_version", ["sha256"])
    op.create_table(
        "preview_link",
        _key(),
        _link("version_id", "version"),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        _words("reader"),
        _words("purpose"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _link("made_by", "account", nullable=True),
        _moment("made_at"),
        _moment("revoked_at", nullable=True),
        _link("revoked_by", "account", nullable=True),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_preview_link_version_id", "preview_link", ["version_id"])
    op.create_table(
        "preview_opening",
        _key(),
        _link("link_id", "preview_link"),
        _words("part"),
        _moment("at"),
    )
    op.create_index("ix_preview_opening_link_id", "preview_opening", ["link_id"])
    for statement in _SEARCH:
        op.execute(statement)
    op.add_column("thread", _link("document_id", "document", nullable=True))
    op.create_check_constraint(
        "document", "thread", "document_id IS NULL OR (draft_id IS NOT NULL AND clause_id IS NULL)"
    )
    op.create_index(
        "uq_thread_document",
        "thread",
        ["document_id"],
        unique=True,
        postgresql_where=sa.text("document_id IS NOT NULL"),
    )
    op.drop_index("uq_thread_draft", "thread")
    op.create_index(
        "uq_thread_draft",
        "thread",
        ["draft_id"],
        unique=True,
        postgresql_where=sa.text("draft_id IS NOT NULL AND clause_id IS NULL AND document_id IS NULL"),
    )
