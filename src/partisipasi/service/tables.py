"""Services of agencies, the cases people open about them, and the agency's answers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

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

#: What stands of a case. Open: the agency still owes something.
OPEN = ("received", "reopened", "in_progress", "scheduled")
ENDED = ("done", "declined", "out_of_scope")
STATUSES = (*OPEN, *ENDED)
#: What an answer may say.
ANSWERS = ("in_progress", "scheduled", *ENDED)
#: Why a case belongs elsewhere.
ELSEWHERE = ("other_body", "emergency", "dispute", "other")


class Service(SQLModel, table=True):
    """Something an agency does for people. What is said about it is filed under its topic."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    id: int = key()
    agency_id: int = link("agency.id", index=False)
    topic_id: int = link("topic.id")
    name: str = words()
    description: str = words_or("")
    created_at: Moment = made()
    closed_at: Moment | None = maybe_moment()


class ServiceCase(SQLModel, table=True):
    """What somebody told an agency about a service: a thread of kind `service` and what stands of it.

    Attributes:
        contribution_id: the words that opened it; while they are not public, nobody is shown `place` either.
        service_id: None for a service that is not in the list.
        heard_at: when the agency could read it; None while a moderator holds it. Only then is it counted anywhere.
        due_on: the last day for what the agency owes next: its answer, or what it said it would do; None once ended.
        answered_at: of the first answer.
        steps: answers, verdicts and marks so far; a form says how many it saw.
        reopened: how often its author said that it was not resolved.
        verdict: what its author said last; None: not yet, or not since it was answered again.
        elsewhere: why it belongs to somebody else, for status `out_of_scope`.
    """

    __tablename__ = "service_case"
    __table_args__ = (
        one_of("status", STATUSES),
        one_of("verdict", ("resolved", "unresolved")),
        one_of("elsewhere", ELSEWHERE),
        CheckConstraint("(status = 'out_of_scope') = (elsewhere IS NOT NULL)", name="scope"),
        CheckConstraint("status NOT IN ('done', 'declined', 'out_of_scope') OR due_on IS NULL", name="due"),
        Index("ix_service_case_agency", "agency_id", "thread_id"),
        Index(
            "ix_service_case_figures",
            "agency_id",
            "heard_at",
            postgresql_include=["contribution_id", "due_on", "answered_at", "status", "reopened", "verdict"],
            postgresql_where=text("heard_at IS NOT NULL"),
        ),
        Index("ix_service_case_heard", "service_id", postgresql_where=text("heard_at IS NOT NULL")),
        Index("ix_service_case_due", "due_on", "thread_id", postgresql_where=text("due_on IS NOT NULL")),
    )

    thread_id: int = link("thread.id", index=False, primary_key=True)
    contribution_id: int = link("contribution.id", index=False, unique=True)
    agency_id: int = link("agency.id", index=False)
    service_id: int | None = maybe_link("service.id")
    place: str = words_or("")
    happened_on: date
    status: str = words_or("received")
    heard_at: Moment | None = maybe_moment()
    due_on: date | None = None
    answered_at: Moment | None = maybe_moment()
    status_at: Moment = made()
    steps: int = count()
    reopened: int = count()
    verdict: str | None = maybe_words()
    verdict_at: Moment | None = maybe_moment()
    elsewhere: str | None = maybe_words()


class ServiceAnswer(SQLModel, table=True):
    """One answer of the agency, or a moderator's mark that the case belongs elsewhere. Never changed.

    Attributes:
        contribution_id: the official reply with the words; None for a moderator's mark.
        on_day: when it was done, or will be.
    """

    __tablename__ = "service_answer"
    __table_args__ = (
        one_of("status", ANSWERS),
        Index("ix_service_answer_thread", "thread_id", "id"),
        Index("uq_service_answer_contribution", "contribution_id", unique=True),
    )

    id: int = key()
    thread_id: int = link("service_case.thread_id", index=False)
    contribution_id: int | None = maybe_link("contribution.id", index=False)
    status: str = words()
    on_day: date | None = Field(default=None)
    account_id: int | None = maybe_link("account.id", index=False)
    at: Moment = made()
