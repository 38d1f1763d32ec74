"""Kinds of columns that tables are made of, so that all tables make them alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    LargeBinary,
    Text,
    text,
)
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: The Python type of a time column: always aware, always UTC.
Moment = datetime


def key() -> Any:
    """A bigint identity: the primary key of nearly every table."""
    return Field(default=None, sa_column=Column(BigInteger, Identity(), primary_key=True))


def link(target: str, *, index: bool = True, **options: Any) -> Any:
    """A foreign key to a bigint identity, indexed unless a wider index begins with it."""
    return Field(foreign_key=target, sa_type=BigInteger, index=index, **options)


def maybe_link(target: str, *, index: bool = True, **options: Any) -> Any:
    """A foreign key that may be empty."""
    return Field(default=None, foreign_key=target, sa_type=BigInteger, index=index, nullable=True, **options)


def words(**options: Any) -> Any:
    """Text of any length; the length people may send is checked where it is read."""
    return Field(sa_type=Text, **options)


def maybe_words() -> Any:
    """Text that may be absent."""
    return Field(default=None, sa_type=Text, nullable=True)


def words_or(default: str) -> Any:
    """Text with a default that the database knows too."""
    return Field(default=default, sa_type=Text, sa_column_kwargs={"server_default": text(f"'{default}'")})


def flag(default: bool = False) -> Any:
    """Yes or no."""
    return Field(default=default, sa_column_kwargs={"server_default": text("true" if default else "false")})


def count() -> Any:
    """A number that begins at nought."""
    return Field(default=0, sa_column_kwargs={"server_default": text("0")})


def made() -> Any:
    """When the row was made, by the database's clock."""
    return Field(
        default=None,
        sa_type=DateTime(timezone=True),
        nullable=False,
        sa_column_kwargs={"server_default": text("now()")},
    )


def moment() -> Any:
    """A time that is always given."""
    return Field(sa_type=DateTime(timezone=True))


def maybe_moment() -> Any:
    """A time that may be absent."""
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=True)


def binary(**options: Any) -> Any:
    """Bytes: hashes, salts, small pictures."""
    return Field(sa_type=LargeBinary, **options)


def word_list() -> Any:
    """A list of short words."""
    return Field(
        default_factory=list,
        sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")),
    )


def number_list() -> Any:
    """A list of keys of other rows."""
    return Field(
        default_factory=list,
        sa_column=Column(ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
    )


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A check that a column holds one of these words (or nothing, where it may be empty)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
