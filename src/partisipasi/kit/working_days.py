"""Working days: Monday to Friday, by the city's calendar, without the days off that the city has written down."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """Whether offices work on a day: one of the week that is not among the `closed`."""
    return day.weekday() < _SATURDAY and day not in closed


def add_working_days(day: date, days: int, closed: Collection[date] = ()) -> date:
    """The day that lies so many working days after another; the day itself does not count."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, closed)
    return day


def due_day(begun: datetime, days: int, zone: ZoneInfo, closed: Collection[date] = ()) -> date:
    """The last day on which something is in time that began at a moment and is given so many working days."""
    return add_working_days(begun.astimezone(zone).date(), days, closed)
