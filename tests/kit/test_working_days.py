"""Working days and what is due after some of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from partisipasi.kit.working_days import add_working_days, due_day, is_working_day


@pytest.mark.parametrize(
    ("begun", "days", "due"),
    [
        (date(2026, 11, 23), 5, date(2026, 11, 30)),  # Monday
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday
        (date(2026, 11, 28), 5, date(2026, 12, 4)),  # Saturday
        (date(2026, 11, 29), 5, date(2026, 12, 4)),  # Sunday
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_days_of_the_weekend_do_not_count(begun: date, days: int, due: date) -> None:
    assert add_working_days(begun, days) == due
    assert days == 0 or is_working_day(due)


def test_the_day_begins_by_the_city_clock() -> None:
    late_on_friday = datetime(2026, 11, 27, 18, tzinfo=UTC)  # Saturday, 1 o'clock, in Medan
    assert due_day(late_on_friday, 1, ZoneInfo("Asia/Jakarta")) == date(2026, 11, 30)
    assert due_day(late_on_friday, 1, ZoneInfo("UTC")) == date(2026, 11, 30)
    early = datetime(2026, 11, 26, 18, tzinfo=UTC)  # Thursday there, Friday in Medan
    assert due_day(early, 1, ZoneInfo("UTC")) == date(2026, 11, 27)
    assert due_day(early, 1, ZoneInfo("Asia/Jakarta")) == date(2026, 11, 30)


def test_days_off_do_not_count() -> None:
    closed = {date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)}
    assert add_working_days(date(2026, 12, 23), 1, closed) == date(2026, 12, 28)
    assert not is_working_day(date(2026, 12, 25), closed)
    assert due_day(datetime(2026, 12, 23, 3, tzinfo=UTC), 2, ZoneInfo("Asia/Jakarta"), closed) == date(2026, 12, 29)
