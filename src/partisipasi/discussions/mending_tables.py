"""What is kept of words that were masked, and the edits moderators asked for."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from partisipasi.kit.columns import Moment, key, link, made, maybe_moment, one_of, words, words_or

MASKED_PARTS = ("text", "proposed", "addition", "edit", "title", "excerpt", "file_name", "file_alt")


class MaskedText(SQLModel, table=True):
    """The words as they were before some of them were masked, for an objection alone; restoring puts them back.

    `part_id` is the row of an addition, an earlier text or a file; the text and the proposed words are the
    contribution's own.
    """

    __tablename__ = "masked_text"
    __table_args__ = (one_of("part", MASKED_PARTS),)

    id: int = key()
    contribution_id: int = link("contribution.id")
    part: str = words()
    part_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    source: str = words()
    html: str = words_or("")
    #: What was masked, one phrase on each line.
    phrases: str = words_or("")
    masked_at: Moment = made()


class EditRequest(SQLModel, table=True):
    """That a moderator asked the author for other words: one edit is open to the author until it is made."""

    __tablename__ = "edit_request"
    __table_args__ = (
        Index("ix_edit_request_contribution", "contribution_id", "id"),
        Index(
            "ix_edit_request_due",
            "contribution_id",
            postgresql_where=text("answered_at IS NOT NULL AND seen_at IS NULL"),
        ),
    )

    id: int = key()
    contribution_id: int = link("contribution.id", index=False)
    decision_ref: str = words()
    asked_at: Moment = made()
    answered_at: Moment | None = maybe_moment()
    #: When a moderator looked at the result.
    seen_at: Moment | None = maybe_moment()
