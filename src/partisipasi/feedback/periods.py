"""Periods that evaluation material is about: a quarter, a half-year, a year, or any days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

#: Days of the longest period; more would be a history and no evaluation.
LONGEST = 366 * 2


class Period(msgspec.Struct, frozen=True):
    """Days from `first` to `last`, both among them, as the city counts days. `kind`: quarter, half, year, own."""

    first: date
    last: date
    kind: str = "own"

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The moment it begins, and the one that is no longer in it."""
        return (
            datetime.combine(self.first, time(), zone),
            datetime.combine(self.last + timedelta(days=1), time(), zone),
        )

    @property
    def part(self) -> int:
        """Which quarter or half-year it is, from 1."""
        return (self.first.month - 1) // (3 if self.kind == "quarter" else 6) + 1


def stretch(kind: str, day: date, *, back: int = 0) -> Period:
    """The quarter, half-year or year that a day is in, or one that lies `back` of these before."""
    months = {"quarter": 3, "half": 6, "year": 12}[kind]
    index = (day.year * 12 + day.month - 1) // months - back
    year, month = divmod(index * months, 12)
    after_year, after_month = divmod((index + 1) * months, 12)
    return Period(date(year, month + 1, 1), date(after_year, after_month + 1, 1) - timedelta(days=1), kind)


def named(first: date, last: date) -> Period:
    """A period by its days, as the quarter, half-year or year that it is."""
    for kind in ("quarter", "half", "year"):
        known = stretch(kind, first)
        if (known.first, known.last) == (first, last):
            return known
    return Period(first, last)


def offered(today: date) -> list[Period]:
    """Periods to choose from: this quarter and the last, this half-year and the last, this year and the last."""
    return [stretch(kind, today, back=back) for kind in ("quarter", "half", "year") for back in (0, 1)]


def read_period(first: str, last: str, today: date) -> Period | None:
    """The period of an address.

    Args:
        first, last: ISO days as they stand in the address; both empty for the quarter of today.

    Returns:
        None where they are no days, in the wrong order, or too far apart.
    """
    if not first and not last:
        return stretch("quarter", today)
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    if not (date(2000, 1, 1) <= days[0] <= days[1] <= date(2100, 1, 1)) or (days[1] - days[0]).days > LONGEST:
        return None
    return named(*days)
