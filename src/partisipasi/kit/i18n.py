"""Language, dates and numbers. The language spoken is a context of the running task, set once per request or mail."""

from __future__ import annotations

import gettext as gettext_module
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from io import BytesIO
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from partisipasi.settings import ROOT

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")
DEFAULT: Language = "id"

_LOCALES = ROOT / "locales"
_language: ContextVar[Language] = ContextVar("language", default=DEFAULT)
_DEFAULT_ZONE = ZoneInfo("Asia/Jakarta")
_zone: ContextVar[ZoneInfo] = ContextVar("zone", default=_DEFAULT_ZONE)


def N_(msgid: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a msgid that is translated later, where it is shown."""
    return msgid


@cache
def catalogue(language: Language) -> gettext_module.NullTranslations:
    """The translations of one language, read from its .po file (no compiled file can then be out of date)."""
    path = _LOCALES / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return gettext_module.NullTranslations()
    with path.open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext_module.GNUTranslations(compiled)


def language() -> Language:
    """The language spoken now."""
    return _language.get()


def zone() -> ZoneInfo:
    """The city's time zone."""
    return _zone.get()


def set_language(value: Language, city_zone: ZoneInfo) -> None:
    """Speak this language, in this zone, for the rest of the running task."""
    _language.set(value)
    _zone.set(city_zone)


@contextmanager
def speaking(value: Language, city_zone: ZoneInfo | None = None) -> Iterator[None]:
    """Speak another language for a while: a mail is written in its reader's language."""
    token = _language.set(value)
    zone_token = _zone.set(city_zone or _zone.get())
    try:
        yield
    finally:
        _language.reset(token)
        _zone.reset(zone_token)


def gettext(msgid: str, **values: object) -> str:
    """The message in the language spoken now, its named placeholders filled."""
    message = catalogue(language()).gettext(msgid)
    return message % values if values else message


def ngettext(singular: str, plural: str, count: int, **values: object) -> str:
    """The message for a count; `%(num)s` is the count written as people write it."""
    message = catalogue(language()).ngettext(singular, plural, count)
    return message % {"num": number(count), **values}


def href(path: str) -> str:
    """A path of this site in the language spoken now: English pages live under /en."""
    return f"/en{path}" if language() == "en" and path.startswith("/") else path


def number(value: int | float, digits: int = 1) -> str:
    """1.234,5 in Indonesian, 1,234.5 in English."""
    if isinstance(value, float):
        return _decimal(round(value, digits), language())
    # A page has hundreds of counts, nearly all small; they look the same in every language.
    return str(value) if 0 <= value < 1000 else _decimal(value, language())


@lru_cache(maxsize=4096)
def _decimal(value: int | float, spoken: Language) -> str:
    return numbers.format_decimal(value, locale=spoken)


def percent(share: float) -> str:
    """A share between 0 and 1 as whole percent. Never 100 % or 0 % unless it is exactly that."""
    rounded = round(share, 2)
    if rounded == 1 and share < 1:
        rounded = 0.99
    if rounded == 0 and share > 0:
        rounded = 0.01
    return numbers.format_percent(rounded, locale=language())


def when(moment: datetime) -> str:
    """24 November 2026 14.05 WIB."""
    local = moment.astimezone(zone())
    hour = dates.format_time(local, "HH.mm" if language() == "id" else "HH:mm", locale=language())
    return f"{day(local)} {hour} {zone_name(local)}"


def day(moment: datetime | date) -> str:
    """24 November 2026, in the city's zone."""
    local = moment.astimezone(zone()) if isinstance(moment, datetime) else moment
    return dates.format_date(local, "d MMMM y", locale=language())


def day_short(moment: datetime | date) -> str:
    """24 Nov 2026, in the city's zone."""
    local = moment.astimezone(zone()) if isinstance(moment, datetime) else moment
    return dates.format_date(local, "d MMM y", locale=language())


def zone_name(local: datetime) -> str:
    """WIB, WITA, WIT, or the offset elsewhere."""
    name = local.tzname() or ""
    return name if name.isalpha() else f"UTC{local.strftime('%z')[:3]}"


def days_until(moment: datetime, now: datetime | None = None) -> int:
    """Whole calendar days in the city's zone from now to a moment (0 = today)."""
    here = (now or datetime.now(UTC)).astimezone(zone()).date()
    return (moment.astimezone(zone()).date() - here).days


def language_name(value: Language) -> str:
    """The name of a language in itself."""
    return (Locale(value).get_display_name(value) or value).capitalize()
