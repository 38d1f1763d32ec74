"""Days of service: how long an agency has, counted as offices count, and what may be said about days."""

from __future__ import annotations

from datetime import date, timedelta

from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import zone

#: Working days until the first answer, and until the next one where its author says that nothing is resolved.
#: SP4N-LAPOR! gives an agency five working days to follow up; who tells it here should not wait longer than there.
ANSWER_WITHIN = 5
#: How far back something may lie: later nobody at the counter remembers, and records are put away.
OLDEST = timedelta(days=365)
#: How far ahead an agency may plan: the next budget year is the horizon of what it can promise.
FURTHEST = timedelta(days=365)
#: How far back figures of an agency's page reach: what it was years ago is not how it serves now.
LATELY = timedelta(days=365)
_SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """The last day of a term of working days: Monday to Friday, the day itself not counted.

    Public holidays differ by decree from year to year and are not known here, so a term may end earlier than the
    office's own calendar says, never later.

    Args:
        day: when the term begins; on a weekend it runs as from the Friday before.
        count: working days, at least 1.
    """
    while count:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY:
            count -= 1
    return day


def today_of(tx: Transaction) -> date:
    """The day it is in the city, by the database's clock."""
    return tx.now.astimezone(zone()).date()
