"""Tables of every room, as the first release has them."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False, start=1001), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), server_default=sa.text("'id'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("number", name=op.f("uq_account_number")),
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("name", name=op.f("uq_agency_name")),
    )
    op.create_table(
        "city",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), server_default=sa.text("'Kota Medan'"), nullable=False),
        sa.Column("short_name", sa.Text(), server_default=sa.text("'Medan'"), nullable=False),
        sa.Column("zone", sa.Text(), server_default=sa.text("'Asia/Jakarta'"), nullable=False),
        sa.Column("accent", sa.Text(), server_default=sa.text("'#0b5d51'"), nullable=False),
        sa.Column("address", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("phone", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("whatsapp", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("email", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("register_url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_type", sa.Text(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_city_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city")),
    )
    op.create_table(
        "city_page",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("language IN ('id', 'en')", name=op.f("ck_city_page_language")),
        sa.CheckConstraint(
            "name IN ('about', 'house-rules', 'privacy', 'accessibility')", name=op.f("ck_city_page_name")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_page")),
        sa.UniqueConstraint("name", "language", name=op.f("uq_city_page_name_language")),
    )
    op.create_table(
        "form_once",
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("route", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("cookies", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("scope", "route", "key", name=op.f("pk_form_once")),
    )
    op.create_index("ix_form_once_created_at", "form_once", ["created_at"], unique=False)
    op.create_table(
        "login_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("next_path", sa.Text(), server_default=sa.text("'/'"), nullable=False),
        sa.Column("pending", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("pressed", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('sign_in', 'confirm_contribution', 'set_password', 'change_address')",
            name=op.f("ck_login_link_purpose"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_link_token_hash")),
    )
    op.create_index("ix_login_link_address_purpose", "login_link", ["address", "purpose"], unique=False)
    op.create_index(
        "ix_login_link_subject",
        "login_link",
        ["subject_id"],
        unique=False,
        postgresql_where=sa.text("subject_id IS NOT NULL"),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("to_address", sa.Text(), nullable=False),
        sa.Column("about_account", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("unsubscribe", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("message_id", name=op.f("uq_mail_message_id")),
    )
    op.create_index("ix_mail_created_at", "mail", ["created_at"], unique=False)
    op.create_table(
        "record_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_entry")),
    )
    op.create_index("ix_record_entry_actor", "record_entry", ["actor_id"], unique=False)
    op.create_index("ix_record_entry_subject", "record_entry", ["subject_kind", "subject_id"], unique=False)
    op.create_table(
        "search_due",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("kind", "object_id", name=op.f("pk_search_due")),
    )
    op.create_table(
        "search_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=False),
        sa.Column("stemmer", sa.Integer(), nullable=False),
        sa.Column("vector", postgresql.TSVECTOR(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('draft', 'clause', 'thread', 'contribution')", name=op.f("ck_search_entry_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("kind", "object_id", name=op.f("uq_search_entry_kind_object_id")),
    )
    op.create_index(
        "ix_search_entry_said",
        "search_entry",
        ["vector"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("kind = 'contribution'"),
    )
    op.create_index(
        "ix_search_entry_rest",
        "search_entry",
        ["vector"],
        unique=False,
        postgresql_using="gin",
        postgresql_where=sa.text("kind <> 'contribution'"),
    )
    op.create_table(
        "throttle",
        sa.Column("bucket", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_throttle")),
        prefixes=["UNLOGGED"],
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("description_en", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("name", name=op.f("uq_topic_name")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("words_hash", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_consent_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint(
            "account_id", "purpose", "words_hash", name=op.f("uq_consent_account_id_purpose_words_hash")
        ),
    )
    op.create_table(
        "contributor",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False, start=1001), nullable=False),
        sa.Column("kind", sa.Text(), server_default=sa.text("'account'"), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('account', 'person', 'organisation')", name=op.f("ck_contributor_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contributor_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor")),
        sa.UniqueConstraint("number", name=op.f("uq_contributor_number")),
    )
    op.create_index(
        "uq_contributor_account",
        "contributor",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("account_id IS NOT NULL"),
    )
    op.create_table(
        "credential",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('password', 'totp', 'passkey', 'oidc', 'recovery')", name=op.f("ck_credential_kind")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credential_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("kind", "identifier", name=op.f("uq_credential_kind_identifier")),
    )
    op.create_index(op.f("ix_credential_account_id"), "credential", ["account_id"], unique=False)
    op.create_index(
        "ix_credential_password",
        "credential",
        ["account_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'password'"),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_how", sa.Text(), nullable=True),
        sa.Column("closed_reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("enacted_number", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("enacted_on", sa.Date(), nullable=True),
        sa.Column("enacted_url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("closed_how IN ('enacted', 'unchanged', 'withdrawn')", name=op.f("ck_draft_closed_how")),
        sa.CheckConstraint(
            "kind IN ('perda', 'perwali', 'kepwal', 'surat_edaran', 'naskah', 'other')", name=op.f("ck_draft_kind")
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_how IS NULL)", name=op.f("ck_draft_closed")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_draft_agency_id")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_draft_created_by")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_draft_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_agency_id"), "draft", ["agency_id"], unique=False)
    op.create_index(op.f("ix_draft_topic_id"), "draft", ["topic_id"], unique=False)
    op.create_table(
        "email_address",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_email_address_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_address")),
        sa.UniqueConstraint("address", name=op.f("uq_email_address_address")),
    )
    op.create_index(op.f("ix_email_address_account_id"), "email_address", ["account_id"], unique=False)
    op.create_table(
        "erasure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("texts IN ('kept', 'removed')", name=op.f("ck_erasure_texts")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_erasure_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_account_id"), "erasure", ["account_id"], unique=False)
    op.create_table(
        "record_detail",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["record_entry.id"], name=op.f("fk_record_detail_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_record_detail")),
    )
    op.create_table(
        "record_link",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["record_entry.id"], name=op.f("fk_record_link_entry_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_record_link")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_record_link_entry_id")),
    )
    op.create_table(
        "record_waiting",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["record_entry.id"], name=op.f("fk_record_waiting_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_record_waiting")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=True),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('citizen', 'moderator', 'officer', 'reader', 'administrator')", name=op.f("ck_role_grant_role")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_role_grant_agency_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_role_grant_ended_by")),
        sa.ForeignKeyConstraint(["granted_by"], ["account.id"], name=op.f("fk_role_grant_granted_by")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_role_grant_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_account_id"), "role_grant", ["account_id"], unique=False)
    op.create_index(op.f("ix_role_grant_agency_id"), "role_grant", ["agency_id"], unique=False)
    op.create_index(
        "ix_role_grant_current",
        "role_grant",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(op.f("ix_role_grant_topic_id"), "role_grant", ["topic_id"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    op.create_index(op.f("ix_session_account_id"), "session", ["account_id"], unique=False)
    op.create_table(
        "issue",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("summary_for", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("summary_against", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_issue_created_by")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_issue_draft_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["issue.id"], name=op.f("fk_issue_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_issue_draft_id_number")),
    )
    op.create_index(op.f("ix_issue_merged_into_id"), "issue", ["merged_into_id"], unique=False)
    op.create_table(
        "team_member",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('drafter', 'analyst', 'legal', 'approver', 'reader')", name=op.f("ck_team_member_role")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_team_member_account_id")),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_team_member_added_by")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_team_member_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_member")),
    )
    op.create_index(op.f("ix_team_member_account_id"), "team_member", ["account_id"], unique=False)
    op.create_index(op.f("ix_team_member_draft_id"), "team_member", ["draft_id"], unique=False)
    op.create_index(
        "uq_team_member_current",
        "team_member",
        ["draft_id", "account_id", "role"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'concept'"), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("follows_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("introduction", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("introduction_en", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("summary", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("summary_html", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("warnings", sa.Text(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("counts", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.Column("corrections", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("sha256", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_by", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_version_published")),
        sa.CheckConstraint("state IN ('concept', 'published')", name=op.f("ck_version_state")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_version_created_by")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_version_draft_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["version.id"], name=op.f("fk_version_follows_id")),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_version_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_version_draft_id_number")),
    )
    op.create_index(op.f("ix_version_follows_id"), "version", ["follows_id"], unique=False)
    op.create_index(
        "uq_version_concept", "version", ["draft_id"], unique=True, postgresql_where=sa.text("state = 'concept'")
    )
    op.create_table(
        "clause",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("born_version_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["born_version_id"], ["version.id"], name=op.f("fk_clause_born_version_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_clause_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause")),
    )
    op.create_index(op.f("ix_clause_born_version_id"), "clause", ["born_version_id"], unique=False)
    op.create_index(op.f("ix_clause_draft_id"), "clause", ["draft_id"], unique=False)
    op.create_table(
        "release",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("released_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('version', 'closing', 'interim', 'superseding')", name=op.f("ck_release_kind")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_release_draft_id")),
        sa.ForeignKeyConstraint(["released_by"], ["account.id"], name=op.f("fk_release_released_by")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_release_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_index(op.f("ix_release_draft_id"), "release", ["draft_id"], unique=False)
    op.create_index(op.f("ix_release_version_id"), "release", ["version_id"], unique=False)
    op.create_table(
        "round",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("introduction", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_round_dates")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_round_draft_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_round_opened_by")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_round_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    op.create_index(op.f("ix_round_draft_id"), "round", ["draft_id"], unique=False)
    op.create_index(op.f("ix_round_version_id"), "round", ["version_id"], unique=False)
    op.create_table(
        "version_maker",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_version_maker_account_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_version_maker_version_id")),
        sa.PrimaryKeyConstraint("version_id", "account_id", name=op.f("pk_version_maker")),
    )
    op.create_index(op.f("ix_version_maker_account_id"), "version_maker", ["account_id"], unique=False)
    op.create_table(
        "clause_text",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("clause_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("depth", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("text", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("line", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_clause_text_clause_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["clause_text.id"], name=op.f("fk_clause_text_parent_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_clause_text_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_text")),
        sa.UniqueConstraint("version_id", "clause_id", name=op.f("uq_clause_text_version_id_clause_id")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_clause_text_version_id_key")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_clause_text_version_id_position")),
    )
    op.create_index(op.f("ix_clause_text_clause_id"), "clause_text", ["clause_id"], unique=False)
    op.create_index(op.f("ix_clause_text_parent_id"), "clause_text", ["parent_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_html", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("no_text_change", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'proposed'"), nullable=False),
        sa.Column("supersedes_id", sa.BigInteger(), nullable=True),
        sa.Column("proposed_by", sa.BigInteger(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("proposers", sa.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_remark", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome <> 'rejected' OR reason_code IS NOT NULL", name=op.f("ck_decision_rejected")),
        sa.CheckConstraint(
            "outcome IN ('accepted', 'partly', 'already', 'noted', 'deferred', 'rejected', 'out_of_scope', 'no_proposal')",
            name=op.f("ck_decision_outcome"),
        ),
        sa.CheckConstraint(
            "reason_code IN ('higher_rule', 'not_competence', 'budget', 'evidence', 'considered_before', 'stronger_input', 'rights')",
            name=op.f("ck_decision_reason_code"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'returned', 'approved', 'released', 'superseded')", name=op.f("ck_decision_state")
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR (approved_by <> proposed_by AND approved_by <> ALL (proposers))",
            name=op.f("ck_decision_two_people"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["account.id"], name=op.f("fk_decision_approved_by")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_decision_issue_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["account.id"], name=op.f("fk_decision_proposed_by")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_decision_release_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["decision.id"], name=op.f("fk_decision_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_issue_id"), "decision", ["issue_id"], unique=False)
    op.create_index(op.f("ix_decision_release_id"), "decision", ["release_id"], unique=False)
    op.create_index(op.f("ix_decision_supersedes_id"), "decision", ["supersedes_id"], unique=False)
    op.create_index(
        "uq_decision_pending",
        "decision",
        ["issue_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('proposed', 'approved')"),
    )
    op.create_index(
        "uq_decision_released", "decision", ["issue_id"], unique=True, postgresql_where=sa.text("state = 'released'")
    )
    op.create_table(
        "draft_progress",
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("considered", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("answered", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_progress_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_draft_progress")),
    )
    op.create_table(
        "progress_due",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_due")),
    )
    op.create_table(
        "remainder",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_remainder_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remainder")),
    )
    op.create_index(op.f("ix_remainder_release_id"), "remainder", ["release_id"], unique=False)
    op.create_table(
        "round_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("closed_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_round_change_changed_by")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_change_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_change")),
    )
    op.create_index(op.f("ix_round_change_round_id"), "round_change", ["round_id"], unique=False)
    op.create_table(
        "thread",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), server_default=sa.text("'discussion'"), nullable=False),
        sa.Column("audience", sa.Text(), server_default=sa.text("'public'"), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=True),
        sa.Column("clause_id", sa.BigInteger(), nullable=True),
        sa.Column("title", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("slug", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("audience IN ('public', 'verified')", name=op.f("ck_thread_audience")),
        sa.CheckConstraint("kind IN ('discussion', 'question', 'musyawarah', 'service')", name=op.f("ck_thread_kind")),
        sa.CheckConstraint("clause_id IS NULL OR draft_id IS NOT NULL", name=op.f("ck_thread_about")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_thread_agency_id")),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_thread_clause_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_thread_draft_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_thread_opened_by")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_thread_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
    )
    op.create_index(op.f("ix_thread_agency_id"), "thread", ["agency_id"], unique=False)
    op.create_index(op.f("ix_thread_draft_id"), "thread", ["draft_id"], unique=False)
    op.create_index("ix_thread_forum", "thread", ["id"], unique=False, postgresql_where=sa.text("draft_id IS NULL"))
    op.create_index("ix_thread_topic", "thread", ["topic_id", "id"], unique=False)
    op.create_index(
        "uq_thread_clause", "thread", ["clause_id"], unique=True, postgresql_where=sa.text("clause_id IS NOT NULL")
    )
    op.create_index(
        "uq_thread_draft",
        "thread",
        ["draft_id"],
        unique=True,
        postgresql_where=sa.text("draft_id IS NOT NULL AND clause_id IS NULL"),
    )
    op.create_table(
        "alignment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("old_text_id", sa.BigInteger(), nullable=True),
        sa.Column("new_text_id", sa.BigInteger(), nullable=True),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("flags", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("method", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("review", sa.Text(), server_default=sa.text("'none'"), nullable=False),
        sa.Column("runner_up_id", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "op IN ('same', 'reworded', 'moved', 'renumbered', 'split', 'merged', 'inserted', 'deleted')",
            name=op.f("ck_alignment_op"),
        ),
        sa.CheckConstraint("review IN ('none', 'open', 'confirmed')", name=op.f("ck_alignment_review")),
        sa.CheckConstraint("old_text_id IS NOT NULL OR new_text_id IS NOT NULL", name=op.f("ck_alignment_sides")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name=op.f("fk_alignment_confirmed_by")),
        sa.ForeignKeyConstraint(["new_text_id"], ["clause_text.id"], name=op.f("fk_alignment_new_text_id")),
        sa.ForeignKeyConstraint(["old_text_id"], ["clause_text.id"], name=op.f("fk_alignment_old_text_id")),
        sa.ForeignKeyConstraint(["runner_up_id"], ["clause_text.id"], name=op.f("fk_alignment_runner_up_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_alignment_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment")),
    )
    op.create_index(op.f("ix_alignment_new_text_id"), "alignment", ["new_text_id"], unique=False)
    op.create_index(op.f("ix_alignment_old_text_id"), "alignment", ["old_text_id"], unique=False)
    op.create_index(op.f("ix_alignment_version_id"), "alignment", ["version_id"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("clause_id", sa.BigInteger(), nullable=False),
        sa.Column("old_text_id", sa.BigInteger(), nullable=True),
        sa.Column("new_text_id", sa.BigInteger(), nullable=True),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("flags", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("technical", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("position", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint(
            "cause IN ('public_input', 'legal_review', 'harmonisation', 'facilitation', 'editorial', 'other')",
            name=op.f("ck_change_cause"),
        ),
        sa.CheckConstraint(
            "op IN ('same', 'reworded', 'moved', 'renumbered', 'split', 'merged', 'inserted', 'deleted')",
            name=op.f("ck_change_op"),
        ),
        sa.CheckConstraint("old_text_id IS NOT NULL OR new_text_id IS NOT NULL", name=op.f("ck_change_sides")),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_change_clause_id")),
        sa.ForeignKeyConstraint(["new_text_id"], ["clause_text.id"], name=op.f("fk_change_new_text_id")),
        sa.ForeignKeyConstraint(["old_text_id"], ["clause_text.id"], name=op.f("fk_change_old_text_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_change_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_clause_id"), "change", ["clause_id"], unique=False)
    op.create_index(op.f("ix_change_new_text_id"), "change", ["new_text_id"], unique=False)
    op.create_index(op.f("ix_change_old_text_id"), "change", ["old_text_id"], unique=False)
    op.create_index("ix_change_version", "change", ["version_id", "position"], unique=False)
    op.create_table(
        "contribution",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("draft_id", sa.BigInteger(), nullable=True),
        sa.Column("clause_id", sa.BigInteger(), nullable=True),
        sa.Column("version_id", sa.BigInteger(), nullable=True),
        sa.Column("round_id", sa.BigInteger(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("root_id", sa.BigInteger(), nullable=True),
        sa.Column("depth", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("contributor_id", sa.BigInteger(), nullable=True),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), server_default=sa.text("'comment'"), nullable=False),
        sa.Column("stance", sa.Text(), server_default=sa.text("'none'"), nullable=False),
        sa.Column("own_input", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("channel", sa.Text(), server_default=sa.text("'online'"), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'published'"), nullable=False),
        sa.Column("public_name", sa.Text(), nullable=True),
        sa.Column("speaks_for", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), server_default=sa.text("'id'"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("hidden_rule", sa.Text(), nullable=True),
        sa.Column("held_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('online', 'letter', 'meeting', 'phone', 'message', 'desk')",
            name=op.f("ck_contribution_channel"),
        ),
        sa.CheckConstraint(
            "kind IN ('comment', 'suggestion', 'question', 'reply', 'official', 'argument', 'statement')",
            name=op.f("ck_contribution_kind"),
        ),
        sa.CheckConstraint(
            "stance IN ('agree', 'agree_with_changes', 'disagree', 'none')", name=op.f("ck_contribution_stance")
        ),
        sa.CheckConstraint(
            "state IN ('awaiting', 'held', 'published', 'hidden', 'withdrawn')", name=op.f("ck_contribution_state")
        ),
        sa.CheckConstraint("(parent_id IS NULL) = (depth = 0)", name=op.f("ck_contribution_parent")),
        sa.CheckConstraint("depth BETWEEN 0 AND 2", name=op.f("ck_contribution_depth")),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_contribution_clause_id")),
        sa.ForeignKeyConstraint(["contributor_id"], ["contributor.id"], name=op.f("fk_contribution_contributor_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_contribution_draft_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_contribution_entered_by")),
        sa.ForeignKeyConstraint(["parent_id"], ["contribution.id"], name=op.f("fk_contribution_parent_id")),
        sa.ForeignKeyConstraint(["root_id"], ["contribution.id"], name=op.f("fk_contribution_root_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_contribution_round_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_contribution_thread_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_contribution_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("receipt", name=op.f("uq_contribution_receipt")),
    )
    op.create_index(op.f("ix_contribution_clause_id"), "contribution", ["clause_id"], unique=False)
    op.create_index("ix_contribution_contributor", "contribution", ["contributor_id", "id"], unique=False)
    op.create_index(
        "ix_contribution_draft",
        "contribution",
        ["draft_id", "id"],
        unique=False,
        postgresql_where=sa.text("draft_id IS NOT NULL"),
    )
    op.create_index(
        "ix_contribution_official",
        "contribution",
        ["root_id", "id"],
        unique=False,
        postgresql_where=sa.text("kind = 'official'"),
    )
    op.create_index(op.f("ix_contribution_parent_id"), "contribution", ["parent_id"], unique=False)
    op.create_index("ix_contribution_root_id", "contribution", ["root_id", "id"], unique=False)
    op.create_index(
        "ix_contribution_roots",
        "contribution",
        ["thread_id", "id"],
        unique=False,
        postgresql_where=sa.text("depth = 0"),
    )
    op.create_index(op.f("ix_contribution_round_id"), "contribution", ["round_id"], unique=False)
    op.create_index("ix_contribution_thread", "contribution", ["thread_id", "id"], unique=False)
    op.create_index(op.f("ix_contribution_version_id"), "contribution", ["version_id"], unique=False)
    op.create_table(
        "redline",
        sa.Column("old_text_id", sa.BigInteger(), nullable=False),
        sa.Column("new_text_id", sa.BigInteger(), nullable=False),
        sa.Column("segments", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["new_text_id"], ["clause_text.id"], name=op.f("fk_redline_new_text_id")),
        sa.ForeignKeyConstraint(["old_text_id"], ["clause_text.id"], name=op.f("fk_redline_old_text_id")),
        sa.PrimaryKeyConstraint("old_text_id", "new_text_id", name=op.f("pk_redline")),
    )
    op.create_index(op.f("ix_redline_new_text_id"), "redline", ["new_text_id"], unique=False)
    op.create_table(
        "topic_tally",
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("threads", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("public", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_tally_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", name=op.f("pk_topic_tally")),
    )
    op.create_table(
        "thread_tally",
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("contributions", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("roots", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_tally_thread_id")),
        sa.PrimaryKeyConstraint("thread_id", name=op.f("pk_thread_tally")),
    )
    op.create_table(
        "addition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_addition_contribution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addition")),
    )
    op.create_index(op.f("ix_addition_contribution_id"), "addition", ["contribution_id"], unique=False)
    op.create_table(
        "anchor",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("clause_id", sa.BigInteger(), nullable=True),
        sa.Column("exact", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("prefix", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("suffix", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("stop", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'exact'"), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("review", sa.Text(), server_default=sa.text("'none'"), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("review IN ('none', 'open', 'confirmed')", name=op.f("ck_anchor_review")),
        sa.CheckConstraint(
            "state IN ('exact', 'shifted', 'reworded', 'moved', 'split', 'merged', 'deleted')",
            name=op.f("ck_anchor_state"),
        ),
        sa.ForeignKeyConstraint(["clause_id"], ["clause.id"], name=op.f("fk_anchor_clause_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name=op.f("fk_anchor_confirmed_by")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_anchor_contribution_id")),
        sa.ForeignKeyConstraint(["version_id"], ["version.id"], name=op.f("fk_anchor_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor")),
    )
    op.create_index(op.f("ix_anchor_clause_id"), "anchor", ["clause_id"], unique=False)
    op.create_index("ix_anchor_version_clause", "anchor", ["version_id", "clause_id"], unique=False)
    op.create_index("uq_anchor_place", "anchor", ["contribution_id", "version_id"], unique=True)
    op.create_table(
        "contribution_edit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_contribution_edit_contribution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_edit")),
    )
    op.create_index(
        op.f("ix_contribution_edit_contribution_id"), "contribution_edit", ["contribution_id"], unique=False
    )
    op.create_table(
        "contribution_tally",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("supports", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("replies", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_contribution_tally_contribution_id")
        ),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_contribution_tally")),
    )
    op.create_table(
        "decision_change",
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_decision_change_change_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_decision_change_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "change_id", name=op.f("pk_decision_change")),
    )
    op.create_index(op.f("ix_decision_change_change_id"), "decision_change", ["change_id"], unique=False)
    op.create_table(
        "moderation_decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("rule", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("public_reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("private_note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "act IN ('hide', 'restore', 'release', 'no_violation')", name=op.f("ck_moderation_decision_act")
        ),
        sa.CheckConstraint(
            "rule IN ('spam', 'abuse', 'personal_data', 'off_topic', 'false_identity', 'unlawful')",
            name=op.f("ck_moderation_decision_rule"),
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_moderation_decision_contribution_id")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_moderation_decision_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decision")),
    )
    op.create_index("ix_moderation_decision_at", "moderation_decision", ["at", "id"], unique=False)
    op.create_index(
        op.f("ix_moderation_decision_contribution_id"), "moderation_decision", ["contribution_id"], unique=False
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=False),
        sa.Column("contributor_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("satisfied", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("satisfied IN ('yes', 'no')", name=op.f("ck_notice_satisfied")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_notice_contribution_id")),
        sa.ForeignKeyConstraint(["contributor_id"], ["contributor.id"], name=op.f("fk_notice_contributor_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_notice_decision_id")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_notice_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("contribution_id", "decision_id", name=op.f("uq_notice_contribution_id_decision_id")),
    )
    op.create_index(op.f("ix_notice_contributor_id"), "notice", ["contributor_id"], unique=False)
    op.create_index(op.f("ix_notice_decision_id"), "notice", ["decision_id"], unique=False)
    op.create_index(
        "ix_notice_unmailed",
        "notice",
        ["release_id", "contributor_id"],
        unique=False,
        postgresql_where=sa.text("mailed_at IS NULL"),
    )
    op.create_table(
        "point",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("issue_id", sa.BigInteger(), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=True),
        sa.Column("placed_by", sa.BigInteger(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("removed_by", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_point_contribution_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_point_issue_id")),
        sa.ForeignKeyConstraint(["placed_by"], ["account.id"], name=op.f("fk_point_placed_by")),
        sa.ForeignKeyConstraint(["removed_by"], ["account.id"], name=op.f("fk_point_removed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point")),
    )
    op.create_index(
        "ix_point_contribution",
        "point",
        ["contribution_id"],
        unique=False,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index(op.f("ix_point_issue_id"), "point", ["issue_id"], unique=False)
    op.create_index(
        "uq_point_whole",
        "point",
        ["issue_id", "contribution_id"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL AND excerpt IS NULL"),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("reporter", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reason IN ('spam', 'abuse', 'personal_data', 'off_topic', 'false_identity', 'other')",
            name=op.f("ck_report_reason"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_report_account_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_report_contribution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
    )
    op.create_index(op.f("ix_report_account_id"), "report", ["account_id"], unique=False)
    op.create_index(
        "ix_report_open", "report", ["contribution_id"], unique=False, postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_index("uq_report_reporter", "report", ["contribution_id", "reporter"], unique=True)
    op.create_table(
        "suggestion",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("base_text_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["base_text_id"], ["clause_text.id"], name=op.f("fk_suggestion_base_text_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_suggestion_contribution_id")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_suggestion")),
    )
    op.create_index(op.f("ix_suggestion_base_text_id"), "suggestion", ["base_text_id"], unique=False)
    op.create_table(
        "support",
        sa.Column("contribution_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_support_account_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_support_contribution_id")),
        sa.PrimaryKeyConstraint("contribution_id", "account_id", name=op.f("pk_support")),
    )
    op.create_index(op.f("ix_support_account_id"), "support", ["account_id"], unique=False)
