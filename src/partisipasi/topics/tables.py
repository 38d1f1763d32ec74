"""Topics and agencies."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from partisipasi.kit.columns import (
    Moment,
    count,
    key,
    link,
    made,
    maybe_link,
    maybe_moment,
    one_of,
    word_list,
    words,
    words_or,
)

#: What an officer does for an agency: sorts and proposes, or approves.
AGENCY_ROLES = ("analyst", "approver")


class Topic(SQLModel, table=True):
    """An area of policy."""

    __tablename__ = "topic"
    __table_args__ = (one_of("audience", ("public", "verified")),)

    id: int = key()
    slug: str = words()
    name: str = words(unique=True)
    name_en: str = words_or("")
    description: str = words_or("")
    description_en: str = words_or("")
    #: Who reads and writes new discussions in its forum: everybody, or verified civil servants.
    audience: str = words_or("public")
    tags: list[str] = word_list()
    position: int = count()
    created_at: Moment = made()
    closed_at: Moment | None = maybe_moment()


class Agency(SQLModel, table=True):
    """A body of the city that owns drafts or services."""

    __tablename__ = "agency"

    id: int = key()
    slug: str = words()
    name: str = words(unique=True)
    short_name: str = words_or("")
    description: str = words_or("")
    created_at: Moment = made()
    closed_at: Moment | None = maybe_moment()


class AgencyMember(SQLModel, table=True):
    """An officer who answers for an agency, named by an administrator. Ended, never deleted."""

    __tablename__ = "agency_member"
    __table_args__ = (
        one_of("role", AGENCY_ROLES),
        Index(
            "uq_agency_member_current",
            "agency_id",
            "account_id",
            "role",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int = key()
    agency_id: int = link("agency.id")
    account_id: int = link("account.id")
    role: str = words()
    added_by: int | None = maybe_link("account.id", index=False)
    added_at: Moment = made()
    ended_at: Moment | None = maybe_moment()
