"""Batches of decisions with their grounds and what became of each of their contributions; taking decisions back."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_ACTS = "no_violation ask_edit mask hide restore release move lock unlock slow warn pace suspend lift undo"
_RULES = "spam abuse personal_data off_topic false_identity unlawful"
_OUTCOMES = "done gone own claimed handled proposed no_author same_author words stopped"


def upgrade() -> None:
    """Expand only."""
    _decisions()
    _batches()
    _items()


def _decisions() -> None:
    table = "moderation_decision"
    op.add_column(table, sa.Column("held_reason", sa.Text(), nullable=True))
    op.drop_constraint(op.f(f"ck_{table}_act"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_act"), table, _among("act", _ACTS))


def _batches() -> None:
    table = "moderation_batch"
    for column in (
        sa.Column("rule", sa.Text(), nullable=True),
        _words("phrases"),
        _words("public_reason"),
        _words("private_note"),
        _words("facts"),
        _account("seconded_by"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        _account("undone_by"),
    ):
        op.add_column(table, column)
    # Batches made before were carried out whole.
    op.execute("UPDATE moderation_batch SET done_at = made_at")
    for name, condition in (("act", "no_violation mask warn hide"), ("rule", _RULES)):
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, _among(name, condition))


def _items() -> None:
    table = "moderation_batch_item"
    op.create_table(
        table,
        _number("batch_id"),
        _number("contribution_id"),
        _words("seen"),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_back", sa.Text(), nullable=True),
        sa.CheckConstraint(_among("outcome", _OUTCOMES), name=op.f(f"ck_{table}_outcome")),
        sa.CheckConstraint(_among("taken_back", "done later"), name=op.f(f"ck_{table}_taken_back")),
        sa.CheckConstraint(
            "(decision_id IS NOT NULL) = (outcome IS NOT DISTINCT FROM 'done')", name=op.f(f"ck_{table}_decided")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["moderation_batch.id"], name=op.f(f"fk_{table}_batch_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f(f"fk_{table}_contribution_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["moderation_decision.id"], name=op.f(f"fk_{table}_decision_id")),
        sa.PrimaryKeyConstraint("batch_id", "contribution_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_contribution_id"), table, ["contribution_id"])


def _among(column: str, words: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words.split())
    return f"{column} IN ({listed})"


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _account(name: str) -> sa.Column[int]:
    return sa.Column(
        name,
        sa.BigInteger(),
        sa.ForeignKey("account.id", name=op.f(f"fk_moderation_batch_{name}")),
        nullable=True,
    )
