"""Objections (keberatan) to decisions of moderators."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, Index, text
from sqlmodel import Field, SQLModel

from partisipasi.kit.columns import (
    Moment,
    key,
    link,
    made,
    maybe_link,
    maybe_moment,
    maybe_words,
    one_of,
    words,
    words_or,
)

SIDES = ("author", "reporter")
RESULTS = ("upheld", "modified", "overturned")


class Objection(SQLModel, table=True):
    """Somebody's objection to a decision, and what another moderator made of it.

    `account_id` is empty for who showed the owner key alone, and once erased. `answer` is for whoever objected;
    `successor_id` is the decision that took the place of the contested one.
    """

    __tablename__ = "objection"
    __table_args__ = (
        one_of("side", SIDES),
        one_of("result", RESULTS),
        CheckConstraint("(result IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(successor_id IS NOT NULL) = (result IN ('modified', 'overturned'))", name="successor"),
        Index("uq_objection_author", "decision_id", unique=True, postgresql_where=text("side = 'author'")),
        Index(
            "uq_objection_reporter",
            "decision_id",
            "account_id",
            unique=True,
            postgresql_where=text("side = 'reporter'"),
        ),
        Index("ix_objection_open", "due_on", "id", postgresql_where=text("decided_at IS NULL")),
    )

    id: int = key()
    decision_id: int = link("moderation_decision.id")
    side: str = words()
    account_id: int | None = maybe_link("account.id")
    body: str = words_or("")
    filed_at: Moment = made()
    due_on: date = Field(sa_type=Date)
    decided_at: Moment | None = maybe_moment()
    decided_by: int | None = maybe_link("account.id", index=False)
    result: str | None = maybe_words()
    answer: str = words_or("")
    successor_id: int | None = maybe_link("moderation_decision.id")
