"""What was heard becomes issues, issues get decisions, decisions cause changes, releases make notices due."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from partisipasi.drafts.tables import OPS
from partisipasi.kit.columns import (
    Moment,
    count,
    flag,
    key,
    link,
    made,
    maybe_link,
    maybe_moment,
    maybe_words,
    one_of,
    word_list,
    words,
    words_or,
)

OUTCOMES = ("accepted", "partly", "already", "noted", "deferred", "rejected", "out_of_scope", "no_proposal")
REASON_CODES = (
    "higher_rule", "not_competence", "budget", "evidence", "considered_before", "stronger_input", "rights",
)  # fmt: skip
DECISION_STATES = ("proposed", "returned", "approved", "released", "superseded")
CAUSES = ("public_input", "legal_review", "harmonisation", "facilitation", "editorial", "other")
#: Why a text can still change once it was enacted: by whom it is examined before it is promulgated.
LATER_CAUSES = ("harmonisation", "facilitation")
RELEASE_KINDS = ("version", "closing", "interim", "superseding", "service")
_ONE_OWNER = "num_nonnulls(draft_id, agency_id) = 1"


class Issue(SQLModel, table=True):
    """What several points amount to, as one question to decide, of a draft or of an agency. Its number is for good."""

    __tablename__ = "issue"
    __table_args__ = (
        UniqueConstraint("draft_id", "number"),
        UniqueConstraint("agency_id", "number"),
        CheckConstraint(_ONE_OWNER, name="owner"),
    )

    id: int = key()
    draft_id: int | None = maybe_link("draft.id", index=False)
    agency_id: int | None = maybe_link("agency.id", index=False)
    number: int
    title: str = words()
    summary: str = words_or("")
    summary_for: str = words_or("")
    summary_against: str = words_or("")
    merged_into_id: int | None = maybe_link("issue.id")
    created_by: int | None = maybe_link("account.id", index=False)
    created_at: Moment = made()


class Point(SQLModel, table=True):
    """The unit that is answered: a contribution, or an excerpt of it, placed in an issue."""

    __tablename__ = "point"
    __table_args__ = (
        Index(
            "uq_point_whole",
            "issue_id",
            "contribution_id",
            unique=True,
            postgresql_where=text("removed_at IS NULL AND excerpt IS NULL"),
        ),
        Index("ix_point_contribution", "contribution_id", postgresql_where=text("removed_at IS NULL")),
    )

    id: int = key()
    issue_id: int = link("issue.id")
    contribution_id: int = link("contribution.id", index=False)
    excerpt: str | None = maybe_words()
    placed_by: int | None = maybe_link("account.id", index=False)
    placed_at: Moment = made()
    removed_by: int | None = maybe_link("account.id", index=False)
    removed_at: Moment | None = maybe_moment()


class Decision(SQLModel, table=True):
    """Outcome and reason for an issue. Who proposes never approves (checked here too).

    `proposers` are all who ever worded it: a colleague's last touch makes nobody an independent approver.
    """

    __tablename__ = "decision"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        one_of("reason_code", REASON_CODES),
        one_of("state", DECISION_STATES),
        CheckConstraint("outcome <> 'rejected' OR reason_code IS NOT NULL", name="rejected"),
        CheckConstraint(
            "approved_by IS NULL OR (approved_by <> proposed_by AND approved_by <> ALL (proposers))", name="two_people"
        ),
        Index(
            "uq_decision_pending",
            "issue_id",
            unique=True,
            postgresql_where=text("state IN ('proposed', 'approved')"),
        ),
        Index("uq_decision_released", "issue_id", unique=True, postgresql_where=text("state = 'released'")),
    )

    id: int = key()
    issue_id: int = link("issue.id")
    outcome: str = words()
    reason_code: str | None = maybe_words()
    reason: str = words()
    reason_html: str = words()
    legal_basis: str = words_or("")
    no_text_change: bool = flag()
    state: str = words_or("proposed")
    supersedes_id: int | None = maybe_link("decision.id")
    proposed_by: int | None = maybe_link("account.id", index=False)
    proposed_at: Moment = made()
    proposers: list[int] = Field(
        default_factory=list, sa_column=Column(ARRAY(BigInteger), nullable=False, server_default=text("'{}'"))
    )
    approved_by: int | None = maybe_link("account.id", index=False)
    approved_at: Moment | None = maybe_moment()
    returned_remark: str = words_or("")
    release_id: int | None = maybe_link("release.id")
    released_at: Moment | None = maybe_moment()


class Change(SQLModel, table=True):
    """One clause-level difference between a version and the one it follows, with its cause.

    `sentence` tells it in the team's own words, once in each language; where it is empty, one is made when it is read.
    """

    __tablename__ = "change"
    __table_args__ = (
        one_of("op", OPS),
        one_of("cause", CAUSES),
        CheckConstraint("old_text_id IS NOT NULL OR new_text_id IS NOT NULL", name="sides"),
        Index("ix_change_version", "version_id", "position"),
    )

    id: int = key()
    version_id: int = link("version.id", index=False)
    clause_id: int = link("clause.id")
    old_text_id: int | None = maybe_link("clause_text.id")
    new_text_id: int | None = maybe_link("clause_text.id")
    op: str = words()
    flags: list[str] = word_list()
    technical: bool = flag()
    position: int = count()
    cause: str | None = maybe_words()
    explanation: str = words_or("")
    sentence: str = words_or("")
    sentence_en: str = words_or("")


class DecisionChange(SQLModel, table=True):
    """That a decision caused a change. It points to the decision in force at publication and stays."""

    __tablename__ = "decision_change"

    decision_id: int = link("decision.id", index=False, primary_key=True)
    change_id: int = link("change.id", primary_key=True)


class LostChange(SQLModel, table=True):
    """What the team had said about a change that is no longer there since its concept was saved anew."""

    __tablename__ = "lost_change"

    id: int = key()
    version_id: int = link("version.id")
    clause_id: int = link("clause.id", index=False)
    old_text_id: int | None = maybe_link("clause_text.id", index=False)
    clause_name: str = words_or("")
    cause: str | None = maybe_words()
    explanation: str = words_or("")
    sentence: str = words_or("")
    sentence_en: str = words_or("")
    decision_ids: list[int] = Field(
        default_factory=list, sa_column=Column(ARRAY(BigInteger), nullable=False, server_default=text("'{}'"))
    )
    before: str = words_or("")
    after: str = words_or("")
    lost_at: Moment = made()
    discarded_at: Moment | None = maybe_moment()
    discarded_by: int | None = maybe_link("account.id", index=False)


class TakenSuggestion(SQLModel, table=True):
    """That words somebody suggested were taken over into a clause of a version."""

    __tablename__ = "taken_suggestion"
    __table_args__ = (UniqueConstraint("version_id", "contribution_id", "clause_id"),)

    id: int = key()
    version_id: int = link("version.id", index=False)
    clause_id: int = link("clause.id")
    contribution_id: int = link("contribution.id")
    taken_by: int | None = maybe_link("account.id", index=False)
    at: Moment = made()


class Release(SQLModel, table=True):
    """The moment in which decisions became public and notices due."""

    __tablename__ = "release"
    __table_args__ = (one_of("kind", RELEASE_KINDS), CheckConstraint(_ONE_OWNER, name="owner"))

    id: int = key()
    draft_id: int | None = maybe_link("draft.id")
    agency_id: int | None = maybe_link("agency.id")
    kind: str = words()
    version_id: int | None = maybe_link("version.id")
    reason: str = words_or("")
    released_by: int | None = maybe_link("account.id", index=False)
    at: Moment = made()


class Remainder(SQLModel, table=True):
    """Points left unanswered at a publication, with the reason and the day by which they are promised an answer."""

    __tablename__ = "remainder"

    id: int = key()
    release_id: int = link("release.id")
    reason: str = words()
    promised_on: date
    points: int = count()


class Notice(SQLModel, table=True):
    """The answer given to one contribution by one decision; its contributor can say whether it satisfies."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("contribution_id", "decision_id"),
        one_of("satisfied", ("yes", "no")),
        Index("ix_notice_unmailed", "release_id", "contributor_id", postgresql_where=text("mailed_at IS NULL")),
    )

    id: int = key()
    release_id: int = link("release.id", index=False)
    contribution_id: int = link("contribution.id", index=False)
    decision_id: int = link("decision.id")
    contributor_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="contributor.id", index=True)
    created_at: Moment = made()
    mailed_at: Moment | None = maybe_moment()
    satisfied: str | None = maybe_words()
    reply: str = words_or("")
    replied_at: Moment | None = maybe_moment()


class InternalNote(SQLModel, table=True):
    """What the team tells each other about a contribution. For the team alone, in no export."""

    __tablename__ = "internal_note"

    id: int = key()
    contribution_id: int = link("contribution.id")
    body: str = words()
    written_by: int | None = maybe_link("account.id", index=False)
    written_at: Moment = made()


class Assignment(SQLModel, table=True):
    """Whose task it is to consider a contribution."""

    __tablename__ = "assignment"

    contribution_id: int = link("contribution.id", index=False, primary_key=True)
    account_id: int = link("account.id")
    assigned_by: int | None = maybe_link("account.id", index=False)
    assigned_at: Moment = made()


class Reading(SQLModel, table=True):
    """That somebody of the team has read a contribution: said by a person, or shown by what they did with it."""

    __tablename__ = "reading"

    contribution_id: int = link("contribution.id", index=False, primary_key=True)
    read_by: int | None = maybe_link("account.id", index=False)
    read_at: Moment = made()


class PinnedQuestion(SQLModel, table=True):
    """A question that stands with its official reply at the top of its clause and draft, for everybody."""

    __tablename__ = "pinned_question"

    contribution_id: int = link("contribution.id", index=False, primary_key=True)
    pinned_by: int | None = maybe_link("account.id", index=False)
    pinned_at: Moment = made()


class AnswerPromise(SQLModel, table=True):
    """By when the input of a round is promised its answers. The newest row counts; the earlier ones stay readable."""

    __tablename__ = "answer_promise"
    __table_args__ = (Index("ix_answer_promise_round_id", "round_id", "id"),)

    id: int = key()
    round_id: int = link("round.id", index=False)
    promised_on: date
    reason: str = words_or("")
    promised_by: int | None = maybe_link("account.id", index=False)
    made_at: Moment = made()


class DraftProgress(SQLModel, table=True):
    """How far the answers to a draft's owed contributions have come: counted by a chore, for lists and pages.

    `read` and all after it are among `heard`; `oldest_at` is when the longest waiting was heard; `median_days` from
    being heard to the answer.
    """

    __tablename__ = "draft_progress"

    draft_id: int = link("draft.id", index=False, primary_key=True)
    heard: int = count()
    read: int = count()
    considered: int = count()
    decided: int = count()
    answered: int = count()
    oldest_at: Moment | None = maybe_moment()
    median_days: float | None = None


class RoundProgress(SQLModel, table=True):
    """The same of one round, for the day its answers are promised by. `answered_at`: when the last answer was given."""

    __tablename__ = "round_progress"

    round_id: int = link("round.id", index=False, primary_key=True)
    heard: int = count()
    answered: int = count()
    answered_at: Moment | None = maybe_moment()


class ProgressDue(SQLModel, table=True):
    """That a draft's progress has to be counted again. Only ever added to and emptied, so that nobody waits for it."""

    __tablename__ = "progress_due"

    id: int = key()
    draft_id: int = Field(sa_type=BigInteger)
