"""Accounts. Who a person is (address, credentials) lies apart from what is public (name, number)."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from partisipasi.kit.columns import (
    Moment,
    binary,
    count,
    key,
    link,
    made,
    maybe_link,
    maybe_moment,
    maybe_words,
    moment,
    one_of,
    words,
    words_or,
)

ROLES = ("citizen", "moderator", "officer", "reader", "administrator")
CREDENTIALS = ("password", "totp", "passkey", "oidc", "recovery")
VERIFIED_BY = ("mail_domain", "roster", "administrator")
LINK_PURPOSES = ("sign_in", "confirm_contribution", "set_password", "change_address")


class Account(SQLModel, table=True):
    """A person. The number is what "Warga 1024" shows; it says nothing about the order of anything else."""

    __tablename__ = "account"

    id: int = key()
    number: int = Field(default=None, sa_column=Column(BigInteger, Identity(start=1001), unique=True))
    display_name: str | None = maybe_words()
    language: str = words_or("id")
    created_at: Moment = made()
    disabled_at: Moment | None = maybe_moment()
    erased_at: Moment | None = maybe_moment()


class EmailAddress(SQLModel, table=True):
    """An address of an account. Stored in lower case; confirmed once its owner has answered a mail."""

    __tablename__ = "email_address"

    id: int = key()
    account_id: int = link("account.id")
    address: str = words(unique=True)
    confirmed_at: Moment | None = maybe_moment()
    created_at: Moment = made()


class Credential(SQLModel, table=True):
    """A way to prove who one is. Passwords now; the table has room for second factors, passkeys and single sign-on."""

    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("kind", "identifier"),
        one_of("kind", CREDENTIALS),
        Index("ix_credential_password", "account_id", unique=True, postgresql_where=text("kind = 'password'")),
    )

    id: int = key()
    account_id: int = link("account.id")
    kind: str = words()
    identifier: str | None = maybe_words()
    secret: str = words()
    created_at: Moment = made()
    used_at: Moment | None = maybe_moment()


class LoginLink(SQLModel, table=True):
    """A one-time link and the six digits beside it. Only hashes are kept; a newer link of the same purpose ends it."""

    __tablename__ = "login_link"
    __table_args__ = (
        one_of("purpose", LINK_PURPOSES),
        Index("ix_login_link_address_purpose", "address", "purpose"),
        Index("ix_login_link_subject", "subject_id", postgresql_where=text("subject_id IS NOT NULL")),
    )

    id: int = key()
    purpose: str = words()
    address: str = words()
    subject_id: int | None = Field(default=None, sa_type=BigInteger)
    token_hash: bytes = binary(unique=True)
    code_hash: bytes = binary()
    next_path: str = words_or("/")
    pending: str = words_or("")
    attempts: int = count()
    pressed: bytes | None = Field(default=None)
    created_at: Moment = made()
    expires_at: Moment = moment()
    consumed_at: Moment | None = maybe_moment()


class Session(SQLModel, table=True):
    """A signed-in browser. The token is in its cookie alone; here lies its SHA-256."""

    __tablename__ = "session"

    id: int = key()
    account_id: int = link("account.id")
    token_hash: bytes = binary(unique=True)
    device: str = words_or("")
    created_at: Moment = made()
    proved_at: Moment = moment()
    seen_at: Moment = moment()
    expires_at: Moment = moment()


class RoleGrant(SQLModel, table=True):
    """A role, from when to when, by whom. Rows are ended, never deleted: this is the history too."""

    __tablename__ = "role_grant"
    __table_args__ = (
        one_of("role", ROLES),
        Index("ix_role_grant_current", "account_id", postgresql_where=text("ended_at IS NULL")),
    )

    id: int = key()
    account_id: int = link("account.id")
    role: str = words()
    topic_id: int | None = maybe_link("topic.id")
    agency_id: int | None = maybe_link("agency.id")
    granted_by: int | None = maybe_link("account.id", index=False)
    granted_at: Moment = made()
    ended_by: int | None = maybe_link("account.id", index=False)
    ended_at: Moment | None = maybe_moment()


class ApiToken(SQLModel, table=True):
    """A token for programs, acting as its account."""

    __tablename__ = "api_token"

    id: int = key()
    account_id: int = link("account.id")
    token_hash: bytes = binary(unique=True)
    created_at: Moment = made()
    expires_at: Moment = moment()
    revoked_at: Moment | None = maybe_moment()


class Consent(SQLModel, table=True):
    """What somebody agreed to: the purpose, the SHA-256 of the words shown, when. Gone with the account."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("account_id", "purpose", "words_hash"),)

    id: int = key()
    account_id: int = link("account.id", index=False)
    purpose: str = words()
    words_hash: bytes = binary()
    language: str = words()
    given_at: Moment = made()


class Throttle(SQLModel, table=True):
    """How often something was tried: a bucket is an act and a keyed hash of who or where. Lost in a crash."""

    __tablename__ = "throttle"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    bucket: bytes = binary(primary_key=True)
    tries: int = count()
    until: Moment = moment()


class Erasure(SQLModel, table=True):
    """That an account asked to be erased, and how; the same line stands in the ledger outside all backups."""

    __tablename__ = "erasure"
    __table_args__ = (one_of("texts", ("kept", "removed")),)

    id: int = key()
    account_id: int = link("account.id")
    texts: str = words()
    at: Moment = made()


class Restriction(SQLModel, table=True):
    """A limit on what somebody may write, with an end: a pace (so many a day) or a suspension. Known to the person.

    Reason and reference are those of the decision, which this room does not know.
    """

    __tablename__ = "restriction"
    __table_args__ = (
        one_of("kind", ("pace", "suspend")),
        CheckConstraint("(per_day IS NOT NULL) = (kind = 'pace')", name="pace"),
        Index("ix_restriction_account", "account_id", "ends_at"),
    )

    id: int = key()
    account_id: int = link("account.id", index=False)
    kind: str = words()
    per_day: int | None = None
    reason: str = words_or("")
    decision_ref: str = words()
    starts_at: Moment = made()
    ends_at: Moment = moment()
    lifted_at: Moment | None = maybe_moment()


class Verification(SQLModel, table=True):
    """That a person is known to work in the civil service: how it was found out, when, until when."""

    __tablename__ = "verification"
    __table_args__ = (
        one_of("method", VERIFIED_BY),
        Index("uq_verification_current", "account_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    id: int = key()
    account_id: int = link("account.id")
    method: str = words()
    verified_at: Moment = made()
    expires_at: Moment = moment()
    ended_at: Moment | None = maybe_moment()
    ended_by: int | None = maybe_link("account.id", index=False)


class VerifiedDomain(SQLModel, table=True):
    """A mail domain whose addresses only civil servants have."""

    __tablename__ = "verified_domain"

    domain: str = words(primary_key=True)
    added_by: int | None = maybe_link("account.id", index=False)
    added_at: Moment = made()


class RosterEntry(SQLModel, table=True):
    """An address on the list of civil servants, as a keyed hash: the list itself is nobody's to read here."""

    __tablename__ = "roster_entry"

    address_hash: bytes = binary(primary_key=True)
    added_by: int | None = maybe_link("account.id", index=False)
    added_at: Moment = made()
