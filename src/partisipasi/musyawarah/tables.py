"""What a musyawarah has beyond its thread: wordings of a proposal, answers to them, a conclusion and its contests.

Arguments, reasons and what is said against a line are contributions like all others; here stands what they are for.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import SQLModel

from partisipasi.kit.columns import (
    Moment,
    count,
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

CHOICES = ("agree", "unsure", "object")
PARTS = ("agreed", "open", "data")
OUTCOMES = ("stands", "amended")


class Wording(SQLModel, table=True):
    """One wording of the proposal: a statement in the thread. The one with the highest number is asked about."""

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("thread_id", "number"),)

    id: int = key()
    thread_id: int = link("thread.id", index=False)
    number: int
    contribution_id: int = link("contribution.id", index=False, unique=True)
    reason: str = words_or("")
    at: Moment = made()


class WordingTally(SQLModel, table=True):
    """Counters of a wording's current answers. `verify` recounts them."""

    __tablename__ = "wording_tally"

    wording_id: int = link("wording.id", index=False, primary_key=True)
    agree: int = count()
    unsure: int = count()
    object: int = count()


class Temperature(SQLModel, table=True):
    """An answer to one wording. It counts until it is replaced or taken back; after erasure it is nobody's."""

    __tablename__ = "temperature"
    __table_args__ = (
        one_of("choice", CHOICES),
        CheckConstraint("choice = 'agree' OR contribution_id IS NOT NULL", name="reason"),
        Index(
            "uq_temperature_current",
            "wording_id",
            "account_id",
            unique=True,
            postgresql_where=text("replaced_at IS NULL AND account_id IS NOT NULL"),
        ),
        Index("ix_temperature_wording", "wording_id", "id"),
    )

    id: int = key()
    wording_id: int = link("wording.id", index=False)
    account_id: int | None = maybe_link("account.id")
    choice: str = words()
    contribution_id: int | None = maybe_link("contribution.id")
    at: Moment = made()
    replaced_at: Moment | None = maybe_moment()


class Conclusion(SQLModel, table=True):
    """What a musyawarah came to: written, proposed, open to be contested until a day, then final; or taken back."""

    __tablename__ = "conclusion"
    __table_args__ = (
        CheckConstraint("(proposed_at IS NULL) = (contest_until IS NULL)", name="proposed"),
        CheckConstraint("final_at IS NULL OR (final_at >= contest_until AND withdrawn_at IS NULL)", name="final"),
        Index("uq_conclusion_thread", "thread_id", unique=True, postgresql_where=text("withdrawn_at IS NULL")),
        Index(
            "ix_conclusion_due",
            "contest_until",
            postgresql_where=text("final_at IS NULL AND withdrawn_at IS NULL AND proposed_at IS NOT NULL"),
        ),
        Index("ix_conclusion_thread", "thread_id", "id"),
    )

    id: int = key()
    thread_id: int = link("thread.id", index=False)
    introduction: str = words_or("")
    by_role: str = words_or("officer")
    made_by: int | None = maybe_link("account.id", index=False)
    begun_at: Moment = made()
    proposed_at: Moment | None = maybe_moment()
    contest_until: Moment | None = maybe_moment()
    final_at: Moment | None = maybe_moment()
    withdrawn_at: Moment | None = maybe_moment()
    withdrawn_reason: str = words_or("")


class ConclusionLine(SQLModel, table=True):
    """One line of a conclusion, whatever its words become; and the issue of a draft that an officer made of it."""

    __tablename__ = "conclusion_line"
    __table_args__ = (CheckConstraint("(issue_id IS NULL) = (issue_at IS NULL)", name="issue"),)

    id: int = key()
    conclusion_id: int = link("conclusion.id")
    issue_id: int | None = maybe_link("issue.id")
    issue_at: Moment | None = maybe_moment()


class LineWording(SQLModel, table=True):
    """The words of a line, and in which list it stands; the highest number counts, earlier ones stay readable."""

    __tablename__ = "line_wording"
    __table_args__ = (one_of("part", PARTS), UniqueConstraint("line_id", "number"))

    id: int = key()
    line_id: int = link("conclusion_line.id", index=False)
    number: int
    part: str = words()
    body: str = words()
    reason: str = words_or("")
    at: Moment = made()


class LineCitation(SQLModel, table=True):
    """That a line rests on something somebody said in the thread."""

    __tablename__ = "line_citation"

    line_id: int = link("conclusion_line.id", index=False, primary_key=True)
    contribution_id: int = link("contribution.id", primary_key=True)


class Contest(SQLModel, table=True):
    """That a participant does not find a line right; the words are a contribution. What the facilitator made of it."""

    __tablename__ = "contest"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
        Index(
            "uq_contest_account", "line_id", "account_id", unique=True, postgresql_where=text("account_id IS NOT NULL")
        ),
    )

    id: int = key()
    line_id: int = link("conclusion_line.id")
    account_id: int | None = maybe_link("account.id")
    contribution_id: int = link("contribution.id", index=False, unique=True)
    at: Moment = made()
    outcome: str | None = maybe_words()
    reason: str = words_or("")
    decided_at: Moment | None = maybe_moment()
