"""Links by which somebody outside reads a concept, and each time one was opened."""

from __future__ import annotations

from sqlmodel import SQLModel

from partisipasi.kit.columns import Moment, binary, key, link, made, maybe_link, maybe_moment, moment, words


class PreviewLink(SQLModel, table=True):
    """A link to a concept for a named reader. Of its secret only the hash is kept. Revoked, never deleted."""

    __tablename__ = "preview_link"

    id: int = key()
    version_id: int = link("version.id")
    token_hash: bytes = binary(unique=True)
    reader: str = words()
    purpose: str = words()
    expires_at: Moment = moment()
    made_by: int | None = maybe_link("account.id", index=False)
    made_at: Moment = made()
    revoked_at: Moment | None = maybe_moment()
    revoked_by: int | None = maybe_link("account.id", index=False)


class PreviewOpening(SQLModel, table=True):
    """That a link was opened, when, and at which part of the text. Nothing of who or from where."""

    __tablename__ = "preview_opening"

    id: int = key()
    link_id: int = link("preview_link.id")
    part: str = words()
    at: Moment = made()
