"""Reports, moderators' decisions, and what lies on their desk: proposals, claims, batches, notes."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import SQLModel

from partisipasi.kit.columns import (
    Moment,
    binary,
    count,
    flag,
    key,
    link,
    made,
    maybe_link,
    maybe_moment,
    maybe_words,
    moment,
    number_list,
    one_of,
    words,
    words_or,
)

REPORT_REASONS = ("spam", "abuse", "personal_data", "off_topic", "false_identity", "other")
RULES = ("spam", "abuse", "personal_data", "off_topic", "false_identity", "unlawful")
ACTS = (
    "no_violation", "ask_edit", "mask", "hide", "restore", "release", "move", "lock", "unlock", "slow", "warn", "pace",
    "suspend", "lift", "undo",
)  # fmt: skip
DETECTIONS = ("report", "staff", "automatic", "held")
#: Why a second moderator is needed.
SECOND_REASONS = ("official_criticised", "batch", "suspension")
BATCH_ACTS = ("no_violation", "mask", "warn", "hide")
#: What became of one contribution of a batch: decided, or why it was left out.
OUTCOMES = (
    "done", "gone", "own", "claimed", "handled", "proposed", "no_author", "same_author", "words", "stopped",
)  # fmt: skip
#: What became of it when the batch was taken back: put back, or what stood against it.
TAKEN_BACK = ("done", "later")


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
    #: The decision that closed it.
    decision_id: int | None = maybe_link("moderation_decision.id")


class ModerationDecision(SQLModel, table=True):
    """What was decided about a contribution, a thread or a person: one row per decision, never changed (a trigger).

    `author_id` is who is concerned as a contributor, so that an erased account is no longer found from it.
    `scope` says in public words what a restriction covers; `per_day` is the number of a pace.
    """

    __tablename__ = "moderation_decision"
    __table_args__ = (
        one_of("act", ACTS),
        one_of("rule", RULES),
        one_of("detection", DETECTIONS),
        CheckConstraint("num_nonnulls(contribution_id, thread_id, account_id) = 1", name="one_target"),
        CheckConstraint("decided_by <> seconded_by", name="two_people"),
        Index("ix_moderation_decision_at", "at", "id"),
        Index("ix_moderation_decision_act", "act", "id"),
        Index("ix_moderation_decision_rule", "rule", "id", postgresql_include=["act", "supersedes_id"]),
    )

    id: int = key()
    public_ref: str = words(unique=True)
    contribution_id: int | None = maybe_link("contribution.id")
    thread_id: int | None = maybe_link("thread.id")
    account_id: int | None = maybe_link("account.id")
    author_id: int | None = maybe_link("contributor.id")
    act: str = words()
    rule: str | None = None
    facts: str = words_or("")
    detection: str = words_or("staff")
    automated: bool = flag()
    scope: str = words_or("")
    per_day: int | None = None
    starts_at: Moment | None = maybe_moment()
    ends_at: Moment | None = maybe_moment()
    public_reason: str = words_or("")
    private_note: str = words_or("")
    decided_by: int | None = maybe_link("account.id", index=False)
    seconded_by: int | None = maybe_link("account.id", index=False)
    supersedes_id: int | None = maybe_link("moderation_decision.id")
    batch_id: int | None = maybe_link("moderation_batch.id")
    #: Why it was held before, so that taking the decision back can hold it again.
    held_reason: str | None = maybe_words()
    #: How the thread stood before (JSON of steering.undoing.Stood), so that overturning puts it back so.
    before: str | None = maybe_words()
    at: Moment = made()


class ModerationBatch(SQLModel, table=True):
    """Several contributions decided in one go, on the same grounds; its decisions name it."""

    __tablename__ = "moderation_batch"
    __table_args__ = (one_of("act", BATCH_ACTS), one_of("rule", RULES))

    id: int = key()
    act: str = words()
    size: int = count()
    rule: str | None = maybe_words()
    #: Words to mask, one phrase on each line; gone when it is done.
    phrases: str = words_or("")
    public_reason: str = words_or("")
    private_note: str = words_or("")
    facts: str = words_or("")
    made_by: int | None = maybe_link("account.id", index=False)
    seconded_by: int | None = maybe_link("account.id", index=False)
    made_at: Moment = made()
    #: When nothing of it was left to do.
    done_at: Moment | None = maybe_moment()
    undone_at: Moment | None = maybe_moment()
    undone_by: int | None = maybe_link("account.id", index=False)


class ModerationBatchItem(SQLModel, table=True):
    """A contribution of a batch. Without an outcome it is still to be done, so that what was interrupted goes on."""

    __tablename__ = "moderation_batch_item"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        one_of("taken_back", TAKEN_BACK),
        CheckConstraint("(decision_id IS NOT NULL) = (outcome IS NOT DISTINCT FROM 'done')", name="decided"),
    )

    batch_id: int = link("moderation_batch.id", index=False, primary_key=True)
    contribution_id: int = link("contribution.id", primary_key=True)
    #: The version of the case that the moderator saw; empty where it does not matter.
    seen: str = words_or("")
    outcome: str | None = maybe_words()
    decision_id: int | None = maybe_link("moderation_decision.id", index=False)
    taken_back: str | None = maybe_words()


class ModerationProposal(SQLModel, table=True):
    """A decision that waits for a second moderator: about contributions (`items`), or about a person."""

    __tablename__ = "moderation_proposal"
    __table_args__ = (
        one_of("act", ("hide", "suspend")),
        one_of("rule", RULES),
        one_of("why", SECOND_REASONS),
        one_of("outcome", ("agreed", "declined", "withdrawn")),
        CheckConstraint("(account_id IS NULL) = (act = 'hide')", name="target"),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled"),
        Index("ix_moderation_proposal_open", "proposed_at", "id", postgresql_where=text("settled_at IS NULL")),
    )

    id: int = key()
    act: str = words()
    items: list[int] = number_list()
    account_id: int | None = maybe_link("account.id")
    rule: str = words()
    facts: str = words_or("")
    why: str = words()
    ends_at: Moment | None = maybe_moment()
    public_reason: str = words()
    private_note: str = words_or("")
    proposed_by: int | None = maybe_link("account.id", index=False)
    proposed_at: Moment = made()
    settled_by: int | None = maybe_link("account.id", index=False)
    settled_at: Moment | None = maybe_moment()
    outcome: str | None = maybe_words()
    remark: str = words_or("")


class ModerationClaim(SQLModel, table=True):
    """Who looks at a case just now, until when. After that anybody may take it."""

    __tablename__ = "moderation_claim"

    contribution_id: int = link("contribution.id", index=False, primary_key=True)
    account_id: int = link("account.id")
    until: Moment = moment()


class ModerationNote(SQLModel, table=True):
    """What moderators say to each other about a case, or at it about its author (`author_id`); never public.

    Its writer's account may be gone. One that is struck out stays to be read.
    """

    __tablename__ = "moderation_note"

    id: int = key()
    contribution_id: int = link("contribution.id")
    author_id: int | None = maybe_link("contributor.id")
    account_id: int | None = maybe_link("account.id", index=False)
    body: str = words()
    at: Moment = made()
    struck_at: Moment | None = maybe_moment()
