"""Days of service: how long an agency has, counted as offices count, and what may be said about days."""

from __future__ import annotations

from datetime import date, timedelta

from partisipasi.city.queries import the_city
from partisipasi.kit.database import Transaction
from partisipasi.kit.i18n import zone
from partisipasi.kit.working_days import add_working_days

#: Working days until the first answer, and until the next one where its author says that nothing is resolved.
#: SP4N-LAPOR! gives an agency five working days to follow up; who tells it here should not wait longer than there.
ANSWER_WITHIN = 5
#: How far back something may lie: later nobody at the counter remembers, and records are put away.
OLDEST = timedelta(days=365)
#: How far ahead an agency may plan: the next budget year is the horizon of what it can promise.
FURTHEST = timedelta(days=365)
#: How far back figures of an agency's page reach: what it was years ago is not how it serves now.
LATELY = timedelta(days=365)


async def answer_due(tx: Transaction) -> date:
    """The last day on which an answer is in time that is asked for today, by the city's own days off."""
    return add_working_days(today_of(tx), ANSWER_WITHIN, (await the_city(tx)).closed_days)


def today_of(tx: Transaction) -> date:
    """The day it is in the city, by the database's clock."""
    return tx.now.astimezone(zone()).date()
