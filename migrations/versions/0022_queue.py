"""Decisions of moderators about contributions, threads and people; the queue's desk; masked words; limits on a person."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_ACTS = "no_violation ask_edit mask hide restore release move lock unlock slow warn pace suspend lift"
_RULES = "spam abuse personal_data off_topic false_identity unlawful"
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def upgrade() -> None:
    """Expand only."""
    _make_batches()
    _widen_decisions()
    _fill_decisions()
    _make_desk()
    _make_restrictions()


def _make_batches() -> None:
    op.create_table(
        "moderation_batch",
        _key(),
        _words("act"),
        sa.Column("size", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _link("made_by", "account", nullable=True),
        _moment("made_at"),
        _moment("undone_at", nullable=True),
    )


def _widen_decisions() -> None:
    table = "moderation_decision"
    op.alter_column(table, "contribution_id", nullable=True)
    for column in (
        sa.Column("public_ref", sa.Text()),
        _link("thread_id", "thread", nullable=True),
        _link("account_id", "account", nullable=True),
        _link("author_id", "contributor", nullable=True),
        _words("facts", "''"),
        _words("detection", "'staff'"),
        sa.Column("automated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _words("scope", "''"),
        sa.Column("per_day", sa.Integer(), nullable=True),
        _moment("starts_at", nullable=True),
        _moment("ends_at", nullable=True),
        _link("seconded_by", "account", nullable=True),
        _link("supersedes_id", "moderation_decision", nullable=True),
        _link("batch_id", "moderation_batch", nullable=True),
    ):
        op.add_column(table, column)
    op.drop_constraint(op.f("ck_moderation_decision_act"), table, type_="check")
    for name, condition in (
        ("act", _among("act", _ACTS)),
        ("detection", _among("detection", "report staff automatic held")),
        ("one_target", "num_nonnulls(contribution_id, thread_id, account_id) = 1"),
        ("two_people", "decided_by <> seconded_by"),
    ):
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
    for name in ("thread_id", "account_id", "author_id", "supersedes_id", "batch_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
    op.add_column("report", _link("decision_id", "moderation_decision", nullable=True))
    op.create_index(op.f("ix_report_decision_id"), "report", ["decision_id"])


def _fill_decisions() -> None:
    """Give the decisions made before what new ones have. The trigger that keeps them stands aside for this alone."""
    here = op.get_bind()
    op.execute("ALTER TABLE moderation_decision DISABLE TRIGGER moderation_decision_stays")
    op.execute(
        """UPDATE moderation_decision m SET author_id = c.contributor_id, detection =
             CASE WHEN m.act = 'release' THEN 'held'
                  WHEN EXISTS (SELECT 1 FROM report r WHERE r.contribution_id = c.id AND r.created_at <= m.at)
                    THEN 'report' ELSE 'staff' END
           FROM contribution c WHERE c.id = m.contribution_id"""
    )
    for decision in here.execute(sa.text("SELECT id FROM moderation_decision")).scalars().all():
        here.execute(
            sa.text("UPDATE moderation_decision SET public_ref = :ref WHERE id = :id"), {"ref": _ref(), "id": decision}
        )
    op.execute(
        """UPDATE report r SET decision_id = (SELECT min(m.id) FROM moderation_decision m
             WHERE m.contribution_id = r.contribution_id AND m.at >= r.closed_at) WHERE r.closed_at IS NOT NULL"""
    )
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    op.execute("ALTER TABLE moderation_decision ENABLE TRIGGER moderation_decision_stays")
    op.alter_column("moderation_decision", "public_ref", nullable=False)
    op.create_unique_constraint(op.f("uq_moderation_decision_public_ref"), "moderation_decision", ["public_ref"])


def _make_desk() -> None:
    op.create_table(
        "moderation_proposal",
        _key(),
        _words("act"),
        sa.Column("items", sa.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        _link("account_id", "account", nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        _words("facts", "''"),
        _words("why"),
        _moment("ends_at", nullable=True),
        _words("public_reason"),
        _words("private_note", "''"),
        _link("proposed_by", "account", nullable=True),
        _moment("proposed_at"),
        _link("settled_by", "account", nullable=True),
        _moment("settled_at", nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        _words("remark", "''"),
        _check("moderation_proposal", "act", _among("act", "hide suspend")),
        _check("moderation_proposal", "rule", _among("rule", _RULES)),
        _check("moderation_proposal", "why", _among("why", "official_criticised batch suspension")),
        _check("moderation_proposal", "outcome", _among("outcome", "agreed declined withdrawn")),
        _check("moderation_proposal", "target", "(account_id IS NULL) = (act = 'hide')"),
        _check("moderation_proposal", "settled", "(outcome IS NULL) = (settled_at IS NULL)"),
    )
    op.create_index(
        "ix_moderation_proposal_open", "moderation_proposal", ["proposed_at", "id"],
        postgresql_where=sa.text("settled_at IS NULL"),
    )  # fmt: skip
    op.create_index(op.f("ix_moderation_proposal_account_id"), "moderation_proposal", ["account_id"])
    op.create_table(
        "moderation_claim",
        sa.Column("contribution_id", sa.BigInteger(), sa.ForeignKey("contribution.id"), primary_key=True),
        _link("account_id", "account"),
        _moment("until", default=False),
    )
    op.create_index(op.f("ix_moderation_claim_account_id"), "moderation_claim", ["account_id"])
    op.create_table(
        "moderation_note",
        _key(),
        _link("contribution_id", "contribution"),
        _link("account_id", "account", nullable=True),
        _words("body"),
        _moment("at"),
    )
    op.create_index(op.f("ix_moderation_note_contribution_id"), "moderation_note", ["contribution_id"])


def _make_restrictions() -> None:
    """What the rooms below moderation have to know: limits on a person, words that were masked, edits asked for."""
    op.create_table(
        "restriction",
        _key(),
        _link("account_id", "account"),
        _words("kind"),
        sa.Column("per_day", sa.Integer(), nullable=True),
        _words("reason", "''"),
        _words("decision_ref"),
        _moment("starts_at"),
        _moment("ends_at", default=False),
        _moment("lifted_at", nullable=True),
        _check("restriction", "kind", _among("kind", "pace suspend")),
        _check("restriction", "pace", "(per_day IS NOT NULL) = (kind = 'pace')"),
    )
    op.create_index("ix_restriction_account", "restriction", ["account_id", "ends_at"])
    op.create_table(
        "masked_text",
        _key(),
        _link("contribution_id", "contribution"),
        _words("part"),
        sa.Column("part_id", sa.BigInteger(), nullable=True),
        _words("source"),
        _words("html", "''"),
        _moment("masked_at"),
        _check("masked_text", "part", _among("part", "text proposed addition edit title excerpt")),
    )
    op.create_index(op.f("ix_masked_text_contribution_id"), "masked_text", ["contribution_id"])
    op.create_table(
        "edit_request",
        _key(),
        _link("contribution_id", "contribution"),
        _words("decision_ref"),
        _moment("asked_at"),
        _moment("answered_at", nullable=True),
        _moment("seen_at", nullable=True),
    )
    op.create_index("ix_edit_request_contribution", "edit_request", ["contribution_id", "id"])
    op.create_index(
        "ix_edit_request_due", "edit_request", ["contribution_id"],
        postgresql_where=sa.text("answered_at IS NOT NULL AND seen_at IS NULL"),
    )  # fmt: skip

    op.create_index("ix_contribution_held", "contribution", ["id"], postgresql_where=sa.text("state = 'held'"))


def _ref() -> str:
    body = "".join(secrets.choice(_SIGNS) for _ in range(8))
    total = sum((place + 1) * _SIGNS.index(sign) for place, sign in enumerate(body))
    return f"K-{body[:4]}-{body[4:]}-{_SIGNS[total % len(_SIGNS)]}"


def _among(column: str, words: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words.split())
    return f"{column} IN ({listed})"


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)


def _link(name: str, target: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), sa.ForeignKey(f"{target}.id"), nullable=nullable)


def _words(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=None if default is None else sa.text(default))


def _moment(name: str, *, nullable: bool = False, default: bool = True) -> sa.Column[object]:
    now = sa.text("now()") if default and not nullable else None
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, server_default=now)
