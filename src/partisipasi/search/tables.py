"""The search index: one row per thing that can be found, and what is due to be indexed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from partisipasi.kit.columns import Moment, key, made, one_of, words


def _vectors(name: str, which: str) -> Index:
    return Index(name, "vector", postgresql_using="gin", postgresql_where=text(which))


class SearchEntry(SQLModel, table=True):
    """A thing and its stemmed words. `object_id` is a draft, clause text, thread or contribution, as `kind` says."""

    __tablename__ = "search_entry"
    __table_args__ = (
        UniqueConstraint("kind", "object_id"),
        one_of("kind", ("draft", "clause", "thread", "contribution")),
        _vectors("ix_search_entry_said", "kind = 'contribution'"),
        _vectors("ix_search_entry_rest", "kind <> 'contribution'"),
    )

    id: int = key()
    kind: str = words()
    object_id: int = Field(sa_type=BigInteger)
    stemmer: int = 1
    vector: object = Field(default=None, sa_column=Column(TSVECTOR, nullable=False))
    at: Moment = made()


class SearchDue(SQLModel, table=True):
    """A thing that is to be indexed (again); triggers on its table put it here."""

    __tablename__ = "search_due"

    kind: str = words(primary_key=True)
    object_id: int = Field(sa_type=BigInteger, primary_key=True)
    at: Moment = made()
