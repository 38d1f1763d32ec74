"""Threads, contributions and what belongs to one: its words in time, its place in a text, its support."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Identity, Index, text
from sqlmodel import Field, SQLModel

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
    words,
    words_or,
)

THREAD_KINDS = ("discussion", "question", "musyawarah", "service")
CONTRIBUTION_KINDS = ("comment", "suggestion", "question", "reply", "official", "argument", "statement")
STANCES = ("agree", "agree_with_changes", "disagree", "none")
STATES = ("awaiting", "held", "published", "hidden", "withdrawn")
CHANNELS = ("online", "letter", "meeting", "phone", "message", "desk")
EVENT_KINDS = (
    "opened", "closed", "reopened", "slowed", "unslowed", "pinned", "unpinned", "announced", "unannounced", "renamed",
    "moved", "split", "merged", "reparented", "concluded", "summarised", "accepted", "unaccepted", "masked",
    "wording_changed", "status_changed", "rules_changed", "audience_changed", "scheduled",
)  # fmt: skip
EVENT_ROLES = ("author", "moderator", "officer", "administrator", "program")
ANCHOR_STATES = ("exact", "shifted", "reworded", "moved", "split", "merged", "deleted")


class Thread(SQLModel, table=True):
    """A place to talk: in a topic's forum, about a draft, about one clause of it or one document beside it.

    The talk about a document carries the document's title, the talk about a draft or clause none. `revision` counts
    the acts of steering, so that who acts says what they saw. `opens_at` and `closes_at` are set for a coming day;
    `places.SHUT` says whether a thread is closed at this moment. A thread that was merged only leads to another.
    """

    __tablename__ = "thread"
    __table_args__ = (
        one_of("kind", THREAD_KINDS),
        one_of("audience", ("public", "verified")),
        CheckConstraint("clause_id IS NULL OR draft_id IS NOT NULL", name="about"),
        CheckConstraint("document_id IS NULL OR (draft_id IS NOT NULL AND clause_id IS NULL)", name="document"),
        Index(
            "uq_thread_clause",
            "clause_id",
            unique=True,
            postgresql_where=text("clause_id IS NOT NULL"),
        ),
        Index(
            "uq_thread_draft",
            "draft_id",
            unique=True,
            postgresql_where=text("draft_id IS NOT NULL AND clause_id IS NULL AND document_id IS NULL"),
        ),
        Index(
            "uq_thread_document",
            "document_id",
            unique=True,
            postgresql_where=text("document_id IS NOT NULL"),
        ),
        CheckConstraint("opens_at IS NULL OR closed_at IS NOT NULL", name="opens_what_is_closed"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("merged_into_id IS NULL OR (draft_id IS NULL AND merged_into_id <> id)", name="merged"),
        CheckConstraint("slow_seconds >= 0", name="slow"),
        Index("ix_thread_timed", "id", postgresql_where=text("opens_at IS NOT NULL OR closes_at IS NOT NULL")),
        Index(
            "ix_thread_leading",
            "topic_id",
            "id",
            postgresql_where=text("pinned_at IS NOT NULL OR announced_until IS NOT NULL"),
        ),
        Index("ix_thread_topic", "topic_id", "id"),
        Index("ix_thread_forum", "id", postgresql_where=text("draft_id IS NULL")),
        Index("ix_thread_lately", "topic_id", "created_at", "id", postgresql_where=text("draft_id IS NULL")),
    )

    id: int = key()
    topic_id: int = link("topic.id", index=False)
    agency_id: int | None = maybe_link("agency.id")
    kind: str = words_or("discussion")
    audience: str = words_or("public")
    draft_id: int | None = maybe_link("draft.id")
    clause_id: int | None = maybe_link("clause.id", index=False)
    document_id: int | None = maybe_link("document.id", index=False)
    title: str = words_or("")
    slug: str = words_or("")
    opened_by: int | None = maybe_link("account.id", index=False)
    #: The official reply that answers a question, as its author or the office says.
    accepted_id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("contribution.id", use_alter=True), nullable=True),
    )
    created_at: Moment = made()
    closed_at: Moment | None = maybe_moment()
    revision: int = count()
    pinned_at: Moment | None = maybe_moment()
    announced_until: Moment | None = maybe_moment()
    rules: str = words_or("")
    rules_html: str = words_or("")
    slow_seconds: int = count()
    opens_at: Moment | None = maybe_moment()
    closes_at: Moment | None = maybe_moment()
    merged_into_id: int | None = maybe_link("thread.id")


class ThreadEvent(SQLModel, table=True):
    """Something that happened to a thread and stands in its stream: by which role, why, and what it is about.

    `detail` is one word or name that the sentence of the kind needs (a title, a number of minutes, a day).
    """

    __tablename__ = "thread_event"
    __table_args__ = (
        one_of("kind", EVENT_KINDS),
        one_of("by_role", EVENT_ROLES),
        Index("ix_thread_event_thread", "thread_id", "id"),
    )

    id: int = key()
    thread_id: int = link("thread.id", index=False)
    kind: str = words()
    by_role: str = words()
    by_name: str = words_or("")
    reason: str = words_or("")
    detail: str = words_or("")
    contribution_id: int | None = maybe_link("contribution.id")
    other_thread_id: int | None = maybe_link("thread.id")
    at: Moment = made()


class Contributor(SQLModel, table=True):
    """Whoever speaks: an account, or a person or organisation whose words somebody entered for them."""

    __tablename__ = "contributor"
    __table_args__ = (
        one_of("kind", ("account", "person", "organisation")),
        Index(
            "uq_contributor_account",
            "account_id",
            unique=True,
            postgresql_where=text("account_id IS NOT NULL"),
        ),
    )

    id: int = key()
    number: int = Field(default=None, sa_column=Column(BigInteger, Identity(start=1001), unique=True))
    kind: str = words_or("account")
    account_id: int | None = maybe_link("account.id", index=False)
    created_at: Moment = made()


class Contribution(SQLModel, table=True):
    """One thing one person said, in one thread. On drafts and clauses it knows the version shown and the round."""

    __tablename__ = "contribution"
    __table_args__ = (
        one_of("kind", CONTRIBUTION_KINDS),
        one_of("stance", STANCES),
        one_of("state", STATES),
        one_of("channel", CHANNELS),
        CheckConstraint("depth BETWEEN 0 AND 2", name="depth"),
        CheckConstraint("(parent_id IS NULL) = (depth = 0)", name="parent"),
        Index("ix_contribution_roots", "thread_id", "id", postgresql_where=text("depth = 0")),
        Index("ix_contribution_thread", "thread_id", "id"),
        Index("ix_contribution_root_id", "root_id", "id"),
        Index("ix_contribution_official", "root_id", "id", postgresql_where=text("kind = 'official'")),
        Index(
            "ix_contribution_argument",
            "thread_id",
            "stance",
            "id",
            postgresql_where=text("kind = 'argument' AND state = 'published'"),
        ),
        Index("ix_contribution_draft", "draft_id", "id", postgresql_where=text("draft_id IS NOT NULL")),
        Index("ix_contribution_contributor", "contributor_id", "id"),
        Index("ix_contribution_held", "id", postgresql_where=text("state = 'held'")),
        Index(
            "ix_contribution_name",
            "public_name",
            postgresql_using="gin",
            postgresql_ops={"public_name": "gin_trgm_ops"},
            postgresql_where=text("state = 'published'"),
        ),
        Index(
            "ix_contribution_released",
            "published_at",
            postgresql_where=text("held_at IS NOT NULL AND state = 'published'"),
        ),
    )

    id: int = key()
    receipt: str = words(unique=True)
    thread_id: int = link("thread.id", index=False)
    draft_id: int | None = maybe_link("draft.id", index=False)
    clause_id: int | None = maybe_link("clause.id")
    version_id: int | None = maybe_link("version.id")
    round_id: int | None = maybe_link("round.id")
    parent_id: int | None = maybe_link("contribution.id")
    root_id: int | None = maybe_link("contribution.id", index=False)
    depth: int = count()
    contributor_id: int | None = maybe_link("contributor.id", index=False)
    entered_by: int | None = maybe_link("account.id", index=False)
    kind: str = words_or("comment")
    stance: str = words_or("none")
    own_input: bool = flag()
    channel: str = words_or("online")
    state: str = words_or("published")
    public_name: str | None = maybe_words()
    speaks_for: str | None = maybe_words()
    language: str = words_or("id")
    source: str = words()
    html: str = words()
    markup_version: int = 1
    hidden_rule: str | None = maybe_words()
    held_reason: str | None = maybe_words()
    #: Since when it was held last; it stays when it is released, for the time that this took.
    held_at: Moment | None = maybe_moment()
    created_at: Moment = made()
    published_at: Moment | None = maybe_moment()
    edited_at: Moment | None = maybe_moment()
    withdrawn_at: Moment | None = maybe_moment()


class ContributionEdit(SQLModel, table=True):
    """An earlier wording of a contribution, readable for ever unless erased."""

    __tablename__ = "contribution_edit"

    id: int = key()
    contribution_id: int = link("contribution.id")
    source: str = words()
    html: str = words()
    replaced_at: Moment = made()


class Addition(SQLModel, table=True):
    """Words added to a contribution after its text stood fast."""

    __tablename__ = "addition"

    id: int = key()
    contribution_id: int = link("contribution.id")
    source: str = words()
    html: str = words()
    created_at: Moment = made()


class Mention(SQLModel, table=True):
    """That a contribution, or one of its additions, names who wrote the target, earlier in the same thread.

    It holds no name: the target has it, and where that is hidden, withdrawn or nobody's any more, nothing is linked.
    """

    __tablename__ = "mention"

    id: int = key()
    contribution_id: int = link("contribution.id")
    addition_id: int | None = maybe_link("addition.id")
    target_id: int = link("contribution.id")


class Suggestion(SQLModel, table=True):
    """Other words for a clause, against the text they were written for. An empty text proposes to delete it.

    `credit`: its author wishes to be named where these words are taken over.
    """

    __tablename__ = "suggestion"

    contribution_id: int = link("contribution.id", index=False, primary_key=True)
    base_text_id: int = link("clause_text.id")
    proposed: str = words()
    credit: bool = flag()


class Anchor(SQLModel, table=True):
    """Where a contribution belongs in one version, and what became of the words it quoted."""

    __tablename__ = "anchor"
    __table_args__ = (
        one_of("state", ANCHOR_STATES),
        one_of("review", ("none", "open", "confirmed")),
        Index("uq_anchor_place", "contribution_id", "version_id", unique=True),
        Index("ix_anchor_version_clause", "version_id", "clause_id"),
    )

    id: int = key()
    contribution_id: int = link("contribution.id", index=False)
    version_id: int = link("version.id", index=False)
    clause_id: int | None = maybe_link("clause.id")
    exact: str = words_or("")
    prefix: str = words_or("")
    suffix: str = words_or("")
    start: int | None = None
    stop: int | None = None
    state: str = words_or("exact")
    score: float = 1.0
    review: str = words_or("none")
    confirmed_by: int | None = maybe_link("account.id", index=False)
    confirmed_at: Moment | None = maybe_moment()


class Support(SQLModel, table=True):
    """Somebody's support for a contribution."""

    __tablename__ = "support"

    contribution_id: int = link("contribution.id", index=False, primary_key=True)
    account_id: int = link("account.id", primary_key=True)
    created_at: Moment = made()


class ContributionTally(SQLModel, table=True):
    """Counters of a contribution, apart from it so that counting never rewrites a text. `verify` recounts them."""

    __tablename__ = "contribution_tally"
    __table_args__ = (
        Index(
            "ix_contribution_tally_best", "thread_id", "best", "contribution_id",
            postgresql_where=text("thread_id IS NOT NULL"),
        ),
        Index(
            "ix_contribution_tally_discussed", "thread_id", "replies", "contribution_id",
            postgresql_where=text("thread_id IS NOT NULL"),
        ),
    )  # fmt: skip

    contribution_id: int = link("contribution.id", index=False, primary_key=True)
    supports: int = count()
    replies: int = count()
    #: Votes it had where it was imported from; nobody's support here.
    brought: int = count()
    #: Of a root that is shown: its thread, and its score (`ranking.best`). A trigger keeps both.
    thread_id: int | None = maybe_link("thread.id", index=False)
    best: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": text("0")})


class ThreadRead(SQLModel, table=True):
    """Up to which contribution somebody has read a thread, by their own word. Nobody else is ever shown it."""

    __tablename__ = "thread_read"

    account_id: int = link("account.id", index=False, primary_key=True)
    thread_id: int = link("thread.id", primary_key=True)
    last_id: int = Field(sa_type=BigInteger)
    at: Moment = made()


class ContributionQuote(SQLModel, table=True):
    """Words of another contribution that this one quotes. They are shown only while the source shows them itself."""

    __tablename__ = "contribution_quote"

    contribution_id: int = link("contribution.id", index=False, primary_key=True)
    source_id: int = link("contribution.id")
    exact: str = words()
    #: The same before some of it was masked in the source; it comes back when the mask is taken off.
    unmasked: str | None = maybe_words()


class TopicTally(SQLModel, table=True):
    """How many threads the forum of a topic has: all of them, and those everybody may read. Triggers count."""

    __tablename__ = "topic_tally"

    topic_id: int = link("topic.id", index=False, primary_key=True)
    threads: int = count()
    public: int = count()


class ThreadTally(SQLModel, table=True):
    """Counters of a thread: public contributions (published or hidden ones leave a stub and do not count)."""

    __tablename__ = "thread_tally"

    thread_id: int = link("thread.id", index=False, primary_key=True)
    contributions: int = count()
    roots: int = count()
    last_at: Moment | None = maybe_moment()
