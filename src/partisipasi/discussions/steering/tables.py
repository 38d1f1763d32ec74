"""What is written about a thread as a whole: conclusions and summaries in their versions, and objections to them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import SQLModel

from partisipasi.discussions.tables import EVENT_ROLES
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

TEXT_KINDS = ("conclusion", "summary")
#: What became of an objection: the text was changed, or it stays.
ANSWERS = ("changed", "stays")


class ThreadText(SQLModel, table=True):
    """A version of a thread's conclusion or summary. The one without an end is in force; earlier ones stay readable."""

    __tablename__ = "thread_text"
    __table_args__ = (
        one_of("kind", TEXT_KINDS),
        one_of("by_role", EVENT_ROLES),
        Index("uq_thread_text_number", "thread_id", "kind", "number", unique=True),
        Index("uq_thread_text_in_force", "thread_id", "kind", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    id: int = key()
    thread_id: int = link("thread.id", index=False)
    kind: str = words()
    number: int = count()
    source: str = words()
    by_role: str = words()
    written_by: int | None = maybe_link("account.id", index=False)
    at: Moment = made()
    ended_at: Moment | None = maybe_moment()


class ThreadTextPart(SQLModel, table=True):
    """A paragraph of such a text. It is not shown while something it cites is not public."""

    __tablename__ = "thread_text_part"

    id: int = key()
    text_id: int = link("thread_text.id")
    position: int = count()
    html: str = words()


class ThreadCitation(SQLModel, table=True):
    """That a paragraph cites a contribution."""

    __tablename__ = "thread_citation"

    part_id: int = link("thread_text_part.id", index=False, primary_key=True)
    contribution_id: int = link("contribution.id", primary_key=True)


class ThreadObjection(SQLModel, table=True):
    """That a contribution of a participant says that such a text is wrong, and what it was answered."""

    __tablename__ = "thread_objection"
    __table_args__ = (
        one_of("answer", ANSWERS),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
    )

    contribution_id: int = link("contribution.id", index=False, primary_key=True)
    text_id: int = link("thread_text.id")
    answer: str | None = maybe_words()
    words: str = words_or("")
    answered_by: int | None = maybe_link("account.id", index=False)
    answered_at: Moment | None = maybe_moment()
