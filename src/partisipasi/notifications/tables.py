"""Who follows what, what happened, who is told of it and how, and who gets mail about a draft without an account."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from partisipasi.kit.columns import (
    Moment,
    key,
    link,
    made,
    maybe_link,
    maybe_moment,
    one_of,
    words,
    words_or,
)

#: What can be followed, as columns of `follow`.
FOLLOWED = ("draft_id", "clause_id", "topic_id", "agency_id", "thread_id", "issue_id")
#: What happens, by the family in which people choose how they are told of it.
FAMILIES = {
    "answers": ("answered", "official"),
    "replies": ("reply",),
    "mentions": ("mention",),
    "rounds": ("round_opened", "round_closing", "round_extended", "round_shortened"),
    "drafts": ("version", "decided", "closed"),
    "talk": ("talk", "thread", "thread_changed", "thread_concluded"),
    "moderation": ("moderated", "report_decided", "objection_decided"),
    "services": ("service_answered", "service_overdue", "service_resolved"),
    "musyawarah": ("temperature_asked", "conclusion_proposed"),
}
KINDS = tuple(kind for kinds in FAMILIES.values() for kind in kinds)
#: Told by mail at once, by one mail a day, on the site alone, not at all.
CHOICES = ("now", "daily", "here", "off")


class Follow(SQLModel, table=True):
    """That somebody follows exactly one thing."""

    __tablename__ = "follow"
    __table_args__ = (
        CheckConstraint(f"num_nonnulls({', '.join(FOLLOWED)}) = 1", name="one_thing"),
        *(
            Index(
                f"uq_follow_{column.removesuffix('_id')}",
                column,
                "account_id",
                unique=True,
                postgresql_where=text(f"{column} IS NOT NULL"),
            )
            for column in FOLLOWED
        ),
        Index("ix_follow_account", "account_id", "id"),
    )

    id: int = key()
    account_id: int = link("account.id", index=False)
    draft_id: int | None = maybe_link("draft.id", index=False)
    clause_id: int | None = maybe_link("clause.id", index=False)
    topic_id: int | None = maybe_link("topic.id", index=False)
    agency_id: int | None = maybe_link("agency.id", index=False)
    thread_id: int | None = maybe_link("thread.id", index=False)
    issue_id: int | None = maybe_link("issue.id", index=False)
    created_at: Moment = made()


class News(SQLModel, table=True):
    """Something that happened and that people are told of. `once` names it, so that it is told once.

    It holds no words of anybody: titles, reasons and names are read, and what may be seen is checked, when it is shown.
    """

    __tablename__ = "news"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("family", FAMILIES),
        Index("ix_news_draft", "draft_id", "id", postgresql_where=text("draft_id IS NOT NULL")),
        Index("ix_news_contribution", "contribution_id", postgresql_where=text("contribution_id IS NOT NULL")),
        Index(
            "ix_news_moderation_decision",
            "moderation_decision_id",
            postgresql_where=text("moderation_decision_id IS NOT NULL"),
        ),
    )

    id: int = key()
    kind: str = words()
    family: str = words()
    once: str = words(unique=True)
    at: Moment = made()
    actor_id: int | None = maybe_link("account.id", index=False)
    draft_id: int | None = maybe_link("draft.id", index=False)
    version_id: int | None = maybe_link("version.id", index=False)
    round_id: int | None = maybe_link("round.id", index=False)
    round_change_id: int | None = maybe_link("round_change.id", index=False)
    closes_at: Moment | None = maybe_moment()
    thread_id: int | None = maybe_link("thread.id", index=False)
    contribution_id: int | None = maybe_link("contribution.id", index=False)
    release_id: int | None = maybe_link("release.id", index=False)
    issue_id: int | None = maybe_link("issue.id", index=False)
    thread_event_id: int | None = maybe_link("thread_event.id", index=False)
    moderation_decision_id: int | None = maybe_link("moderation_decision.id", index=False)
    objection_id: int | None = maybe_link("objection.id", index=False)


class Notification(SQLModel, table=True):
    """That one person is told of one thing that happened: when they read it, and when it went to them by mail."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("news_id", "account_id"),
        Index("ix_notification_account", "account_id", "id"),
        Index("ix_notification_unread", "account_id", postgresql_where=text("read_at IS NULL")),
        Index(
            "ix_notification_unmailed",
            "created_at",
            postgresql_where=text("mailed_at IS NULL AND read_at IS NULL"),
        ),
    )

    id: int = key()
    news_id: int = link("news.id", index=False)
    account_id: int = link("account.id", index=False)
    created_at: Moment = made()
    read_at: Moment | None = maybe_moment()
    mailed_at: Moment | None = maybe_moment()


class NotificationChoice(SQLModel, table=True):
    """How somebody wants to be told of one family of things, where it is not the usual way."""

    __tablename__ = "notification_choice"
    __table_args__ = (one_of("family", FAMILIES), one_of("choice", CHOICES))

    account_id: int = link("account.id", index=False, primary_key=True)
    family: str = words(primary_key=True)
    choice: str = words()


class MailSubscription(SQLModel, table=True):
    """An address that gets mail about a draft, without an account. Not used before it is confirmed.

    `told_through` is the last news this address was told of.
    """

    __tablename__ = "mail_subscription"
    __table_args__ = (
        UniqueConstraint("draft_id", "address"),
        Index("ix_mail_subscription_address", "address"),
    )

    id: int = key()
    draft_id: int = link("draft.id", index=False)
    address: str = words()
    language: str = words_or("id")
    created_at: Moment = made()
    confirmed_at: Moment | None = maybe_moment()
    mailed_at: Moment | None = maybe_moment()
    told_through: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")})
