"""Who changed what in a concept, and undoing it; suggestions taken over; what was said about pairs that vanished."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ACTS = (
    "'created', 'copied', 'revised', 'corrected', 'reworded', 'inserted', 'deleted', 'moved', 'renumbered', 'taken', "
    "'aligned', 'undone'"
)


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True)


def _link(name: str, target: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, sa.ForeignKey(f"{target}.id"), nullable=nullable)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.text("now()"))


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def upgrade() -> None:
    """Expand only."""
    op.create_table(
        "concept_edit",
        _key(),
        _link("version_id", "version"),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        _link("clause_id", "clause", nullable=True),
        _words("clause_name"),
        sa.Column("delta", sa.Text, nullable=False),
        _link("account_id", "account", nullable=True),
        _link("undoes_id", "concept_edit", nullable=True),
        _moment("at"),
        sa.UniqueConstraint("version_id", "revision"),
        sa.CheckConstraint(f"act IN ({_ACTS})", name="act"),
    )
    _index("concept_edit", "clause_id")
    op.create_index("uq_concept_edit_undoes", "concept_edit", ["undoes_id"], unique=True)
    op.create_table(
        "taken_suggestion",
        _key(),
        _link("version_id", "version"),
        _link("clause_id", "clause"),
        _link("contribution_id", "contribution"),
        _link("taken_by", "account", nullable=True),
        _moment("at"),
        sa.UniqueConstraint("version_id", "contribution_id", "clause_id"),
    )
    _index("taken_suggestion", "clause_id")
    _index("taken_suggestion", "contribution_id")
    op.create_table(
        "lost_change",
        _key(),
        _link("version_id", "version"),
        _link("clause_id", "clause"),
        _link("old_text_id", "clause_text", nullable=True),
        _words("clause_name"),
        sa.Column("cause", sa.Text),
        _words("explanation"),
        sa.Column("decision_ids", sa.ARRAY(sa.BigInteger), nullable=False, server_default="{}"),
        _words("before"),
        _words("after"),
        _moment("lost_at"),
        sa.Column("discarded_at", sa.DateTime(timezone=True)),
        _link("discarded_by", "account", nullable=True),
    )
    _index("lost_change", "version_id")
    op.add_column("suggestion", sa.Column("credit", sa.Boolean, nullable=False, server_default=sa.text("false")))
