"""Working days."""

from __future__ import annotations

from datetime import date

import pytest

from partisipasi.service.days import working_days_after


@pytest.mark.parametrize(
    ("begins", "count", "ends"),
    [
        (date(2026, 11, 23), 5, date(2026, 11, 30)),  # Monday to Monday
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday to Monday
        (date(2026, 11, 28), 5, date(2026, 12, 4)),  # from Saturday as from Friday
        (date(2026, 11, 29), 5, date(2026, 12, 4)),
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
    ],
)
def test_a_term_counts_the_days_on_which_offices_work(begins: date, count: int, ends: date) -> None:
    assert working_days_after(begins, count) == ends
