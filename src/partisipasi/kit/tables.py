"""Tables of the ground floor: mail on its way, and what each form has already done."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from partisipasi.kit.columns import Moment, binary, key, made, maybe_moment, maybe_words, words


class Mail(SQLModel, table=True):
    """A mail to be sent, or sent lately. Dropped after thirty days, or with the account it is about."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_created_at", "created_at"),)

    id: int = key()
    to_address: str = words()
    about_account: int | None = Field(default=None, sa_type=BigInteger)
    subject: str = words()
    text: str = words()
    html: str = words()
    message_id: str = words(unique=True)
    unsubscribe: str | None = maybe_words()
    created_at: Moment = made()
    sent_at: Moment | None = maybe_moment()


class FormOnce(SQLModel, table=True):
    """What one press of a form's button did, so that a second press leads to the same place and does nothing."""

    __tablename__ = "form_once"
    __table_args__ = (Index("ix_form_once_created_at", "created_at"),)

    scope: bytes = binary(primary_key=True)
    route: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    created_at: Moment = made()
    location: str | None = maybe_words()
    cookies: str | None = maybe_words()
    answer: str | None = maybe_words()
