"""The record. Entries and links refuse UPDATE and DELETE (a trigger); what may have to be forgotten lies in details."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field, SQLModel

from partisipasi.kit.columns import Moment, binary, key, link, made, words


class RecordEntry(SQLModel, table=True):
    """One act: who (an opaque id), what, on what, and a salted commitment to its details."""

    __tablename__ = "record_entry"
    __table_args__ = (
        Index("ix_record_entry_subject", "subject_kind", "subject_id"),
        Index("ix_record_entry_actor", "actor_id"),
    )

    id: int = key()
    at: Moment = made()
    act: str = words()
    actor_id: int | None = Field(default=None, sa_type=BigInteger)
    subject_kind: str = words()
    subject_id: int = Field(sa_type=BigInteger)
    commitment: bytes | None = Field(default=None)


class RecordDetail(SQLModel, table=True):
    """The details an entry commits to, with their salt. Deleting it forgets them and leaves the chain whole."""

    __tablename__ = "record_detail"

    entry_id: int = link("record_entry.id", index=False, primary_key=True)
    salt: bytes = binary()
    body: str = words()


class RecordWaiting(SQLModel, table=True):
    """An entry that is not chained yet; a trigger puts every new entry here."""

    __tablename__ = "record_waiting"

    entry_id: int = link("record_entry.id", index=False, primary_key=True)


class RecordLink(SQLModel, table=True):
    """One link of the chain: the hash of the link before it and of the entry."""

    __tablename__ = "record_link"

    seq: int = Field(default=None, sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    entry_id: int = link("record_entry.id", index=False, unique=True)
    hash: bytes = binary()
