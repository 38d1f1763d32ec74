"""Drafts, their teams, versions, clauses, how versions align, and the rounds in which they are open for input.

A published version and its clause texts never change: a trigger refuses.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from partisipasi.kit.columns import (
    Moment,
    binary,
    count,
    key,
    link,
    made,
    maybe_link,
    maybe_moment,
    maybe_words,
    moment,
    number_list,
    one_of,
    word_list,
    words,
    words_or,
)

KINDS = ("perda", "perwali", "kepwal", "surat_edaran", "naskah", "other")
#: The way of a rule from its planning to its promulgation, in order.
STAGES = ("planning", "drafting", "deliberation", "adoption", "promulgation")
TEAM_ROLES = ("drafter", "analyst", "legal", "approver", "reader")
OPS = ("same", "reworded", "moved", "renumbered", "split", "merged", "inserted", "deleted")
EDIT_ACTS = (
    "created",
    "copied",
    "revised",
    "corrected",
    "reworded",
    "inserted",
    "deleted",
    "moved",
    "renumbered",
    "taken",
    "aligned",
    "undone",
)
REVIEWS = ("none", "open", "confirmed")
DOCUMENT_KINDS = ("academic_paper", "study", "slides", "other")


class Draft(SQLModel, table=True):
    """A rule or a paper in the making."""

    __tablename__ = "draft"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("stage", STAGES),
        one_of("closed_how", ("enacted", "unchanged", "withdrawn")),
        CheckConstraint("(closed_at IS NULL) = (closed_how IS NULL)", name="closed"),
    )

    id: int = key()
    topic_id: int = link("topic.id")
    agency_id: int = link("agency.id")
    kind: str = words()
    title: str = words()
    slug: str = words()
    summary: str = words_or("")
    created_by: int | None = maybe_link("account.id", index=False)
    created_at: Moment = made()
    closed_at: Moment | None = maybe_moment()
    closed_how: str | None = maybe_words()
    closed_reason: str = words_or("")
    enacted_number: str = words_or("")
    enacted_on: date | None = None
    enacted_url: str = words_or("")
    stage: str = words_or("planning")
    stage_since: date | None = None


class DraftStage(SQLModel, table=True):
    """That a draft reached a stage, on which day, and who said so. Nobody where an act of the program moved it."""

    __tablename__ = "draft_stage"
    __table_args__ = (one_of("stage", STAGES),)

    id: int = key()
    draft_id: int = link("draft.id")
    stage: str = words()
    began_on: date
    note: str = words_or("")
    moved_by: int | None = maybe_link("account.id", index=False)
    at: Moment = made()


class TeamMember(SQLModel, table=True):
    """Somebody's role in a draft's team, from when to when. Ended, never deleted.

    A deputy holds the role of a colleague from `begins_at` until `ends_at`, and in no other time.
    """

    __tablename__ = "team_member"
    __table_args__ = (
        one_of("role", TEAM_ROLES),
        Index(
            "uq_team_member_current",
            "draft_id",
            "account_id",
            "role",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint(
            "deputises_for IS NULL OR (deputises_for <> account_id AND begins_at < ends_at)", name="deputy"
        ),
    )

    id: int = key()
    draft_id: int = link("draft.id")
    account_id: int = link("account.id")
    role: str = words()
    added_by: int | None = maybe_link("account.id", index=False)
    added_at: Moment = made()
    ended_at: Moment | None = maybe_moment()
    deputises_for: int | None = maybe_link("account.id", index=False)
    begins_at: Moment | None = maybe_moment()
    ends_at: Moment | None = maybe_moment()


class Version(SQLModel, table=True):
    """One text of a draft: a concept with a revision that grows, then published for good."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("draft_id", "number"),
        one_of("state", ("concept", "published")),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        Index("uq_version_concept", "draft_id", unique=True, postgresql_where=text("state = 'concept'")),
    )

    id: int = key()
    draft_id: int = link("draft.id", index=False)
    number: int
    state: str = words_or("concept")
    revision: int = count()
    follows_id: int | None = maybe_link("version.id")
    title: str = words_or("")
    source: str = words()
    introduction: str = words_or("")
    introduction_en: str = words_or("")
    summary: str = words_or("")
    summary_html: str = words_or("")
    summary_en_html: str = words_or("")
    summary_edits: int = count()
    warnings: str = words_or("[]")
    counts: str = words_or("{}")
    coverage: float = 1.0
    corrections: int = count()
    sha256: str = words_or("")
    created_by: int | None = maybe_link("account.id", index=False)
    created_at: Moment = made()
    published_by: int | None = maybe_link("account.id", index=False)
    published_at: Moment | None = maybe_moment()


class VersionAddition(SQLModel, table=True):
    """What the team added to the summary of a published version: corrections and later words, with the day."""

    __tablename__ = "version_addition"

    id: int = key()
    version_id: int = link("version.id")
    source: str = words()
    html: str = words()
    added_by: int | None = maybe_link("account.id", index=False)
    at: Moment = made()


class VersionMaker(SQLModel, table=True):
    """Somebody who made part of a concept: who made any of it may not publish it."""

    __tablename__ = "version_maker"

    version_id: int = link("version.id", index=False, primary_key=True)
    account_id: int = link("account.id", primary_key=True)


class Clause(SQLModel, table=True):
    """The identity of a clause over all versions."""

    __tablename__ = "clause"

    id: int = key()
    draft_id: int = link("draft.id")
    born_version_id: int = link("version.id")


class ClauseText(SQLModel, table=True):
    """A clause as one version words it. `text` is its own text, without its marker and its children's texts."""

    __tablename__ = "clause_text"
    __table_args__ = (
        UniqueConstraint("version_id", "clause_id"),
        UniqueConstraint("version_id", "key"),
        UniqueConstraint("version_id", "position"),
    )

    id: int = key()
    version_id: int = link("version.id", index=False)
    clause_id: int = link("clause.id")
    parent_id: int | None = maybe_link("clause_text.id")
    position: int
    depth: int = count()
    kind: str = words()
    key: str = words()
    label: str = words_or("")
    path: str = words()
    heading: str = words_or("")
    text: str = words_or("")
    line: int = count()
    fingerprint: str = words()


class Alignment(SQLModel, table=True):
    """What became of a clause text of the version before, in the version that follows it.

    `restores_id`: the wording of an earlier version that a new clause is like, so that it may be that clause again.
    """

    __tablename__ = "alignment"
    __table_args__ = (
        one_of("op", OPS),
        one_of("review", REVIEWS),
        CheckConstraint("old_text_id IS NOT NULL OR new_text_id IS NOT NULL", name="sides"),
    )

    id: int = key()
    version_id: int = link("version.id")
    old_text_id: int | None = maybe_link("clause_text.id")
    new_text_id: int | None = maybe_link("clause_text.id")
    op: str = words()
    flags: list[str] = word_list()
    score: float = 1.0
    method: str = words_or("")
    review: str = words_or("none")
    runner_up_id: int | None = maybe_link("clause_text.id", index=False)
    confirmed_by: int | None = maybe_link("account.id", index=False)
    confirmed_at: Moment | None = maybe_moment()
    restores_id: int | None = maybe_link("clause_text.id", index=False)
    restores_score: float | None = None


class LostConfirmation(SQLModel, table=True):
    """What a person had settled about clauses that are no longer in the concept; it holds again when they return."""

    __tablename__ = "lost_confirmation"

    id: int = key()
    version_id: int = link("version.id")
    op: str = words()
    old_text_ids: list[int] = number_list()
    new_clause_ids: list[int] = number_list()
    new_fingerprints: list[str] = word_list()
    lost_at: Moment = made()


class ConceptEdit(SQLModel, table=True):
    """One revision of a concept: who changed what, as a JSON `drafts.revisions.Delta` that can be taken back."""

    __tablename__ = "concept_edit"
    __table_args__ = (
        UniqueConstraint("version_id", "revision"),
        one_of("act", EDIT_ACTS),
        Index("uq_concept_edit_undoes", "undoes_id", unique=True),
    )

    id: int = key()
    version_id: int = link("version.id", index=False)
    revision: int
    act: str = words()
    clause_id: int | None = maybe_link("clause.id")
    clause_name: str = words_or("")
    delta: str = words()
    account_id: int | None = maybe_link("account.id", index=False)
    undoes_id: int | None = maybe_link("concept_edit.id", index=False)
    at: Moment = made()


class Redline(SQLModel, table=True):
    """The words that changed between two clause texts, worked out once: JSON pairs of op (same, del, ins) and words."""

    __tablename__ = "redline"

    old_text_id: int = link("clause_text.id", index=False, primary_key=True)
    new_text_id: int = link("clause_text.id", primary_key=True)
    segments: str = words()


class Round(SQLModel, table=True):
    """A time in which one version is open for input. Whether it is open follows from the dates, never from a state."""

    __tablename__ = "round"
    __table_args__ = (CheckConstraint("closes_at > opens_at", name="dates"),)

    id: int = key()
    draft_id: int = link("draft.id")
    version_id: int = link("version.id")
    number: int
    opens_at: Moment = moment()
    closes_at: Moment = moment()
    introduction: str = words_or("")
    introduction_en: str = words_or("")
    opened_by: int | None = maybe_link("account.id", index=False)
    created_at: Moment = made()


class RoundChange(SQLModel, table=True):
    """That a round was extended or closed early, by whom and why."""

    __tablename__ = "round_change"

    id: int = key()
    round_id: int = link("round.id")
    closed_before: Moment = moment()
    closes_at: Moment = moment()
    reason: str = words()
    changed_by: int | None = maybe_link("account.id", index=False)
    at: Moment = made()


class StoredContent(SQLModel, table=True):
    """The bytes of a file, kept once however often they are handed in. Named by their SHA-256, never changed."""

    __tablename__ = "stored_content"

    sha256: str = words(primary_key=True)
    size: int
    content: bytes = binary()
    stored_at: Moment = made()


class Document(SQLModel, table=True):
    """What a draft rests on: its academic paper, a study, slides. Withdrawn, never deleted: its page stays."""

    __tablename__ = "document"
    __table_args__ = (
        one_of("kind", DOCUMENT_KINDS),
        UniqueConstraint("draft_id", "number"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name="withdrawn"),
    )

    id: int = key()
    draft_id: int = link("draft.id", index=False)
    number: int
    position: int
    kind: str = words()
    title: str = words()
    language: str = words_or("id")
    created_by: int | None = maybe_link("account.id", index=False)
    created_at: Moment = made()
    withdrawn_at: Moment | None = maybe_moment()
    withdrawn_reason: str = words_or("")


class DocumentVersion(SQLModel, table=True):
    """One file of a document; the newest stands for it. `role` is what whoever handed it in was in the team."""

    __tablename__ = "document_version"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: int = key()
    document_id: int = link("document.id", index=False)
    number: int
    sha256: str = Field(foreign_key="stored_content.sha256", sa_type=Text, index=True)
    format: str = words()
    note: str = words_or("")
    role: str = words()
    added_by: int | None = maybe_link("account.id", index=False)
    added_at: Moment = made()
