"""Topics and agencies."""

from __future__ import annotations

from sqlmodel import SQLModel

from partisipasi.kit.columns import Moment, count, key, made, maybe_moment, words, words_or


class Topic(SQLModel, table=True):
    """An area of policy."""

    __tablename__ = "topic"

    id: int = key()
    slug: str = words()
    name: str = words(unique=True)
    name_en: str = words_or("")
    description: str = words_or("")
    description_en: str = words_or("")
    position: int = count()
    created_at: Moment = made()
    closed_at: Moment | None = maybe_moment()


class Agency(SQLModel, table=True):
    """A body of the city that owns drafts or services."""

    __tablename__ = "agency"

    id: int = key()
    slug: str = words()
    name: str = words(unique=True)
    short_name: str = words_or("")
    description: str = words_or("")
    created_at: Moment = made()
    closed_at: Moment | None = maybe_moment()
