"""Working days: Monday to Friday, by the city's calendar. Public holidays change from year to year: not known here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether offices work on this day of the week."""
    return day.weekday() < _SATURDAY


def add_working_days(day: date, days: int) -> date:
    """The day that lies so many working days after another; the day itself does not count."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def due_day(begun: datetime, days: int, zone: ZoneInfo) -> date:
    """The last day on which something is in time that began at a moment and is given so many working days."""
    return add_working_days(begun.astimezone(zone).date(), days)
