"""What pages know of the city."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from partisipasi.city.days_off import read_days
from partisipasi.kit.database import Transaction


class CityView(msgspec.Struct, frozen=True, kw_only=True):
    """The city as pages and mails show it. What nobody has decided yet is the example city's."""

    name: str = "Kota Medan"
    short_name: str = "Medan"
    zone: str = "Asia/Jakarta"
    accent: str = "#0b5d51"
    address: str = ""
    phone: str = ""
    whatsapp: str = ""
    email: str = ""
    register_url: str = ""
    days_off: str = ""
    has_logo: bool = False
    updated_at: datetime | None = None

    @property
    def zone_info(self) -> ZoneInfo:
        """The time zone all dates are shown in."""
        return ZoneInfo(self.zone)

    @property
    def closed_days(self) -> frozenset[date]:
        """Days off besides weekends."""
        return read_days(self.days_off)

    @property
    def logo_url(self) -> str:
        """Path of the logo; a new one has a new path."""
        if not self.has_logo or self.updated_at is None:
            return ""
        return f"/logo/{int(self.updated_at.timestamp())}"


class PageView(msgspec.Struct, frozen=True):
    """A page that the city writes itself."""

    name: str
    language: str
    title: str
    source: str
    html: str
    updated_at: datetime


async def the_city(tx: Transaction) -> CityView:
    """The city."""
    city = await tx.one(
        CityView,
        """SELECT name, short_name, zone, accent, address, phone, whatsapp, email, register_url,
                  days_off, logo IS NOT NULL AS has_logo, updated_at FROM city WHERE id = 1""",
    )
    return city or CityView()


async def city_page(tx: Transaction, name: str, language: str) -> PageView | None:
    """A page in a language, or else in the other one."""
    return await tx.one(
        PageView,
        """SELECT name, language, title, source, html, updated_at FROM city_page
           WHERE name = $1 ORDER BY language = $2 DESC LIMIT 1""",
        name,
        language,
    )


class LogoView(msgspec.Struct, frozen=True):
    """The city's logo and its type."""

    logo: bytes
    logo_type: str


async def city_logo(tx: Transaction, version: int) -> LogoView | None:
    """The logo, if this is its version."""
    return await tx.one(
        LogoView,
        """SELECT logo, logo_type FROM city
           WHERE id = 1 AND logo IS NOT NULL AND floor(extract(epoch FROM updated_at))::bigint = $1""",
        version,
    )
