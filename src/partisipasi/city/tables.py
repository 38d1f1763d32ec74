"""The city: one row, and its pages."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from partisipasi.kit.columns import Moment, key, made, maybe_words, one_of, words, words_or
from partisipasi.kit.i18n import LANGUAGES

PAGES = ("about", "house-rules", "privacy", "accessibility")


class City(SQLModel, table=True):
    """What makes the site one city's own."""

    __tablename__ = "city"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: int = Field(default=1, primary_key=True)
    name: str = words_or("Kota Medan")
    short_name: str = words_or("Medan")
    zone: str = words_or("Asia/Jakarta")
    accent: str = words_or("#0b5d51")
    address: str = words_or("")
    phone: str = words_or("")
    whatsapp: str = words_or("")
    email: str = words_or("")
    register_url: str = words_or("")
    #: Holidays, one date on each line (see days_off).
    days_off: str = words_or("")
    logo: bytes | None = Field(default=None)
    logo_type: str | None = maybe_words()
    updated_at: Moment = made()


class CityPage(SQLModel, table=True):
    """One page in one language: source as the city wrote it, HTML as rendered then."""

    __tablename__ = "city_page"
    __table_args__ = (
        UniqueConstraint("name", "language"),
        one_of("name", PAGES),
        one_of("language", LANGUAGES),
    )

    id: int = key()
    name: str = words()
    language: str = words()
    title: str = words()
    source: str = words()
    html: str = words()
    updated_at: Moment = made()
