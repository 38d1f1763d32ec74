"""Reports and moderation decisions."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from partisipasi.kit.columns import (
    Moment,
    binary,
    key,
    link,
    made,
    maybe_link,
    maybe_moment,
    one_of,
    words,
    words_or,
)

REPORT_REASONS = ("spam", "abuse", "personal_data", "off_topic", "false_identity", "other")
RULES = ("spam", "abuse", "personal_data", "off_topic", "false_identity", "unlawful")
ACTS = ("hide", "restore", "release", "no_violation")


class Report(SQLModel, table=True):
    """Somebody's hint that a contribution breaks a rule. One per contribution and person, or network for guests."""

    __tablename__ = "report"
    __table_args__ = (
        one_of("reason", REPORT_REASONS),
        Index("uq_report_reporter", "contribution_id", "reporter", unique=True),
        Index("ix_report_open", "contribution_id", postgresql_where=text("closed_at IS NULL")),
    )

    id: int = key()
    contribution_id: int = link("contribution.id", index=False)
    account_id: int | None = maybe_link("account.id")
    reporter: bytes = binary()
    reason: str = words()
    note: str = words_or("")
    created_at: Moment = made()
    closed_at: Moment | None = maybe_moment()


class ModerationDecision(SQLModel, table=True):
    """What was decided about a contribution: one row per decision, never changed (a trigger refuses)."""

    __tablename__ = "moderation_decision"
    __table_args__ = (
        one_of("act", ACTS),
        one_of("rule", RULES),
        Index("ix_moderation_decision_at", "at", "id"),
    )

    id: int = key()
    contribution_id: int = link("contribution.id")
    act: str = words()
    rule: str | None = None
    public_reason: str = words_or("")
    private_note: str = words_or("")
    decided_by: int | None = maybe_link("account.id", index=False)
    at: Moment = made()
