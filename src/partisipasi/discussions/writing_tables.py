"""What stands beside words while they are written: words to watch for, texts not sent yet, files that come along."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import SQLModel

from partisipasi.kit.columns import (
    Moment,
    binary,
    count,
    key,
    link,
    made,
    maybe_link,
    one_of,
    words,
    words_or,
)

WATCHED_KINDS = ("word", "stem")
WATCHED_OUTCOMES = ("ask", "hold")
ATTACHMENT_KINDS = ("jpg", "png", "webp", "pdf")
CONTENT_SIZES = ("whole", "small")


class WatchedWord(SQLModel, table=True):
    """A word or phrase that is looked for in what comes in, and why. `kind` stem finds it with its affixes too."""

    __tablename__ = "watched_word"
    __table_args__ = (
        one_of("kind", WATCHED_KINDS),
        one_of("outcome", WATCHED_OUTCOMES),
        Index("uq_watched_word_word", "word", unique=True),
    )

    id: int = key()
    word: str = words()
    kind: str = words_or("word")
    outcome: str = words_or("ask")
    reason: str = words()
    added_by: int | None = maybe_link("account.id", index=False)
    created_at: Moment = made()


class SavedDraft(SQLModel, table=True):
    """A text not sent yet, of one person for one place.

    `place` says for which form it is, `path` is that form's address, `title` what it is about. `sequence` counts its
    savings: who saves without having seen the last one writes a text of its own, so that neither is lost.
    """

    __tablename__ = "saved_draft"
    __table_args__ = (
        Index("ix_saved_draft_account", "account_id", "place", "id"),
        Index("ix_saved_draft_updated_at", "updated_at"),
    )

    id: int = key()
    account_id: int = link("account.id", index=False)
    place: str = words()
    path: str = words()
    title: str = words()
    body: str = words_or("")
    proposed: str = words_or("")
    fields: str = words_or("{}")
    sequence: int = count()
    updated_at: Moment = made()


class Attachment(SQLModel, table=True):
    """A picture or paper that comes with a contribution; without one it waits for the words to be sent.

    It is known by a random code. What is kept is never the file that was sent: pictures are drawn anew, papers are
    stripped of everything that is not paper.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        one_of("kind", ATTACHMENT_KINDS),
        Index("uq_attachment_code", "code", unique=True),
        Index("ix_attachment_contribution", "contribution_id", "id"),
        Index("ix_attachment_waiting", "created_at", postgresql_where=text("contribution_id IS NULL")),
        Index("ix_attachment_account", "account_id", "created_at"),
    )

    id: int = key()
    code: str = words()
    contribution_id: int | None = maybe_link("contribution.id", index=False)
    account_id: int | None = maybe_link("account.id", index=False)
    kind: str = words()
    name: str = words_or("")
    alt: str = words_or("")
    width: int = count()
    height: int = count()
    size: int = count()
    sha256: str = words()
    created_at: Moment = made()


class AttachmentContent(SQLModel, table=True):
    """The bytes of an attachment: whole, and of pictures small for phones. Apart, so that lists never touch them."""

    __tablename__ = "attachment_content"
    __table_args__ = (one_of("size", CONTENT_SIZES),)

    attachment_id: int = link("attachment.id", index=False, primary_key=True, ondelete="CASCADE")
    size: str = words(primary_key=True)
    content: bytes = binary()
