"""Issues and releases of agencies, the officers who answer for one, and what waits for its answer."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

# As they are in 0002 and 0007, with the agency beside the draft.
_COUNTED_POINT = """
CREATE OR REPLACE VIEW counted_point AS
SELECT p.id AS point_id, i.draft_id, p.issue_id, p.contribution_id, p.placed_at,
       d.id AS decision_id, d.outcome, d.released_at, i.agency_id
FROM point p
JOIN issue i ON i.id = p.issue_id
JOIN contribution c ON c.id = p.contribution_id
LEFT JOIN decision d ON d.issue_id = p.issue_id AND d.state = 'released'
WHERE p.removed_at IS NULL
  AND (c.state = 'published' OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam'))"""
_PROGRESS = """
CREATE OR REPLACE FUNCTION progress_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'contribution' THEN
    INSERT INTO progress_due (draft_id) VALUES (NEW.draft_id);
  ELSIF TG_TABLE_NAME = 'point' THEN
    INSERT INTO progress_due (draft_id) SELECT DISTINCT i.draft_id FROM touched t JOIN issue i ON i.id = t.issue_id
      WHERE i.draft_id IS NOT NULL;
  ELSE
    INSERT INTO progress_due (draft_id) SELECT DISTINCT r.draft_id FROM touched t JOIN release r ON r.id = t.release_id
      WHERE r.draft_id IS NOT NULL;
  END IF;
  RETURN NULL;
END $$"""
_CONSIDERATION = """
CREATE OR REPLACE FUNCTION consideration_is_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'reading' THEN
    INSERT INTO progress_due (draft_id)
      SELECT DISTINCT c.draft_id FROM touched t JOIN contribution c ON c.id = t.contribution_id
      WHERE c.draft_id IS NOT NULL;
  ELSE
    INSERT INTO progress_due (draft_id) SELECT DISTINCT i.draft_id FROM touched t JOIN issue i ON i.id = t.issue_id
      WHERE i.draft_id IS NOT NULL;
  END IF;
  RETURN NULL;
END $$"""
# What people say to an agency outside of drafts: what opens a discussion addressed to it, and every other contribution
# there that begins a talk of its own. What is kept to verified people is not spoken of in public decisions.
_AGENCY_INPUT = """
CREATE VIEW agency_input AS
SELECT c.id AS contribution_id, t.agency_id, t.kind AS thread_kind,
       EXISTS (SELECT 1 FROM point p WHERE p.contribution_id = c.id AND p.removed_at IS NULL) AS placed
FROM contribution c
JOIN thread t ON t.id = c.thread_id
WHERE t.agency_id IS NOT NULL AND t.draft_id IS NULL AND t.audience = 'public'
  AND (c.depth = 0 OR c.own_input)
  AND c.kind <> 'official'
  AND (c.state = 'published' OR (c.state = 'hidden' AND c.hidden_rule IS DISTINCT FROM 'spam'))"""


def upgrade() -> None:
    """Expand only."""
    for table in ("issue", "release"):
        op.alter_column(table, "draft_id", nullable=True)
        op.add_column(table, sa.Column("agency_id", sa.BigInteger(), nullable=True))
        op.create_foreign_key(op.f(f"fk_{table}_agency_id"), table, "agency", ["agency_id"], ["id"])
        op.create_check_constraint(op.f(f"ck_{table}_owner"), table, "num_nonnulls(draft_id, agency_id) = 1")
    op.create_unique_constraint(op.f("uq_issue_agency_id_number"), "issue", ["agency_id", "number"])
    op.create_index(op.f("ix_release_agency_id"), "release", ["agency_id"], unique=False)
    op.drop_constraint(op.f("ck_release_kind"), "release", type_="check")
    op.create_check_constraint(
        op.f("ck_release_kind"), "release", "kind IN ('version', 'closing', 'interim', 'superseding', 'service')"
    )
    _officers()
    op.execute(_COUNTED_POINT)
    op.execute(_PROGRESS)
    op.execute(_CONSIDERATION)
    op.execute(_AGENCY_INPUT)


def _officers() -> None:
    op.create_table(
        "agency_member",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('analyst', 'approver')", name=op.f("ck_agency_member_role")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_member_agency_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_agency_member_account_id")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_agency_member_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_member")),
    )
    op.create_index(op.f("ix_agency_member_agency_id"), "agency_member", ["agency_id"], unique=False)
    op.create_index(op.f("ix_agency_member_account_id"), "agency_member", ["account_id"], unique=False)
    op.create_index(
        "uq_agency_member_current",
        "agency_member",
        ["agency_id", "account_id", "role"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
